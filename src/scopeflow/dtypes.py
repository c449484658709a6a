"""tf.dtypes: dtypes and conversions between them."""

# -- mathematics
from scopeflow.ops.casting import cast as cast
from scopeflow.ops.casting import saturate_cast as saturate_cast
from scopeflow.ops.complexes import complex as complex
