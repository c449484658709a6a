# raises: ValueError
# TensorFlow says: Can not squeeze dim[0], expected a dimension of 1, got 2 for 'Squeeze' (op: 'Squeeze') with input shapes: [2,3]
# we say: input: zeros:0, float32, shape (2, 3), made at {file}:6
import scopeflow as tf

tf.squeeze(tf.zeros([2, 3]), axis=[0])
