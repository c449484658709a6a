# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.variables.generator import Generator as Generator
from scopeflow.variables.generator import create_rng_state as create_rng_state
from scopeflow.variables.generator import get_global_generator as get_global_generator
from scopeflow.variables.generator import set_global_generator as set_global_generator
