"""A regression whose evaluation reads moving averages of the weights through a custom getter."""

import os

import numpy as np
import tensorflow as tf


def network(x, reuse=None, getter=None):
    with tf.variable_scope("net", reuse=reuse, custom_getter=getter):
        w1 = tf.get_variable("w1", [3, 16], initializer=tf.variance_scaling_initializer())
        b1 = tf.get_variable("b1", [16], initializer=tf.zeros_initializer)
        hidden = tf.nn.elu(tf.matmul(x, w1) + b1)
        w2 = tf.get_variable("w2", [16, 1], initializer=tf.initializers.lecun_uniform())
        return tf.squeeze(tf.matmul(hidden, w2), 1)


def train(folder, steps):
    tf.set_random_seed(12)
    features = tf.placeholder(tf.float32, [None, 3], name="features")
    targets = tf.placeholder(tf.float32, [None], name="targets")
    predictions = network(features)
    loss = tf.losses.mean_squared_error(targets, predictions)
    robust = tf.losses.huber_loss(targets, predictions, delta=0.5, weights=0.5)
    global_step = tf.train.get_or_create_global_step()
    rate = tf.train.polynomial_decay(0.05, global_step, 20, 0.001)
    minimize = tf.train.RMSPropOptimizer(rate, momentum=0.5).minimize(
        tf.losses.get_total_loss(), global_step
    )
    ema = tf.train.ExponentialMovingAverage(decay=0.9, num_updates=global_step, zero_debias=False)
    with tf.control_dependencies([minimize]):
        train_op = ema.apply(tf.trainable_variables("net"))

    def ema_getter(getter, name, *args, **kwargs):
        var = getter(name, *args, **kwargs)
        average = ema.average(var)
        return average if average is not None else var

    averaged = network(features, reuse=True, getter=ema_getter)
    averaged_loss = tf.reduce_mean(tf.square(averaged - targets))
    saver = tf.train.Saver(max_to_keep=2)

    random = np.random.RandomState(1)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield
        for step in range(steps):
            x = random.randn(20, 3)
            feed = {features: x, targets: np.sin(x[:, 0]) + 0.5 * x[:, 1] * x[:, 2]}
            mse, huber = sess.run([loss, robust], feed)
            sess.run(train_op, feed)
            averaged_mse = sess.run(averaged_loss, feed)
            saver.save(sess, os.path.join(folder, "run"), global_step=step)
            yield {"mse": mse, "huber": huber, "averaged": averaged_mse}
    names = sorted(ema.variables_to_restore())
    with tf.Session() as sess:
        shadow = tf.train.Saver(ema.variables_to_restore())
        shadow.restore(sess, tf.train.latest_checkpoint(folder))
        uninitialized = sess.run(tf.report_uninitialized_variables())
        sess.run(
            tf.variables_initializer([v for v in tf.global_variables() if "net" not in v.name])
        )
        sess.run(
            tf.variables_initializer(
                [
                    v
                    for v in tf.global_variables()
                    if "/" in v.name and v.op.name.rsplit("/", 1)[1] not in ("w1", "b1", "w2")
                ]
            )
        )
        yield {"loss": loss.eval(feed), "names": names, "missing": uninitialized}
