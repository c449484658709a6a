# raises: ValueError
# TensorFlow says: Must specify maxval for integer dtype tf.int32
# we say: write maxval= for integers
import scopeflow as tf

tf.random_uniform([2], dtype=tf.int32)
