# raises: TypeError
# TensorFlow says: VariableScope: name_or_scope must be a string or VariableScope
# we say: This is 7 of type int
import scopeflow as tf

with tf.variable_scope(7):
    pass
