# raises: ValueError
# TensorFlow says: Dimension 0 in both shapes must be equal, but are 3 and 4
# we say: values[1]: zeros_1:0, float32, shape (2, 4), made at {file}:6
import scopeflow as tf

tf.concat([tf.zeros([2, 3]), tf.zeros([2, 4])], 0)
