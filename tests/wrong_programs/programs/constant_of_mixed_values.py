# raises: TypeError
# TensorFlow says: Failed to convert object of type <class 'list'> to Tensor
# we say: Consider casting elements to a supported type
import scopeflow as tf

tf.constant([1, "two"])
