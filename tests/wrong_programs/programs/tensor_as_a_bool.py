# raises: OperatorNotAllowedInGraphError
# TensorFlow says: using a `tf.Tensor` as a Python `bool` is not allowed in Graph execution
# we say: tf.cond to choose by its value
import scopeflow as tf

x = tf.constant(1.0)
if x > 0.0:
    pass
