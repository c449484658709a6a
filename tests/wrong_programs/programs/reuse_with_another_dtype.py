# raises: ValueError
# TensorFlow says: Trying to share variable s/v, but specified dtype int32 and found dtype float32_ref
# we say: The variable was made at {here}
import scopeflow as tf

with tf.variable_scope("s"):
    tf.get_variable("v", [2])  # here
with tf.variable_scope("s", reuse=True):
    tf.get_variable("v", [2], dtype=tf.int32)
# we say: s/  from tf.variable_scope("s") on line
