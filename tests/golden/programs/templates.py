import scopeflow as tf


def affine(x, size):
    w = tf.get_variable("w", [size], initializer=tf.ones_initializer())
    b = tf.Variable(0.5, name="b", trainable=False)
    return tf.add(x * w, b, name="y")


shared = tf.make_template("affine", affine, size=3)
early = tf.make_template("affine", affine, create_scope_now_=True, size=3)
with tf.variable_scope("outer"):
    shared(tf.zeros([3]))
    early(tf.zeros([3]))
with tf.name_scope("again"):
    shared(tf.ones([3]))
shared(tf.ones([3]))
once = tf.make_template("once", affine, unique_name_="fixed", size=2)
once(tf.zeros([2]))
