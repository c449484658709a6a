# raises: ValueError
# TensorFlow says: Dimensions must be equal, but are 3 and 4 for 'add' (op: 'AddV2') with input shapes: [2,3], [4]
# we say: x: zeros:0, float32, shape (2, 3), made at {file}:7
# we say: y: zeros_1:0, float32, shape (4,), made at {file}:8
import scopeflow as tf

a = tf.zeros([2, 3])
b = tf.zeros([4])
a + b
