# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.strings.numbers import as_string as as_string
from scopeflow.ops.strings.pieces import bytes_split as bytes_split
from scopeflow.ops.strings.formatting import string_format as _format
from scopeflow.ops.strings.joining import string_join as _join
from scopeflow.ops.strings.cutting import string_length as _length
from scopeflow.ops.strings.cutting import string_lower as _lower
from scopeflow.ops.strings.neighbours import ngrams as ngrams
from scopeflow.ops.strings.joining import reduce_join as reduce_join
from scopeflow.ops.strings.regex import regex_full_match as regex_full_match
from scopeflow.ops.strings.regex import regex_replace as regex_replace
from scopeflow.ops.strings.pieces import strings_split as _split
from scopeflow.ops.strings.cutting import string_strip as _strip
from scopeflow.ops.strings.cutting import substr as substr
from scopeflow.ops.strings.hashing import string_to_hash_bucket as _to_hash_bucket
from scopeflow.ops.strings.hashing import string_to_hash_bucket_fast as _to_hash_bucket_fast
from scopeflow.ops.strings.hashing import string_to_hash_bucket_strong as _to_hash_bucket_strong
from scopeflow.ops.strings.numbers import string_to_number as _to_number
from scopeflow.ops.strings.characters import unicode_decode as unicode_decode
from scopeflow.ops.strings.characters import unicode_decode_with_offsets as unicode_decode_with_offsets
from scopeflow.ops.strings.characters import unicode_encode as unicode_encode
from scopeflow.ops.strings.unicode import unicode_script as unicode_script
from scopeflow.ops.strings.characters import unicode_split as unicode_split
from scopeflow.ops.strings.characters import unicode_split_with_offsets as unicode_split_with_offsets
from scopeflow.ops.strings.unicode import unicode_transcode as unicode_transcode
from scopeflow.ops.strings.joining import unsorted_segment_join as unsorted_segment_join
from scopeflow.ops.strings.cutting import string_upper as _upper

format = _format
join = _join
length = _length
lower = _lower
split = _split
strip = _strip
to_hash_bucket = _to_hash_bucket
to_hash_bucket_fast = _to_hash_bucket_fast
to_hash_bucket_strong = _to_hash_bucket_strong
to_number = _to_number
upper = _upper
