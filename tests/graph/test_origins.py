"""Which of the user's lines a node says it was made by, where many are made in one call."""

from __future__ import annotations

import gc
import sys
import threading
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.graph.collector import paused_collector


@pytest.fixture(autouse=True)
def fresh_graph() -> Any:
    with tf.Graph().as_default():
        yield


def here() -> int:
    """The caller's line."""
    return sys._getframe(1).f_lineno


def lines(first: int = 0) -> dict[str, int]:
    """The line behind each node of the default graph, by name."""
    made = tf.get_default_graph().get_operations()[first:]
    assert all(op.origin is not None and op.origin.filename == __file__ for op in made)
    return {op.name: op.origin.line for op in made}


def test_all_nodes_of_a_variable_come_from_the_line_that_asked_for_it() -> None:
    for initializer in (None, tf.zeros_initializer(), tf.truncated_normal_initializer(seed=1)):
        first = len(tf.get_default_graph().get_operations())
        with tf.variable_scope(None, "v"):
            tf.get_variable("v", [3, 3], initializer=initializer)
            wanted = here() - 1
        assert set(lines(first).values()) == {wanted}


def test_a_users_own_initializer_is_nearer_than_the_variable() -> None:
    def initializer(shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
        nonlocal wanted
        wanted = here() + 1
        return tf.fill(shape, tf.constant(2.0, dtype))

    class Sized(tf.initializers.zeros):  # type: ignore[misc, name-defined]
        def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
            nonlocal wanted
            wanted = here() + 1
            return super().__call__(shape, dtype) + 1.0

    wanted = 0
    for name, given in (("v", initializer), ("w", Sized())):
        tf.get_variable(name, [3], initializer=given)
        found = lines()
        initial = {line for op, line in found.items() if op.startswith(f"{name}/Initializer")}
        assert initial == {wanted}
        assert found[f"{name}/Assign"] == found[f"{name}/read"] == found[name] != wanted


def test_gradients_come_from_the_line_that_asked_and_a_users_gradient_from_his() -> None:
    @tf.custom_gradient
    def doubled(x: Any) -> Any:
        def grad(dy: Any) -> Any:
            nonlocal own
            own = here() + 1
            return dy * 2.0

        return x + x, grad

    own = 0
    x = tf.placeholder(tf.float32, [2, 2])
    y = tf.nn.relu(tf.matmul(doubled(x), x) + [1.0, 2.0])
    first = len(tf.get_default_graph().get_operations())
    tf.gradients(y, x)
    wanted = here() - 1
    assert set(lines(first).values()) == {wanted, own}


def test_another_threads_nodes_keep_their_line_while_one_thread_needs_to_look_for_none() -> None:
    graph = tf.get_default_graph()
    made: list[Any] = []

    def build() -> None:
        with graph.as_default():
            made.append((tf.constant(1.0).op, here()))

    pin = graph.pin_origin()
    pinned = here() - 1
    fixed = graph.fix_origin()
    try:
        inside = tf.constant(2.0).op
        thread = threading.Thread(target=build)
        thread.start()
        thread.join()
    finally:
        graph.unfix_origin(fixed)
        graph.unpin_origin(pin)
    (op, line) = made[0]
    assert (op.origin.filename, op.origin.line) == (__file__, line)
    assert inside.origin.line == pinned


def test_imported_nodes_come_from_the_line_that_imported_them() -> None:
    with tf.Graph().as_default() as graph:
        tf.add(tf.placeholder(tf.float32, [2]), 1.0)
    tf.import_graph_def(graph.as_graph_def())
    wanted = here() - 1
    assert set(lines().values()) == {wanted}


def test_the_collector_waits_while_many_nodes_are_made_and_is_left_as_it_was() -> None:
    assert gc.isenabled()
    with pytest.raises(KeyError), paused_collector():
        assert not gc.isenabled()
        with paused_collector():
            assert not gc.isenabled()
        assert not gc.isenabled()
        raise KeyError
    assert gc.isenabled()
    gc.disable()
    try:
        with paused_collector():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
    x = tf.placeholder(tf.float32, [])
    tf.gradients(x * x, x)
    with pytest.raises(ValueError, match="malformed|Unknown input node"):
        tf.import_graph_def(_dangling())
    assert gc.isenabled()


def _dangling() -> Any:
    graph_def = tf.GraphDef()
    graph_def.node.add(name="y", op="Neg", input=["x"]).attr["T"].type = 1
    return graph_def


def test_constants_of_one_value_share_their_array_and_nobody_can_change_it() -> None:
    first, second = tf.zeros([2, 3]), tf.zeros([2, 3])
    other = tf.zeros([2, 3], tf.int32)
    assert first.op.name != second.op.name
    assert first.dtype is tf.float32
    assert other.dtype is tf.int32
    with tf.Session() as session:
        one, two = session.run([first, second])
        one[:] = 5.0
        assert np.array_equal(session.run(second), np.zeros([2, 3], np.float32))
        assert np.array_equal(two, np.zeros([2, 3], np.float32))
        assert session.run(other).dtype == np.int32
