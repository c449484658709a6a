"""An autoencoder whose decoder uses the encoder's weights transposed: noise in, sparsity and weight decay, AdaGrad."""

import os

import numpy as np
import tensorflow as tf


def train(folder, steps):
    tf.set_random_seed(4)
    sizes = [30, 20, 8]
    x = tf.placeholder(tf.float32, [None, sizes[0]], name="x")
    noise = tf.placeholder_with_default(0.0, [], name="noise")
    layer = x + noise * tf.random_normal(tf.shape(x))
    encoder = []
    for number, n_output in enumerate(sizes[1:]):
        with tf.variable_scope("encoder/layer_%d" % number):
            n_input = int(layer.get_shape()[1])
            W = tf.get_variable(
                "W",
                [n_input, n_output],
                initializer=tf.random_uniform_initializer(
                    -1.0 / np.sqrt(n_input), 1.0 / np.sqrt(n_input)
                ),
                regularizer=lambda w: 1e-3 * tf.nn.l2_loss(w),
            )
            b = tf.Variable(tf.zeros([n_output]), name="b")
            encoder.append(W)
            layer = tf.nn.tanh(tf.matmul(layer, W) + b)
    code = tf.identity(layer, name="code")
    for number, W in enumerate(reversed(encoder)):
        with tf.variable_scope("decoder/layer_%d" % number):
            W = tf.transpose(W)
            b = tf.Variable(tf.zeros([W.get_shape()[1]]), name="b")
            layer = tf.nn.tanh(tf.matmul(layer, W) + b)
    y = layer
    cost = tf.reduce_sum(tf.square(y - x)) / tf.to_float(tf.shape(x)[0])
    sparsity = 0.01 * tf.reduce_mean(tf.abs(code))
    total = cost + sparsity + tf.losses.get_regularization_loss()
    train_op = tf.train.AdagradOptimizer(0.1).minimize(total)
    saver = tf.train.Saver({"autoencoder/" + v.op.name: v for v in tf.trainable_variables()})

    random = np.random.RandomState(9)
    basis = random.randn(4, 30)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        yield
        for _ in range(steps):
            batch = np.tanh(random.randn(16, 4).dot(basis)) * 0.9
            value, _ = sess.run([cost, train_op], {x: batch, noise: 0.1})
            yield {"cost": value}
        saver.save(sess, os.path.join(folder, "autoencoder"))
        yield {"code": code.eval({x: batch}), "total": total.eval({x: batch})}
