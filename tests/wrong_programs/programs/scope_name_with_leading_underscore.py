# raises: ValueError
# TensorFlow says: '_hidden' is not a valid scope name
# we say: At the root a scope starts with a letter, a digit or '.'
import scopeflow as tf

with tf.name_scope("_hidden"):
    pass
