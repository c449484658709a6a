# raises: ValueError
# TensorFlow says: Argument must be a dense tensor: [[1, 2], [3]] - got shape [2], but wanted [2, 2]
# we say: got shape [2], but wanted [2, 2]
import scopeflow as tf

tf.constant([[1, 2], [3]])
