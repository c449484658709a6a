# raises: ValueError
# TensorFlow says: Partitioned variable with name p/v already exists
# we say: The variable was made at {here}
import scopeflow as tf

with tf.variable_scope("p", partitioner=tf.fixed_size_partitioner(2)):
    tf.get_variable("v", [6])  # here
    tf.get_variable("v", [6])
