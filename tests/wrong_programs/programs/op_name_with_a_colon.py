# raises: ValueError
# TensorFlow says: 'c:0' is not a valid node name
# we say: An operation's name starts with a letter, a digit or '.'
import scopeflow as tf

tf.constant(1.0, name="c:0")
