# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.layers.style import keras_style_scope as keras_style_scope
from scopeflow.layers.style import set_keras_style as set_keras_style
