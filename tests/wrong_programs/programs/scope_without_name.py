# raises: TypeError
# TensorFlow says: If default_name is None then name_or_scope is required
# we say: Write tf.variable_scope('name') or tf.variable_scope(None, default_name='name')
import scopeflow as tf

with tf.variable_scope(None):
    pass
