# raises: ValueError
# TensorFlow says: Variable layer/w already exists, disallowed
# we say: File "{file}", line 8
# we say: To share it, put the second call on line 10 under reuse:
import scopeflow as tf

with tf.variable_scope("layer"):
    tf.get_variable("w", [3])  # here
with tf.variable_scope("layer"):
    tf.get_variable("w", [3])
# we say: layer/  from tf.variable_scope("layer") on line
