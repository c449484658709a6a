# raises: ValueError
# TensorFlow says: 'my scope' is not a valid scope name
# we say: it goes on with a-z A-Z 0-9 '_', '.', '-' and '/'. It has ' '
import scopeflow as tf

with tf.name_scope("my scope"):
    pass
# we say: my scope  cannot be a name, or a part of one
