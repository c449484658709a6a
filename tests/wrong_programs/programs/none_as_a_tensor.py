# raises: ValueError
# TensorFlow says: Tried to convert 'x' to a tensor and failed
# we say: A constant needs a value
import scopeflow as tf

tf.add(None, 1.0)
