"""How variables come to be: creators, threads, the class that programs name."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Iterator
from typing import Any

import pytest

import scopeflow as tf
from scopeflow.variables import creation


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as fresh:
        yield fresh


def _renamed(name: str) -> Any:
    def creator(next_creator: Any, **kwargs: Any) -> Any:
        return next_creator(**{**kwargs, "name": f"{name}_{kwargs['name']}"})

    return creator


def test_the_inner_creator_is_asked_first(graph: tf.Graph) -> None:
    with (
        creation.creator_scope(graph, _renamed("outer")),
        creation.creator_scope(graph, _renamed("inner")),
    ):
        assert tf.Variable(1.0, name="v").name == "outer_inner_v:0"
    assert tf.Variable(1.0, name="v").name == "v:0"


def test_creators_are_asked_by_priority(graph: tf.Graph) -> None:
    with (
        creation.creator_scope(graph, _renamed("late"), priority=50),
        creation.creator_scope(graph, _renamed("early"), priority=100),
        creation.creator_scope(graph, _renamed("last"), priority=10),
    ):
        assert tf.Variable(1.0, name="v").name == "last_late_early_v:0"


def test_creators_belong_to_their_thread(graph: tf.Graph) -> None:
    names: list[str] = []

    def make() -> None:
        with graph.as_default():
            names.append(tf.Variable(1.0, name="v").name)

    with creation.creator_scope(graph, _renamed("here")):
        thread = threading.Thread(target=make)
        thread.start()
        thread.join()
    assert names == ["v:0"]


def test_creators_belong_to_their_graph(graph: tf.Graph) -> None:
    with creation.creator_scope(graph, _renamed("here")), tf.Graph().as_default():
        assert tf.Variable(1.0, name="v").name == "v:0"


def test_a_failing_creator_leaves_the_stack_as_it_was(graph: tf.Graph) -> None:
    def failing(next_creator: Any, **kwargs: Any) -> Any:
        raise KeyError("creator")

    with pytest.raises(KeyError), creation.creator_scope(graph, failing):
        tf.Variable(1.0)
    assert creation.creator_stack(graph) == []


def test_scopes_left_in_the_wrong_order_are_refused(graph: tf.Graph) -> None:
    outer = creation.creator_scope(graph, _renamed("a"))
    inner = creation.creator_scope(graph, _renamed("b"))
    outer.__enter__()
    inner.__enter__()
    with pytest.raises(RuntimeError, match="without proper nesting"):
        outer.__exit__(None, None, None)


def test_a_creator_may_return_anything(graph: tf.Graph) -> None:
    with creation.creator_scope(graph, lambda next_creator, **kwargs: "instead"):
        assert tf.Variable(1.0) == "instead"


def test_both_flavours_are_variables() -> None:
    v, r = tf.Variable(1.0), tf.Variable(1.0, use_resource=True)
    assert isinstance(v, tf.Variable)
    assert isinstance(r, tf.Variable)
    assert isinstance(r.assign(2.0), tf.Variable)
    assert type(v) is not type(r)


def test_the_class_shows_the_signature_of_tensorflow() -> None:
    names = list(inspect.signature(tf.Variable).parameters)
    assert names[:5] == [
        "initial_value",
        "trainable",
        "collections",
        "validate_shape",
        "caching_device",
    ]
    assert names[-3:] == ["synchronization", "aggregation", "shape"]
    assert len(names) == 15


def test_variables_take_attributes_of_their_owners() -> None:
    v = tf.Variable(1.0)
    v.note = "mine"
    assert v.note == "mine"


def test_ref_and_resource_handles_find_their_way_into_ops() -> None:
    v, r = tf.Variable([1.0], name="v"), tf.Variable([1.0], name="r", use_resource=True)
    assert tf.assign(v, [2.0]).op.inputs[0] is v._ref()
    assert r.assign([2.0]).op.inputs[0] is r.handle
    assert v.assign([2.0]).dtype is tf.float32._as_ref


def test_a_slice_of_a_tensor_cannot_be_assigned_to() -> None:
    v = tf.Variable([1.0, 2.0], name="v")
    assert v[0].assign(3.0).op.type == "StridedSliceAssign"
    with pytest.raises((AttributeError, ValueError)):
        (v + 1.0)[0].assign(3.0)
