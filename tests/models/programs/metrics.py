"""Logistic regression on mixed columns with weights per example; streaming metrics in local variables, reset between epochs."""

import os

import numpy as np
import tensorflow as tf


def train(folder, steps):
    tf.set_random_seed(8)
    numbers = tf.placeholder(tf.float32, [None, 4])
    country = tf.placeholder(tf.int64, [None])
    label = tf.placeholder(tf.int32, [None])
    importance = tf.placeholder(tf.float32, [None])
    with tf.variable_scope("linear", regularizer=lambda v: 0.01 * tf.reduce_sum(tf.abs(v))):
        w = tf.get_variable("w", [4, 1], initializer=tf.random_normal_initializer(0, 0.5, seed=1))
        table = tf.get_variable("country", [6, 3], initializer=tf.initializers.he_uniform(seed=4))
        side = tf.get_variable("side", [3, 1], initializer=tf.ones_initializer())
        bias = tf.get_variable("bias", [], initializer=tf.zeros_initializer(), regularizer=None)
    logits = tf.matmul(numbers, w) + tf.matmul(tf.nn.embedding_lookup(table, country), side) + bias
    logits = tf.squeeze(logits, axis=-1)
    loss = tf.losses.sigmoid_cross_entropy(label, logits, weights=importance)
    total_loss = tf.losses.get_total_loss()
    global_step = tf.train.create_global_step()
    learning_rate = tf.train.inverse_time_decay(0.5, global_step, 3, 0.5)
    optimizer = tf.train.ProximalGradientDescentOptimizer(
        learning_rate, l1_regularization_strength=0.001
    )
    train_op = optimizer.minimize(total_loss, global_step=global_step)

    probability = tf.sigmoid(logits)
    predicted = tf.to_int32(probability > 0.5)
    with tf.variable_scope("metrics"):
        metrics = {
            "accuracy": tf.metrics.accuracy(label, predicted, weights=importance),
            "auc": tf.metrics.auc(label, probability, num_thresholds=20),
            "precision": tf.metrics.precision(label, predicted),
            "recall": tf.metrics.recall(label, predicted),
            "loss": tf.metrics.mean(loss),
            "error": tf.metrics.root_mean_squared_error(tf.to_float(label), probability),
            "per_class": tf.metrics.mean_per_class_accuracy(label, predicted, 2),
            "iou": tf.metrics.mean_iou(label, predicted, 2),
        }
    update = tf.group(*[op for _, op in metrics.values()])
    values = {name: value for name, (value, _) in metrics.items()}
    local = tf.get_collection(tf.GraphKeys.LOCAL_VARIABLES, scope="metrics")
    reset = tf.variables_initializer(local)
    confusion = tf.confusion_matrix(label, predicted, 2)
    saver = tf.train.Saver()

    random = np.random.RandomState(6)
    with tf.Session() as sess:
        sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        yield
        for step in range(steps):
            x, c = random.randn(12, 4), random.randint(0, 6, 12)
            feed = {numbers: x, country: c, label: (x[:, 0] + (c > 2) > 0.5).astype(int)}
            feed[importance] = random.rand(12)
            if step % 3 == 0:
                sess.run(reset)
            sess.run(update, feed)
            given = sess.run(values)
            given["value"] = sess.run(total_loss, feed)
            sess.run(train_op, feed)
            given["confusion"] = sess.run(confusion, feed)
            yield given
        saver.save(sess, os.path.join(folder, "linear"), global_step)
