"""tf.debugging: checks of values, under the names of TensorFlow 1.15."""

# -- mathematics
from scopeflow.ops.elementwise import is_finite as is_finite
from scopeflow.ops.elementwise import is_inf as is_inf
from scopeflow.ops.elementwise import is_nan as is_nan
