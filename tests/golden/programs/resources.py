import scopeflow as tf

with tf.variable_scope("r", use_resource=True):
    v = tf.get_variable("v", [2, 2], initializer=tf.glorot_uniform_initializer(seed=1))
    n = tf.get_variable("n", initializer=0, trainable=False)
    step = tf.Variable(1, name="step", collections=[tf.GraphKeys.LOCAL_VARIABLES])
update = v.assign(tf.matmul(v, v))
counted = n.assign_add(1)
with tf.control_dependencies([update, counted]):
    after = v.read_value() * 2.0
v.assign_sub(tf.ones([2, 2]), read_value=False)
ready = tf.report_uninitialized_variables()
init = tf.group(tf.global_variables_initializer(), tf.local_variables_initializer())
