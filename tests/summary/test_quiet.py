"""FileWriter(hide=...): graphs without helpers, whose lines still lead from what they took to what takes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import scopeflow as tf
from scopeflow.summary.iterator import summary_iterator
from scopeflow.summary.quiet import checked, without_hidden
from tests.inspect.graphs import two_towers


def inputs_without(graph: tf.Graph, hide: Any) -> dict[str, list[str]]:
    """The nodes that are left, with their inputs; every input is there."""
    left = without_hidden(graph.as_graph_def(), checked(hide))
    found = {node.name: list(node.input) for node in left.node}
    for inputs in found.values():
        assert {text.removeprefix("^").partition(":")[0] for text in inputs} <= set(found)
    return found


@pytest.fixture(scope="module")
def towers() -> tf.Graph:
    return two_towers()


def test_helpers_of_every_kind_are_left_out(towers: tf.Graph) -> None:
    kinds = ["initializers", "reads", "savers", "gradients", "slots"]
    assert inputs_without(towers, kinds) == {
        "left": [],
        "right": [],
        "net/layer_0/w": [],
        "net/layer_0/b": [],
        "net/layer_0/MatMul": ["left", "net/layer_0/w"],
        "net/layer_0/add": ["net/layer_0/MatMul", "net/layer_0/b"],
        "net/layer_0/Relu": ["net/layer_0/add"],
        "net/layer_1/w": [],
        "net/layer_1/b": [],
        "net/layer_1/MatMul": ["net/layer_0/Relu", "net/layer_1/w"],
        "net/layer_1/add": ["net/layer_1/MatMul", "net/layer_1/b"],
        "net/layer_1/Relu": ["net/layer_1/add"],
        "net_1/layer_0/MatMul": ["right", "net/layer_0/w"],
        "net_1/layer_0/add": ["net_1/layer_0/MatMul", "net/layer_0/b"],
        "net_1/layer_0/Relu": ["net_1/layer_0/add"],
        "net_1/layer_1/MatMul": ["net_1/layer_0/Relu", "net/layer_1/w"],
        "net_1/layer_1/add": ["net_1/layer_1/MatMul", "net/layer_1/b"],
        "net_1/layer_1/Relu": ["net_1/layer_1/add"],
        "loss/sub": ["net/layer_1/Relu", "net_1/layer_1/Relu"],
        "loss/Square": ["loss/sub"],
        "loss/Const": [],
        "loss/Sum": ["loss/Square", "loss/Const"],
    }


def test_one_kind_leaves_the_others_in(towers: tf.Graph) -> None:
    left = inputs_without(towers, "savers")
    assert "gradients/Fill" in left
    assert "net/layer_0/w/read" in left
    assert not [name for name in left if name.startswith("save/")]


def test_a_name_means_the_node_and_all_in_the_scope(towers: tf.Graph) -> None:
    left = inputs_without(towers, "net")
    assert not [name for name in left if name.startswith("net/")]
    assert "net_1/layer_0/MatMul" in left


def test_patterns_and_functions_choose_nodes(towers: tf.Graph) -> None:
    left = inputs_without(towers, ["net*/layer_?/add", lambda name: name == "loss/Square"])
    assert left["net/layer_0/Relu"] == ["net/layer_0/MatMul", "net/layer_0/b/read"]
    assert left["loss/Sum"] == ["loss/sub", "loss/Const"]


def test_a_control_input_leads_on_as_a_control_input() -> None:
    with tf.Graph().as_default() as graph:
        first = tf.constant(1.0, name="first")
        between = tf.identity(first, name="between")
        with tf.control_dependencies([between]):
            tf.constant(2.0, name="last")
    assert inputs_without(graph, "between") == {"first": [], "last": ["^first"]}


def test_a_loop_of_hidden_nodes_ends() -> None:
    with tf.Graph().as_default() as graph:
        start = tf.constant(0, name="start")
        tf.identity(tf.while_loop(lambda i: i < 3, lambda i: i + 1, [start]), name="result")
    left = inputs_without(graph, "while")
    assert left["result"] == ["start"]


def test_auxiliary_scopes_are_left_out_unless_asked_for() -> None:
    with tf.Graph().as_default() as graph:
        value = tf.constant(1.0, name="value")
        with tf.name_scope("watch", auxiliary=True):
            watched = tf.identity(value, name="seen")
        tf.negative(watched, name="result")
    assert inputs_without(graph, None) == {"value": [], "result": ["value"]}
    assert "watch/seen" in inputs_without(graph, [])


def test_the_mark_ends_with_its_scope_and_survives_an_error_inside() -> None:
    with tf.Graph().as_default() as graph:
        with pytest.raises(ZeroDivisionError), tf.name_scope("watch", auxiliary=True):
            raise ZeroDivisionError
        with tf.name_scope("plain"):
            tf.constant(1.0, name="c")
    assert "_scopeflow_auxiliary" not in graph.as_graph_def().node[0].attr


def test_a_graph_without_marks_is_written_as_it_is(towers: tf.Graph) -> None:
    before = towers.as_graph_def()
    assert without_hidden(before, checked(None)) is before


def test_a_writer_hides_in_all_graphs_it_is_given(towers: tf.Graph, tmp_path: Path) -> None:
    with tf.summary.FileWriter(tmp_path, towers, hide=["savers", "gradients"]) as writer:
        writer.add_graph(towers, global_step=2)
    (file,) = tmp_path.iterdir()
    graphs, metas = [], []
    for event in summary_iterator(str(file)):
        if event.graph_def:
            graphs.append({node.name for node in tf.GraphDef.FromString(event.graph_def).node})
        if event.meta_graph_def:
            metas.append(tf.MetaGraphDef.FromString(event.meta_graph_def).graph_def)
    assert len(graphs) == 2
    for names in graphs:
        assert "loss/Sum" in names
        assert not [name for name in names if name.startswith(("save/", "gradients/"))]
    # what programs read from the file is whole
    assert [len(meta.node) for meta in metas] == [len(towers.get_operations())]


@pytest.mark.parametrize("wrong", [3, [3], [None]])
def test_what_cannot_be_hidden_is_refused(wrong: Any, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="hide takes 'initializers', 'reads'"):
        tf.summary.FileWriter(tmp_path, hide=wrong)
