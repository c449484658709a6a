"""A GAN on one-dimensional data: two optimizers, each with the variables of its scope; a pre-trained discriminator's twin."""

import os

import numpy as np
import tensorflow as tf


def linear(inputs, output_dim, scope=None, stddev=1.0):
    norm = tf.random_normal_initializer(stddev=stddev)
    const = tf.constant_initializer(0.0)
    with tf.variable_scope(scope or "linear"):
        w = tf.get_variable("w", [inputs.get_shape()[1], output_dim], initializer=norm)
        b = tf.get_variable("b", [output_dim], initializer=const)
        return tf.matmul(inputs, w) + b


def generator(inputs, h_dim):
    h0 = tf.nn.softplus(linear(inputs, h_dim, "g0"))
    return linear(h0, 1, "g1")


def minibatch(inputs, num_kernels=5, kernel_dim=3):
    x = linear(inputs, num_kernels * kernel_dim, scope="minibatch", stddev=0.02)
    activation = tf.reshape(x, (-1, num_kernels, kernel_dim))
    diffs = tf.expand_dims(activation, 3) - tf.expand_dims(tf.transpose(activation, [1, 2, 0]), 0)
    abs_diffs = tf.reduce_sum(tf.abs(diffs), 2)
    minibatch_features = tf.reduce_sum(tf.exp(-abs_diffs), 2)
    return tf.concat([inputs, minibatch_features], 1)


def discriminator(inputs, h_dim):
    h0 = tf.nn.relu(linear(inputs, h_dim * 2, "d0"))
    h1 = tf.nn.relu(linear(h0, h_dim * 2, "d1"))
    h2 = minibatch(h1)
    return tf.sigmoid(linear(h2, 1, scope="d3"))


def log(x):
    return tf.log(tf.maximum(x, 1e-5))


def optimizer(loss, var_list):
    step = tf.Variable(0, trainable=False)
    rate = tf.train.exponential_decay(0.05, step, 3, 0.95, staircase=True)
    return tf.train.GradientDescentOptimizer(rate).minimize(
        loss, global_step=step, var_list=var_list
    )


def train(folder, steps, batch=12, hidden=6):
    np.random.seed(3)
    tf.set_random_seed(3)
    with tf.variable_scope("G"):
        z = tf.placeholder(tf.float32, shape=(batch, 1))
        fake = generator(z, hidden)
    x = tf.placeholder(tf.float32, shape=(batch, 1))
    with tf.variable_scope("D"):
        d1 = discriminator(x, hidden)
    with tf.variable_scope("D", reuse=True):
        d2 = discriminator(fake, hidden)
    loss_d = tf.reduce_mean(-log(d1) - log(1 - d2))
    loss_g = tf.reduce_mean(-log(d2))
    d_params = [v for v in tf.trainable_variables() if v.name.startswith("D/")]
    g_params = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="G")
    opt_d = optimizer(loss_d, d_params)
    opt_g = optimizer(loss_g, g_params)

    def samples():
        return np.sort(np.random.normal(4, 0.5, batch)).reshape(batch, 1)

    def noise():
        return (np.linspace(-8, 8, batch) + np.random.random(batch) * 0.01).reshape(batch, 1)

    with tf.Session() as session:
        tf.local_variables_initializer().run()
        tf.global_variables_initializer().run()
        yield
        for _ in range(steps):
            given, _ = session.run([loss_d, opt_d], {x: samples(), z: noise()})
            made, _ = session.run([loss_g, opt_g], {z: noise()})
            yield {"discriminator": given, "generator": made}
        drawn = session.run(fake, {z: noise()})
        tf.train.Saver(d_params + g_params).save(session, os.path.join(folder, "gan"))
        yield {"drawn": drawn}
