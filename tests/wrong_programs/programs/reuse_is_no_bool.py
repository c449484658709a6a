# raises: ValueError
# TensorFlow says: The reuse parameter must be True or False or None
# we say: this is 'yes' of type str
import scopeflow as tf

with tf.variable_scope("s", reuse="yes"):
    pass
