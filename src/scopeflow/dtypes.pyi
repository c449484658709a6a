# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.casting import cast as cast
from scopeflow.ops.complexes import complex as complex
from scopeflow.ops.casting import saturate_cast as saturate_cast
