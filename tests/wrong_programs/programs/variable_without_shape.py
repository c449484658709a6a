# raises: ValueError
# TensorFlow says: The initializer passed is not valid
# we say: Here 'v' has no shape
import scopeflow as tf

tf.get_variable("v")
