# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.platform.resources import CXX11_ABI_FLAG as CXX11_ABI_FLAG
from scopeflow.platform.resources import MONOLITHIC_BUILD as MONOLITHIC_BUILD
from scopeflow.platform.resources import get_compile_flags as get_compile_flags
from scopeflow.platform.resources import get_include as get_include
from scopeflow.platform.resources import get_lib as get_lib
from scopeflow.platform.resources import get_link_flags as get_link_flags
