# raises: ValueError
# TensorFlow says: 'c:0' is not a valid node name
# we say: An operation's name starts with one of a-z A-Z 0-9 '.', and goes on with a-z A-Z 0-9 '_', '.', '-' and '/'. It has ':'
import scopeflow as tf

tf.constant(1.0, name="c:0")
