"""Which nodes of a graph are the model, and which only help it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import scopeflow as tf
from scopeflow.graph.roles import roles
from scopeflow.inspect.picture.reading import read
from tests.inspect.graphs import two_towers


def roles_of(graph: Any) -> dict[str, str]:
    nodes = read(graph)
    return {node.name: role for node, role in zip(nodes, roles(nodes), strict=True)}


def built(build: Callable[[], Any]) -> dict[str, str]:
    graph = tf.Graph()
    with graph.as_default():
        build()
    return roles_of(graph)


@pytest.fixture(scope="module")
def towers() -> dict[str, str]:
    return roles_of(two_towers())


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("net/layer_0/w", "variable"),
        ("net/layer_0/w/read", "read"),
        ("net/layer_0/w/Assign", "initializer"),
        ("net/layer_0/w/Initializer/random_uniform/RandomUniform", "initializer"),
        ("net/layer_0/w/Adam", "slot"),
        ("net/layer_0/w/Adam/Assign", "initializer"),
        ("beta1_power", "slot"),
        ("gradients/Fill", "gradient"),
        ("Adam/update_net/layer_0/w/ApplyAdam", "gradient"),
        ("Adam", "gradient"),
        ("save/SaveV2", "saver"),
        ("save/Assign", "saver"),
        ("init", "initializer"),
        ("net/layer_0/MatMul", ""),
        ("loss/Sum", ""),
        ("left", ""),
    ],
)
def test_the_role_of(towers: dict[str, str], name: str, role: str) -> None:
    assert towers[name] == role


def test_roles_are_the_same_in_a_graph_that_was_written_and_read() -> None:
    graph = two_towers()
    assert roles_of(graph.as_graph_def()) == roles_of(graph)


def test_reads_of_resource_variables_are_reads_wherever_they_stand() -> None:
    def build() -> None:
        with tf.variable_scope("v", use_resource=True):
            tf.add(tf.get_variable("w", [2]), 1.0, name="sum")

    found = built(build)
    assert {name for name, role in found.items() if role == "read"} == {
        "v/w/Read/ReadVariableOp",
        "v/sum/ReadVariableOp",
    }


def test_what_feeds_only_an_initial_value_is_an_initializer() -> None:
    found = built(lambda: tf.Variable(tf.random_normal([2], name="start"), name="v"))
    assert found["start/RandomStandardNormal"] == found["start"] == "initializer"


def test_a_placeholder_is_never_an_initializer() -> None:
    found = built(lambda: tf.Variable(tf.placeholder(tf.float32, [2], name="start"), name="v"))
    assert found["start"] == ""


def test_a_scope_that_is_only_called_gradients_is_the_model() -> None:
    def build() -> None:
        with tf.name_scope("gradients"):
            tf.add(1.0, 2.0, name="mine")

    assert built(build)["gradients/mine"] == ""


def test_clipping_and_updates_written_by_hand_belong_to_the_gradients() -> None:
    def build() -> None:
        weights = tf.get_variable("w", [2])
        loss = tf.reduce_sum(tf.square(weights), name="loss")
        gradient = tf.clip_by_value(tf.gradients(loss, weights)[0], -1.0, 1.0, name="clipped")
        tf.assign(weights, weights - 0.1 * gradient, name="step")

    found = built(build)
    assert found["step"] == found["sub"] == found["mul"] == found["clipped"] == "gradient"
    assert found["loss"] == found["Square"] == ""


def test_a_penalty_on_gradients_is_part_of_the_model() -> None:
    def build() -> None:
        values = tf.placeholder(tf.float32, [2], name="x")
        weights = tf.get_variable("w", [2])
        slopes = tf.gradients(tf.reduce_sum(weights * values), values)[0]
        loss = tf.reduce_sum(tf.square(slopes, name="penalty"), name="loss")
        tf.train.GradientDescentOptimizer(0.1).minimize(loss)

    found = built(build)
    assert found["penalty"] == found["loss"] == ""


def test_what_is_marked_is_auxiliary() -> None:
    def build() -> None:
        with tf.name_scope("watch", auxiliary=True):
            tf.add(1.0, 2.0, name="inside")
        tf.add(1.0, 2.0, name="outside")

    found = built(build)
    assert found["watch/inside"] == found["watch/inside/x"] == "auxiliary"
    assert found["outside"] == ""
