# raises: ValueError
# TensorFlow says: Dimension size must be evenly divisible by 2 but is 5
# we say: value: zeros:0, float32, shape (5,), made at {file}:6
import scopeflow as tf

tf.split(tf.zeros([5]), 2)
