"""tf.strings: text, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.strings.characters: unicode_decode unicode_decode_with_offsets unicode_encode unicode_split
    ops.strings.characters: unicode_split_with_offsets
    ops.strings.cutting: length=string_length lower=string_lower strip=string_strip substr
    ops.strings.cutting: upper=string_upper
    ops.strings.formatting: format=string_format
    ops.strings.hashing: to_hash_bucket=string_to_hash_bucket
    ops.strings.hashing: to_hash_bucket_fast=string_to_hash_bucket_fast
    ops.strings.hashing: to_hash_bucket_strong=string_to_hash_bucket_strong
    ops.strings.joining: join=string_join reduce_join unsorted_segment_join
    ops.strings.neighbours: ngrams
    ops.strings.numbers: as_string to_number=string_to_number
    ops.strings.regex: regex_full_match regex_replace
    ops.strings.pieces: bytes_split split=strings_split
    ops.strings.unicode: unicode_script unicode_transcode
    """,
)
