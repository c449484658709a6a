# raises: ValueError
# TensorFlow says: '_hidden' is not a valid scope name
# we say: At the root a scope, or a variable, starts with one of a-z A-Z 0-9 '.'
import scopeflow as tf

with tf.name_scope("_hidden"):
    pass
