"""Logistic regression: 784 -> 10, batch 128, gradient descent."""

import numpy as np

from benchmarks.training.parts import cross_entropy, normal, sgd, trained_by

NAME, STEPS = "logistic regression", 500


def start(numbers):
    return normal(numbers, {"kernel": (784, 10), "bias": (10,)}, 0.01)


def batch(numbers, size=128):
    x = numbers.rand(size, 784).astype(np.float32)
    return [x, numbers.randint(0, 10, size).astype(np.int32)]


def graph(tf, dtype):
    x = tf.placeholder(tf.float32, [None, 784])
    labels = tf.placeholder(tf.int32, [None])
    logits = tf.matmul(x, tf.get_variable("kernel", [784, 10])) + tf.get_variable(
        "bias", [10], initializer=tf.zeros_initializer()
    )
    loss = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    )
    return [x, labels], loss, tf.train.GradientDescentOptimizer(0.1).minimize(loss)


def in_jax(dtype):
    def loss(p, x, labels):
        return cross_entropy(x @ p["kernel"] + p["bias"], labels)

    return trained_by(sgd(0.1), loss)
