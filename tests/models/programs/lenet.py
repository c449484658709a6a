"""LeNet with tf.layers: batch normalization and its update ops, dropout, metrics of an evaluation, checkpoints kept."""

import os

import numpy as np
import tensorflow as tf


def lenet(images, is_training, reuse=None):
    with tf.variable_scope("lenet", reuse=reuse):
        net = tf.layers.conv2d(
            images,
            filters=6,
            kernel_size=5,
            padding="same",
            use_bias=False,
            kernel_initializer=tf.variance_scaling_initializer(),
            name="conv1",
        )
        net = tf.layers.batch_normalization(net, training=is_training, momentum=0.9, name="bn1")
        net = tf.nn.relu(net)
        net = tf.layers.max_pooling2d(net, pool_size=[2, 2], strides=2)
        net = tf.layers.conv2d(
            net, 8, [3, 3], activation=tf.nn.relu, bias_initializer=tf.constant_initializer(0.01)
        )
        net = tf.layers.average_pooling2d(net, 2, 2)
        net = tf.layers.flatten(net)
        net = tf.layers.dense(
            net,
            units=16,
            use_bias=False,
            kernel_regularizer=lambda w: 1e-3 * tf.nn.l2_loss(w),
            kernel_initializer=tf.truncated_normal_initializer(stddev=0.1),
        )
        net = tf.layers.batch_normalization(net, training=is_training, momentum=0.9)
        net = tf.nn.relu(net)
        net = tf.layers.dropout(net, rate=0.4, training=is_training)
        return tf.layers.dense(net, 5, name="logits")


def train(folder, steps):
    tf.set_random_seed(1234)
    random = np.random.RandomState(0)
    prototypes = random.rand(5, 14, 14, 1)
    images = tf.placeholder(tf.float32, [None, 14, 14, 1])
    labels = tf.placeholder(tf.int64, [None])
    is_training = tf.placeholder(tf.bool, name="is_training")
    logits = lenet(images, is_training)
    loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)
    loss += tf.losses.get_regularization_loss()
    global_step = tf.train.get_or_create_global_step()
    learning_rate = tf.train.exponential_decay(0.01, global_step, 2, 0.95)
    update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    with tf.control_dependencies(update_ops):
        train_op = tf.train.AdamOptimizer(learning_rate).minimize(loss, global_step)
    accuracy, update_accuracy = tf.metrics.accuracy(labels, tf.argmax(logits, 1))
    tf.summary.scalar("loss", loss)
    tf.summary.scalar("learning_rate", learning_rate)
    summary_op = tf.summary.merge_all()
    saver = tf.train.Saver(max_to_keep=2)

    def batch(count=24):
        y = random.randint(0, 5, count)
        return prototypes[y] + 0.4 * random.randn(count, 14, 14, 1), y

    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(tf.local_variables_initializer())
        writer = tf.summary.FileWriter(folder, sess.graph)
        yield
        for _ in range(steps):
            x, y = batch()
            feed = {images: x, labels: y, is_training: True}
            value, summary = sess.run([loss, summary_op], feed)
            _, step = sess.run([train_op, global_step], feed)
            writer.add_summary(summary, step)
            if step % 2 == 0:
                saver.save(sess, os.path.join(folder, "lenet"), global_step=step)
            yield {"loss": value}
        for _ in range(2):
            x, y = batch()
            sess.run(update_accuracy, {images: x, labels: y, is_training: False})
        writer.close()
        yield {"accuracy": sess.run(accuracy)}
