# raises: ValueError
# TensorFlow says: Variable net/b does not exist, or was not created with get_variable(
# we say: since {here}
import scopeflow as tf

with tf.variable_scope("net") as scope:
    tf.get_variable("a", [1])
    scope.reuse_variables()  # here
    tf.get_variable("b", [1])
