"""A convolutional GAN with tf.layers: AUTO_REUSE, batch normalization in both networks, update ops by scope, a conditional label."""

import os

import numpy as np
import tensorflow as tf


def generator(z, y, is_train=True):
    with tf.variable_scope("generator", reuse=tf.AUTO_REUSE):
        net = tf.layers.dense(tf.concat([z, y], 1), 4 * 4 * 8, use_bias=False)
        net = tf.reshape(net, [-1, 4, 4, 8])
        net = tf.nn.relu(tf.layers.batch_normalization(net, training=is_train))
        net = tf.layers.conv2d_transpose(net, 6, 5, strides=2, padding="same")
        net = tf.nn.relu(tf.layers.batch_normalization(net, training=is_train))
        net = tf.layers.conv2d_transpose(net, 1, 5, strides=2, padding="same", name="out")
        return tf.tanh(net)


def discriminator(x, y, is_train=True):
    with tf.variable_scope("discriminator", reuse=tf.AUTO_REUSE):
        init = tf.random_normal_initializer(stddev=0.05)
        fill = y[:, None, None, :] * tf.ones([1, 16, 16, 1])
        net = tf.concat([x, fill], axis=3)
        net = tf.layers.conv2d(net, 6, 5, strides=2, padding="same", kernel_initializer=init)
        net = tf.nn.leaky_relu(net, alpha=0.2)
        net = tf.layers.conv2d(net, 8, 5, (2, 2), "same", kernel_initializer=init, use_bias=False)
        net = tf.nn.leaky_relu(tf.layers.batch_normalization(net, training=is_train), 0.2)
        return tf.layers.dense(tf.layers.flatten(net), 1)


def train(folder, steps, batch=8):
    tf.set_random_seed(77)
    x = tf.placeholder(tf.float32, [None, 16, 16, 1])
    y = tf.placeholder(tf.float32, [None, 3])
    z = tf.placeholder(tf.float32, [None, 6])
    g_z = generator(z, y)
    d_real, d_fake = discriminator(x, y), discriminator(g_z, y)

    def cross_entropy(logits, target):
        labels = target * tf.ones_like(logits)
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=logits, labels=labels))

    d_loss = cross_entropy(d_real, 0.9) + cross_entropy(d_fake, 0.0)
    g_loss = cross_entropy(d_fake, 1.0)
    t_vars = tf.trainable_variables()
    d_vars = [var for var in t_vars if var.name.startswith("discriminator")]
    g_vars = [var for var in t_vars if var.name.startswith("generator")]
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS, scope="discriminator")):
        d_optim = tf.train.RMSPropOptimizer(0.002).minimize(d_loss, var_list=d_vars)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS, scope="generator")):
        g_optim = tf.train.RMSPropOptimizer(0.002).minimize(g_loss, var_list=g_vars)
    sampler = generator(z, y, is_train=False)
    tf.summary.histogram("z", z)
    tf.summary.image("fake", g_z, max_outputs=2)
    merged = tf.summary.merge_all()
    random = np.random.RandomState(1)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        writer = tf.summary.FileWriter(folder)
        yield
        for step in range(steps):
            kinds = random.randint(0, 3, batch)
            pictures = np.tanh(np.sin((kinds[:, None] + 1) * np.linspace(0, 3, 16)))
            pictures = pictures[:, :, None, None] * np.ones([1, 1, 16, 1])
            feed = {x: pictures, y: np.eye(3)[kinds], z: random.uniform(-1, 1, (batch, 6))}
            d_value, _ = sess.run([d_loss, d_optim], feed)
            g_value, _ = sess.run([g_loss, g_optim], feed)
            yield {"discriminator": d_value, "generator": g_value}
        writer.add_summary(sess.run(merged, feed), steps)
        writer.close()
        sample = sess.run(sampler, {z: np.zeros([3, 6]), y: np.eye(3)})
        tf.train.Saver().save(sess, os.path.join(folder, "dcgan"), global_step=steps)
        yield {"sample": sample[:, ::5, ::5, 0]}
