# raises: ValueError
# TensorFlow says: Variable layer/w does not exist, or was not created with get_variable(
# we say: made at {here} by tf.Variable, which takes no part in sharing by name
import scopeflow as tf

with tf.variable_scope("layer"):
    tf.Variable(1.0, name="w")  # here
with tf.variable_scope("layer", reuse=True):
    tf.get_variable("w", [])
