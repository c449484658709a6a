# raises: ValueError
# TensorFlow says: Dimension must be 2 but is 3 for 'transpose' (op: 'Transpose') with input shapes: [2,3], [3]
# we say: x: zeros:0, float32, shape (2, 3), made at {file}:6
import scopeflow as tf

tf.transpose(tf.zeros([2, 3]), [0, 1, 2])
