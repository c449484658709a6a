"""GraphDefs of graphs built with the public functions, and TensorFlow's opinion of them."""

from __future__ import annotations

import os

import pytest
from tensorboard.compat.proto.graph_pb2 import GraphDef

import scopeflow as tf
from scopeflow.formats.graphdef import graph_def_of, node_def_of, nodes_of

# The same program for both libraries.
PROGRAM = """
x = tf.placeholder(tf.float32, [None, 3], name="x")
g = tf.get_default_graph()
with g.name_scope("layer"):
    c = tf.constant([[1.0, 2.0, 3.0]], name="c")
    with g.control_dependencies([x, c]):
        y = tf.add(x, c, name="y")
    with g.device("/gpu:0"):
        z = tf.multiply(y, 2.0, name="z")
"""


@pytest.fixture
def graph():
    with tf.Graph().as_default() as graph:
        exec(PROGRAM, {"tf": tf})
    return graph


def test_a_real_graph_is_written_node_by_node_in_order(graph):
    graph_def = graph_def_of(graph)
    names = ["x", "layer/c", "layer/y", "layer/z/y", "layer/z"]
    assert [node.name for node in graph_def.node] == names
    assert list(graph_def.node) == [node_def_of(op) for op in graph.get_operations()]
    assert graph.as_graph_def() == graph_def


def test_a_real_graph_has_its_shapes_where_they_are_asked_for(graph):
    shapes = {
        node.name: node.attrs["_output_shapes"]
        for node in nodes_of(graph.as_graph_def(add_shapes=True))
    }
    assert shapes["layer/y"] == ("list(shape)", [(None, 3)])


@pytest.mark.reference
@pytest.mark.parametrize("add_shapes", [False, True])
def test_our_graphdef_is_tensorflows(graph, reference, tmp_path, add_shapes):
    path = os.fspath(tmp_path / "graph")
    answer = reference.run(
        PROGRAM
        + f"graph_def = tf.get_default_graph().as_graph_def(add_shapes={add_shapes})\n"
        + f"result = open({path!r}, 'wb').write(graph_def.SerializeToString())"
    )
    assert answer.error is None, answer.message
    with open(path, "rb") as file:
        assert graph.as_graph_def(add_shapes=add_shapes) == GraphDef.FromString(file.read())


@pytest.mark.reference
def test_tensorflow_imports_and_runs_our_graphdef(reference, tmp_path):
    path = tmp_path / "graph"
    with tf.Graph().as_default() as runnable:
        tf.add(tf.constant([1.0, 2.0]), 3.0, name="sum")
    path.write_bytes(runnable.as_graph_def().SerializeToString())
    answer = reference.run(
        f"g = tf.GraphDef.FromString(open({os.fspath(path)!r}, 'rb').read())\n"
        "(total,) = tf.import_graph_def(g, return_elements=['sum:0'], name='')\n"
        "with tf.Session() as session:\n"
        "    result = session.run(total).tolist()"
    )
    assert answer.error is None, answer.message
    assert answer.result == [4.0, 5.0]
