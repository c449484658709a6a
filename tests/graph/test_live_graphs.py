"""Graphs of this process: known while somebody holds them, with the line that made each."""

from __future__ import annotations

import gc
from pathlib import Path

import scopeflow as tf
from scopeflow.graph.live_graphs import kept_alive, live_graphs, made_at


def test_graphs_are_listed_oldest_first_until_nobody_holds_them() -> None:
    first, second = tf.Graph(), tf.Graph()
    listed = live_graphs()
    assert listed.index(first) < listed.index(second)
    count = len(listed)
    del listed, first
    gc.collect()
    assert len(live_graphs()) < count
    assert live_graphs()[-1] is second


def test_the_body_of_a_function_is_none_of_them() -> None:
    with tf.Graph().as_default():
        before = len(live_graphs())
        mapped = tf.data.Dataset.range(3).map(lambda x: x + 1)
        assert len(live_graphs()) == before
    assert mapped is not None


def test_the_line_that_made_a_graph_is_known() -> None:
    graph = tf.Graph()
    place = made_at(graph)
    assert place is not None
    assert Path(place.filename) == Path(__file__)
    assert place.source == "graph = tf.Graph()"


def test_a_default_graph_is_made_by_what_first_needs_it() -> None:
    tf.reset_default_graph()
    place = made_at(tf.get_default_graph())
    assert place is not None
    assert place.source == "tf.reset_default_graph()"


def test_graphs_can_be_kept_however_soon_they_are_dropped() -> None:
    with kept_alive() as kept:
        tf.Graph()
        with tf.Graph().as_default():
            tf.constant(1.0)
        gc.collect()
    tf.Graph()
    assert [len(graph.get_operations()) for graph in kept] == [0, 1]
