# raises: ValueError
# TensorFlow says: Dimensions must be equal, but are 3 and 2 for 'MatMul' (op: 'MatMul') with input shapes: [2,3], [2,3]
# we say: b: zeros_1:0, float32, shape (2, 3), made at {file}:6
import scopeflow as tf

tf.matmul(tf.zeros([2, 3]), tf.zeros([2, 3]))
