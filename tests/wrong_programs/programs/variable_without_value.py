# raises: ValueError
# TensorFlow says: initial_value must be specified
# we say: Give a tensor, a value, or a function that returns one
import scopeflow as tf

tf.Variable()
