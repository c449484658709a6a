# raises: ValueError
# TensorFlow says: Trying to share variable s/v, but specified shape (3, 2) and found shape (2, 3
# we say: The variable was made at {here}. Leave shape= out
import scopeflow as tf

with tf.variable_scope("s"):
    tf.get_variable("v", [2, 3])  # here
with tf.variable_scope("s", reuse=True):
    tf.get_variable("v", [3, 2])
# we say: s/  from tf.variable_scope("s") on line
