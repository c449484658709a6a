# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.platform.devices import get_experimental_options as get_experimental_options
from scopeflow.platform.devices import get_jit as get_jit
from scopeflow.platform.devices import set_experimental_options as set_experimental_options
from scopeflow.platform.devices import set_jit as set_jit
