import scopeflow as tf


def block(name):
    with tf.variable_scope(name) as scope:
        v = tf.get_variable("v", [2])
        with tf.variable_scope("inner"):
            w = tf.get_variable("w", [2], initializer=tf.ones_initializer())
            total = tf.add(v, w, name="total")
    return scope, total


with tf.variable_scope("net") as net:
    first, _ = block("a")
    block("b")
    net.reuse_variables()
    block("a")
with tf.variable_scope("other"):
    with tf.variable_scope(net, reuse=True):
        block("b")
    with tf.name_scope("ops"), tf.variable_scope(first):
        tf.constant(1.0, name="c")
    with tf.variable_scope(None, "d"):
        tf.get_variable("v", [1])
    with tf.variable_scope(None, "d", [tf.constant(2.0)]):
        tf.get_variable("v", [1])
with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
    block("a")
    block("c")
with tf.variable_scope(""), tf.name_scope("net/"):
    tf.Variable(3.0, name="v")
