"""Functions travel with graphs: a GraphDef holds them, and a graph that is read has them."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

import scopeflow as tf


def a_graph() -> Any:
    """A GraphDef with datasets of several functions, one inside another."""
    with tf.Graph().as_default() as graph:
        scale = tf.constant(3, tf.int64, name="scale")
        dataset = tf.data.Dataset.range(4).flat_map(
            lambda x: tf.data.Dataset.range(x).map(lambda y: (y * scale, tf.stack([x, y])))
        )
        iterator = dataset.make_initializable_iterator()
        iterator.get_next(name="element")
        tf.data.Dataset.range(5).map(lambda x: x + 1).make_one_shot_iterator().get_next(name="next")
    return graph.as_graph_def()


def test_a_graph_def_holds_the_functions_of_its_nodes() -> None:
    graph_def = a_graph()
    functions = {f.signature.name for f in graph_def.library.function}
    named = {
        node.attr[key].func.name
        for node in graph_def.node
        for key in node.attr
        if node.attr[key].WhichOneof("value") == "func"
    }
    inner = {
        node.attr["f"].func.name
        for f in graph_def.library.function
        for node in f.node_def
        if "f" in node.attr
    }
    assert named and named <= functions
    assert inner and inner <= functions


def test_functions_survive_a_round_trip_and_run() -> None:
    graph_def = a_graph()
    with tf.Graph().as_default() as graph:
        first, second, begin, alone = tf.import_graph_def(
            graph_def, return_elements=["element:0", "element:1", "MakeIterator", "next:0"]
        )
        assert graph.as_graph_def().library == graph_def.library
        with tf.Session() as session:
            session.run(begin)
            found = []
            while True:
                try:
                    found.append([np.asarray(v).tolist() for v in session.run([first, second])])
                except tf.errors.OutOfRangeError:
                    break
            assert session.run(alone) == 1
    assert found == [[y * 3, [x, y]] for x in range(4) for y in range(x)]


def test_another_function_of_the_same_name_is_refused() -> None:
    graph_def = a_graph()
    changed = type(graph_def).FromString(graph_def.SerializeToString())
    changed.library.function[0].node_def[0].name += "_changed"
    with tf.Graph().as_default():
        tf.import_graph_def(graph_def, name="a")
        with pytest.raises(ValueError, match="a different function with the same name"):
            tf.import_graph_def(changed, name="b")


def test_a_node_without_its_function_says_so() -> None:
    graph_def = a_graph()
    del graph_def.library.function[:]
    with tf.Graph().as_default(), tf.Session() as session:
        (begin,) = tf.import_graph_def(graph_def, return_elements=["MakeIterator"])
        with pytest.raises(tf.errors.NotFoundError, match="is not defined"):
            session.run(begin)


def test_the_captured_tensor_stands_for_its_value_when_the_iterator_starts() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        offset = tf.placeholder(tf.int64, [])
        iterator = tf.data.Dataset.range(3).map(lambda x: x + offset).make_initializable_iterator()
        number = iterator.get_next()
        for value in (10, 20):
            session.run(iterator.initializer, {offset: value})
            assert [session.run(number) for _ in range(3)] == [value, value + 1, value + 2]


def test_names_and_nodes_outside_are_untouched_by_the_body() -> None:
    with tf.Graph().as_default() as graph:
        dataset = tf.data.Dataset.range(3)
        before = [op.name for op in graph.get_operations()]
        dataset.map(lambda x: tf.add(x, 1, name="inside"))
        after = [op.name for op in graph.get_operations()]
        assert after[len(before) :] == ["MapDataset"]
        assert tf.add(1, 2, name="inside").op.name == "inside"


def test_a_small_function_takes_less_than_a_tenth_of_a_millisecond_an_element() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        total = (
            tf.data.Dataset.range(3000)
            .map(lambda x: x * 2 + 1)
            .reduce(np.int64(0), lambda s, x: s + x)
        )
        session.run(total)
        start = time.perf_counter()
        assert session.run(total) == 3000 * 3000
        took = time.perf_counter() - start
    # two calls for each element; ten times what it takes on a slow machine
    assert took < 3.0
