# raises: ValueError
# TensorFlow says: Shape must be rank 2 but is rank 1 for 'MatMul' (op: 'MatMul') with input shapes: [2,3], [3]
# we say: b: zeros_1:0, float32, shape (3,), made at {file}:6
import scopeflow as tf

tf.matmul(tf.zeros([2, 3]), tf.zeros([3]))
