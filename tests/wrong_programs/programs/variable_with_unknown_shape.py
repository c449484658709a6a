# raises: ValueError
# TensorFlow says: The initializer passed is not valid
# we say: Here 'v' has the shape (?, 3), which is not fully defined
import scopeflow as tf

tf.get_variable("v", [None, 3])
