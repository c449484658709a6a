# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.layers.input_spec import InputSpec as InputSpec
from scopeflow.layers.base import Layer as Layer
