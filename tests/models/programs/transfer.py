"""A trained trunk moves from a checkpoint into another scope of another graph; only a new head is trained."""

import os

import numpy as np
import tensorflow as tf


def trunk(x, scope):
    with tf.variable_scope(scope, values=[x]):
        with tf.variable_scope("conv"):
            kernel = tf.get_variable(
                "kernel", [5, 1, 6], initializer=tf.random_uniform_initializer(-0.4, 0.4)
            )
            bias = tf.get_variable("bias", [6], initializer=tf.zeros_initializer())
            x = tf.nn.relu(tf.nn.conv1d(x, kernel, 2, "SAME") + bias)
        with tf.variable_scope("dense"):
            flat = tf.reshape(x, [-1, int(np.prod(x.shape.as_list()[1:]))])
            kernel = tf.get_variable("kernel", [flat.shape[1].value, 8])
            bias = tf.get_variable("bias", [8], initializer=tf.constant_initializer(0.05))
            return tf.sigmoid(tf.matmul(flat, kernel) + bias)


def head(features, classes, scope):
    with tf.variable_scope(scope):
        w = tf.get_variable("w", [8, classes], initializer=tf.orthogonal_initializer(gain=1.1))
        return tf.matmul(features, w)


def waves(random, count, classes):
    """Sine waves with as many frequencies as there are classes."""
    labels = random.randint(0, classes, count)
    time = np.linspace(0, 2 * np.pi, 20)
    clean = np.sin((labels[:, None] + 1) * time + random.rand(count, 1))
    return (clean + 0.1 * random.randn(count, 20))[:, :, None], labels


def learner(x, labels, logits, var_list=None):
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    opt = tf.train.AdadeltaOptimizer(1.0, epsilon=1e-4)
    return loss, opt.minimize(loss, var_list=var_list)


def train(folder, steps):
    random = np.random.RandomState(2)
    old = os.path.join(folder, "old", "model")
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        x = tf.placeholder(tf.float32, [None, 20, 1])
        y = tf.placeholder(tf.int64, [None])
        loss, train_op = learner(x, y, head(trunk(x, "source"), 3, "head"))
        saver = tf.train.Saver()
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            yield
            for _ in range(steps // 2):
                given, labels = waves(random, 16, 3)
                value, _ = sess.run([loss, train_op], {x: given, y: labels})
                yield {"old": value}
            os.makedirs(os.path.dirname(old))
            saver.save(sess, old)

    with tf.Graph().as_default():
        tf.set_random_seed(2)
        x = tf.placeholder(tf.float32, [None, 20, 1])
        y = tf.placeholder(tf.int64, [None])
        with tf.variable_scope("model"):
            features = trunk(x, "backbone")
        logits = head(tf.stop_gradient(features), 4, "new_head")
        tf.train.init_from_checkpoint(old, {"source/": "model/backbone/"})
        trained = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, "new_head")
        loss, train_op = learner(x, y, logits, trained)
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            yield
            for _ in range(steps - steps // 2):
                given, labels = waves(random, 16, 4)
                value, _ = sess.run([loss, train_op], {x: given, y: labels})
                yield {"new": value}
            tf.train.Saver().save(sess, os.path.join(folder, "new"))

    with tf.Graph().as_default():
        # the other way: a saver with a dict from names in the checkpoint to variables here
        x = tf.placeholder(tf.float32, [None, 20, 1])
        features = trunk(x, "other")
        variables = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope="other/")
        mapping = {v.op.name.replace("other", "source", 1): v for v in variables}
        with tf.Session() as sess:
            tf.train.Saver(mapping).restore(sess, old)
            yield {"features": sess.run(features, {x: given[:2]})}
