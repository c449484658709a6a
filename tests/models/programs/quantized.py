"""A network of one-bit weights: gradients replaced by name, tf.custom_gradient, variables replaced by a getter, stop_gradient."""

import os

import numpy as np
import tensorflow as tf


def straight_through(op, grad):
    """The gradient of a step as if it were a ramp."""
    return tf.where(tf.abs(op.inputs[0]) < 1.0, grad, tf.zeros_like(grad))


def quantize(x, bits, graph):
    n = float(2**bits - 1)
    with graph.gradient_override_map({"Round": "Identity"}):
        return tf.round(x * n) / n


@tf.custom_gradient
def clipped_exp(x):
    y = tf.exp(tf.minimum(x, 5.0))

    def grad(dy):
        return dy * tf.minimum(y, 10.0)

    return y, grad


def binarizing_getter(getter, name, *args, **kwargs):
    weights = getter(name, *args, **kwargs)
    if not name.endswith("W"):
        return weights
    graph = tf.get_default_graph()
    with graph.gradient_override_map({"Sign": "StraightThrough"}):
        scale = tf.stop_gradient(tf.reduce_mean(tf.abs(weights)))
        return tf.multiply(tf.sign(weights / scale), scale, name="binary")


def train(folder, steps):
    if "StraightThrough" not in train.registered:
        tf.RegisterGradient("StraightThrough")(straight_through)
        train.registered.add("StraightThrough")
    tf.set_random_seed(99)
    graph = tf.get_default_graph()
    x = tf.placeholder(tf.float32, [None, 10])
    y = tf.placeholder(tf.float32, [None])
    with tf.variable_scope("net", custom_getter=binarizing_getter):
        w0 = tf.get_variable("W", [10, 12], initializer=tf.random_uniform_initializer(-0.3, 0.3))
        b0 = tf.get_variable("b", [12], initializer=tf.zeros_initializer())
        hidden = tf.clip_by_value(tf.matmul(x, w0) + b0, 0.0, 1.0)
        hidden = quantize(hidden, 2, graph)
        with tf.variable_scope("out"):
            w1 = tf.get_variable("W", [12, 1], initializer=tf.random_uniform_initializer(-0.3, 0.3))
            rate = clipped_exp(tf.squeeze(tf.matmul(hidden, w1), [1]))
    loss = tf.reduce_mean(tf.nn.log_poisson_loss(y, tf.log(rate + 1e-6)))
    opt = tf.train.ProximalAdagradOptimizer(0.1, l2_regularization_strength=0.001)
    grads = opt.compute_gradients(loss, aggregation_method=tf.AggregationMethod.ADD_N)
    noisy = [
        (g + tf.random_normal(tf.shape(g), stddev=1e-3, seed=i), v)
        for i, (g, v) in enumerate(grads)
    ]
    train_op = opt.apply_gradients(noisy)
    with tf.control_dependencies([train_op]):
        bounded = tf.group(
            *[v.assign(tf.clip_by_value(v, -1.0, 1.0)) for v in tf.trainable_variables()]
        )
    random = np.random.RandomState(17)
    truth = random.choice([-0.5, 0.5], 10)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield
        for _ in range(steps):
            given = random.randn(20, 10)
            feed = {x: given, y: random.poisson(np.exp(given.dot(truth) * 0.5))}
            value, _ = sess.run([loss, bounded], feed)
            yield {"loss": value}
        tf.train.Saver().save(sess, os.path.join(folder, "quantized"))
        yield {"rates": sess.run(rate, feed)}


train.registered = set()
