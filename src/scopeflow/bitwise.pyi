# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.math.bitwise import bitwise_and as bitwise_and
from scopeflow.ops.math.bitwise import bitwise_or as bitwise_or
from scopeflow.ops.math.bitwise import bitwise_xor as bitwise_xor
from scopeflow.ops.math.bitwise import invert as invert
from scopeflow.ops.math.bitwise import left_shift as left_shift
from scopeflow.ops.math.bitwise import right_shift as right_shift
