# raises: ValueError
# TensorFlow says: Trying to reuse partitioned variable p/v, but specified partitions [3] and found partitions [2]
# we say: Leave the partitioner out to share what exists
import scopeflow as tf

with tf.variable_scope("p", partitioner=tf.fixed_size_partitioner(2)):
    tf.get_variable("v", [6])
with tf.variable_scope("p", partitioner=tf.fixed_size_partitioner(3), reuse=True):
    tf.get_variable("v", [6])
