"""What the notes behind explanations cost while a graph is built: instructions and memory."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

import scopeflow as tf
from tests.test_cost import instructions


def by_hand(count: int) -> None:
    x = tf.placeholder(tf.float32, [8, 8])
    for number in range(count):
        with tf.variable_scope(f"layer{number}"):
            w = tf.get_variable("w", [8, 8])
            b = tf.get_variable("b", [8], initializer=tf.zeros_initializer())
            x = tf.nn.relu(tf.matmul(x, w) + b)
    tf.train.AdamOptimizer().minimize(tf.reduce_sum(x))


def layers(count: int) -> None:
    x = tf.placeholder(tf.float32, [8, 8])
    for _ in range(count):
        x = tf.layers.Dense(8, activation=tf.nn.relu)(x)
    tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(x))


def named_blocks(count: int) -> None:
    x = tf.placeholder(tf.float32, [])
    for _ in range(count):
        with tf.name_scope("block"):
            x = tf.tanh(tf.add(x, 1.0) * tf.add(x, x))


def plain(count: int) -> None:
    y = x = tf.placeholder(tf.float32, [])
    for _ in range(count):
        y = tf.add(y, x)


MODELS = [by_hand, layers, named_blocks, plain]


def steps(model: Callable[[int], None], on: bool) -> int:
    """Instructions of twelve more layers."""

    def build(count: int) -> int:
        with tf.provenance(on), tf.Graph().as_default():
            return instructions(lambda: model(count))

    build(2)
    return build(20) - build(8)


def size(model: Callable[[int], None], on: bool) -> tuple[int, int]:
    """Bytes that a graph holds, and its nodes."""
    graph: Any = tf.Graph()
    with tf.provenance(on), graph.as_default():
        tracemalloc.start()
        try:
            model(60)
            gc.collect()
            return tracemalloc.get_traced_memory()[0], len(graph.get_operations())
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_notes_add_at_most_15_percent_to_building_a_graph(model: Callable[[int], None]) -> None:
    if instructions(lambda: sum([1, 2])) == 0:
        pytest.skip("this interpreter does not say which instructions it executes")
    assert steps(model, on=True) <= 1.15 * steps(model, on=False)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_notes_take_at_most_300_bytes_a_node(model: Callable[[int], None]) -> None:
    with tf.Graph().as_default():
        model(3)
    without, _ = size(model, on=False)
    with_notes, nodes = size(model, on=True)
    assert with_notes - without <= 300 * nodes
