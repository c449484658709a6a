"""The graphs that tests of pictures and tables look at."""

from __future__ import annotations

from typing import Any

import scopeflow as tf


def two_towers() -> tf.Graph:
    """A network built twice on the same variables, with a loss, an optimizer, a saver and an initializer."""
    graph = tf.Graph()
    with graph.as_default():
        left = tf.placeholder(tf.float32, [None, 4], name="left")
        right = tf.placeholder(tf.float32, [None, 4], name="right")

        def network(values: Any, reuse: bool) -> Any:
            with tf.variable_scope("net", reuse=reuse):
                for number in range(2):
                    with tf.variable_scope(f"layer_{number}"):
                        weights = tf.get_variable("w", [4, 4])
                        bias = tf.get_variable("b", [4])
                        values = tf.nn.relu(tf.matmul(values, weights) + bias)
            return values

        towers = network(left, False), network(right, True)
        with tf.name_scope("loss"):
            loss = tf.reduce_sum(tf.square(towers[0] - towers[1]))
        tf.train.AdamOptimizer().minimize(loss)
        tf.train.Saver()
        tf.global_variables_initializer()
    return graph


def large(blocks: int = 24) -> tf.Graph:
    """About 20,000 nodes: blocks of layers, and a scope with thousands of nodes side by side."""
    graph = tf.Graph()
    with graph.as_default():
        values = tf.placeholder(tf.float32, [None, 8], name="x")
        for block in range(blocks):
            with tf.variable_scope(f"block_{block}"):
                for layer in range(4):
                    with tf.variable_scope(f"layer_{layer}"):
                        values = tf.matmul(values, tf.get_variable("w", [8, 8]))
                        for _ in range(45):
                            values = tf.nn.relu(tf.add(values, 1.0))
        with tf.name_scope("flat"):
            total = tf.reduce_sum(values)
            for _ in range(2000):
                total = tf.add(total, 1.0)
    return graph
