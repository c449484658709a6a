"""Two hidden layers of plain variables, dropout, a decaying learning rate, summaries and a saver."""

import os

import numpy as np
import tensorflow as tf

LEARNING_RATE = 0.2
BATCH = 32


def digits(count=160):
    """Noisy pictures of ten classes, as rows, with one-hot labels."""
    random = np.random.RandomState(0)
    prototypes = random.rand(10, 64)
    labels = random.randint(0, 10, count)
    images = prototypes[labels] + 0.3 * random.randn(count, 64)
    return images.astype(np.float32), np.eye(10, dtype=np.float32)[labels]


def weight_variable(shape):
    return tf.Variable(tf.truncated_normal(shape, stddev=0.1), name="weights")


def bias_variable(shape):
    return tf.Variable(tf.constant(0.1, shape=shape), name="biases")


def variable_summaries(var):
    with tf.name_scope("summaries"):
        mean = tf.reduce_mean(var)
        tf.summary.scalar("mean", mean)
        with tf.name_scope("stddev"):
            stddev = tf.sqrt(tf.reduce_mean(tf.square(var - mean)))
        tf.summary.scalar("stddev", stddev)
        tf.summary.histogram("histogram", var)


def nn_layer(inputs, input_dim, output_dim, layer_name, act=tf.nn.relu):
    with tf.name_scope(layer_name):
        with tf.name_scope("weights"):
            weights = weight_variable([input_dim, output_dim])
            variable_summaries(weights)
        with tf.name_scope("biases"):
            biases = bias_variable([output_dim])
            variable_summaries(biases)
        with tf.name_scope("Wx_plus_b"):
            preactivate = tf.matmul(inputs, weights) + biases
        return act(preactivate, name="activation")


def train(folder, steps):
    tf.set_random_seed(42)
    with tf.name_scope("input"):
        x = tf.placeholder(tf.float32, [None, 64], name="x-input")
        y_ = tf.placeholder(tf.float32, [None, 10], name="y-input")
    hidden1 = nn_layer(x, 64, 48, "layer1")
    keep_prob = tf.placeholder(tf.float32, name="keep_prob")
    dropped = tf.nn.dropout(hidden1, keep_prob)
    hidden2 = nn_layer(dropped, 48, 24, "layer2", act=tf.nn.tanh)
    y = nn_layer(hidden2, 24, 10, "layer3", act=tf.identity)
    with tf.name_scope("cross_entropy"):
        diff = tf.nn.softmax_cross_entropy_with_logits(labels=y_, logits=y)
        cross_entropy = tf.reduce_mean(diff)
    tf.summary.scalar("cross_entropy", cross_entropy)
    global_step = tf.Variable(0, trainable=False, name="global_step")
    rate = tf.train.exponential_decay(LEARNING_RATE, global_step, 2, 0.9, staircase=True)
    with tf.name_scope("train"):
        optimizer = tf.train.GradientDescentOptimizer(rate)
        train_step = optimizer.minimize(cross_entropy, global_step=global_step)
    with tf.name_scope("accuracy"):
        correct = tf.equal(tf.argmax(y, 1), tf.argmax(y_, 1))
        accuracy = tf.reduce_mean(tf.cast(correct, tf.float32))
    tf.summary.scalar("accuracy", accuracy)
    merged = tf.summary.merge_all()
    saver = tf.train.Saver()

    images, labels = digits()
    with tf.Session() as sess:
        writer = tf.summary.FileWriter(os.path.join(folder, "train"), sess.graph)
        sess.run(tf.global_variables_initializer())
        yield
        for step in range(steps):
            start = step * BATCH % len(images)
            feed = {
                x: images[start : start + BATCH],
                y_: labels[start : start + BATCH],
                keep_prob: 0.8,
            }
            loss, _ = sess.run([cross_entropy, train_step], feed_dict=feed)
            if step % 2 == 0:
                writer.add_summary(sess.run(merged, feed_dict=feed), step)
            yield {"loss": loss, "rate": sess.run(rate)}
        saver.save(sess, os.path.join(folder, "model.ckpt"), global_step=global_step)
        writer.close()
        yield {"accuracy": accuracy.eval({x: images, y_: labels, keep_prob: 1.0})}
