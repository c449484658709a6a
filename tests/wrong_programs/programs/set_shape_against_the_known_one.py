# raises: ValueError
# TensorFlow says: Dimension 1 in both shapes must be equal, but are 3 and 4
# we say: it was made at {file}:6
import scopeflow as tf

x = tf.zeros([2, 3])
x.set_shape([2, 4])
