import scopeflow as tf

a = tf.Variable(tf.random_normal([2], seed=4), name="a")
b = tf.Variable(a.initialized_value() * 2.0, name="b")
with tf.variable_scope("s"):
    c = tf.get_variable("c", initializer=lambda: tf.constant([1.0, 2.0]))
    d = tf.Variable(c.initialized_value() + b.initialized_value(), name="d")
    e = tf.Variable(lambda: tf.zeros([2]), name="e", use_resource=True)
chosen = tf.cond(tf.reduce_all(a > 0.0), lambda: a + b, lambda: a - c, name="choose")
init = tf.global_variables_initializer()
