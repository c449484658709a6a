"""tf.linalg: linear algebra, under the names of TensorFlow 1.15."""

# -- mathematics
from scopeflow.ops.matmul import matmul as matmul
