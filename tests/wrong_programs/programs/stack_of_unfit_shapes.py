# raises: ValueError
# TensorFlow says: Dimension 0 in both shapes must be equal, but are 2 and 3
# we say: values[1]: zeros_1:0, float32, shape (3,), made at {file}:6
import scopeflow as tf

tf.stack([tf.zeros([2]), tf.zeros([3])])
