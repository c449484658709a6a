# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.nest import assert_same_structure as assert_same_structure
from scopeflow.ops.nest import flatten as flatten
from scopeflow.ops.nest import is_nested as is_nested
from scopeflow.ops.nest import map_structure as map_structure
from scopeflow.ops.nest import pack_sequence_as as pack_sequence_as
