import scopeflow as tf

with tf.device("/cpu:0"):
    a = tf.constant(1.0, name="a")
    with tf.device("/job:worker/task:1"):
        b = tf.Variable(2.0, name="b")
    with tf.device(lambda op: "/device:GPU:1" if op.type == "Add" else op.device):
        c = tf.add(a, 3.0, name="c")
with tf.colocate_with(b.op):
    d = tf.constant(4.0, name="d")
with tf.control_dependencies([a, c]):
    e = tf.identity(d, name="e")
    with tf.control_dependencies(None):
        f = tf.no_op(name="f")
    with tf.control_dependencies([e, b.initializer]):
        g = tf.group(a, e, f, name="g")
h = tf.tuple([a, c], name="h", control_inputs=[g])
with tf.get_default_graph().container("box"):
    tf.Variable(5.0, name="kept", trainable=False, collections=["boxed"])
