"""What the two kinds of scope do to names: one function, once under each kind."""

import scopeflow as tf


def scoping(scope, outer, inner, values):
    with scope(outer):
        a = tf.Variable(values[0], name="a")
        b = tf.get_variable("b", initializer=values[1])
        c = tf.constant(values[2], name="c")

        with scope(inner):
            d = tf.add(a * b, c, name="res")

    return d


def main(logdir="logs"):
    d1 = scoping(tf.variable_scope, "scope_vars", "res", [1, 2, 3])
    d2 = scoping(tf.name_scope, "scope_name", "res", [1, 2, 3])

    with tf.Session() as sess:
        writer = tf.summary.FileWriter(logdir, sess.graph)
        sess.run(tf.global_variables_initializer())
        results = sess.run([d1, d2])
        writer.close()
    return results
