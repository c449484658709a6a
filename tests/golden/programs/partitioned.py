import scopeflow as tf

with tf.variable_scope("table", partitioner=tf.fixed_size_partitioner(3)):
    whole = tf.get_variable("rows", [10, 4], initializer=tf.random_uniform_initializer(-1.0, 1.0))
    tf.get_variable("scale", [], initializer=tf.ones_initializer())
    tf.identity(whole, name="everything")
with tf.variable_scope("table", reuse=True):
    again = tf.get_variable("rows", [10, 4])
    tf.add(again, 1.0, name="more")
with tf.variable_scope("wide", partitioner=tf.variable_axis_size_partitioner(64, axis=1)):
    tf.get_variable("columns", [4, 10])
by_size = tf.min_max_variable_partitioner(max_partitions=4, min_slice_size=16)
tf.get_variable("slices", [16, 4], partitioner=by_size).as_tensor()
