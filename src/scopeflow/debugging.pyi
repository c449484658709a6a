# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.math.elementwise import is_finite as is_finite
from scopeflow.ops.math.elementwise import is_inf as is_inf
from scopeflow.ops.math.elementwise import is_nan as is_nan
