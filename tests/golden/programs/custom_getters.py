import scopeflow as tf


def doubled(getter, name, *args, **kwargs):
    return tf.multiply(getter(name, *args, **kwargs), 2.0, name="doubled")


def renamed(getter, name, *args, **kwargs):
    return getter(name + "_renamed", *args, **kwargs)


def noted(next_creator, **kwargs):
    kwargs["name"] = "noted_" + (kwargs["name"] or "v")
    return next_creator(**kwargs)


with tf.variable_scope("outer", custom_getter=doubled):
    tf.get_variable("a", [1])
    with tf.variable_scope("inner", custom_getter=renamed):
        tf.get_variable("b", [1])
        tf.get_variable("c", [1], custom_getter=doubled)
with tf.variable_creator_scope(noted):
    tf.Variable(1.0, name="d")
    with tf.variable_scope("scope", regularizer=lambda v: tf.reduce_sum(v * v)):
        tf.get_variable("e", [2])
        tf.get_variable("f", [2], regularizer=tf.no_regularizer)
