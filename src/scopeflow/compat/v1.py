"""The library itself, under the name that TensorFlow 2 gave to TensorFlow 1."""

import sys

# whoever imports this module gets what stands here then
sys.modules[__name__] = sys.modules[__name__.partition(".")[0]]
