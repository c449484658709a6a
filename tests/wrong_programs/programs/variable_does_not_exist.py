# raises: ValueError
# TensorFlow says: Variable encoder/weight does not exist, or was not created with get_variable(
# we say: 'encoder/weights' (made at {file}:8)
# we say: since {here}
import scopeflow as tf

with tf.variable_scope("encoder"):
    tf.get_variable("weights", [3])
with tf.variable_scope("encoder", reuse=True):  # here
    tf.get_variable("weight", [3])
# we say: reuse=True was set for the scope "encoder", opened with it on line
