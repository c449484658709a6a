# raises: ValueError
# TensorFlow says: 'größe' is not a valid scope name
# we say: a-z A-Z 0-9 '_', '.', '-' and '/'. It has 'ö'
import scopeflow as tf

tf.get_variable("größe", [2])
