"""Which tier a plan gets by the rules as they are: by what it is likely to be run for, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine import tiers
from scopeflow.engine.node_cost import Sizes, nodes_cost
from scopeflow.engine.program import Island


@pytest.fixture(autouse=True)
def _graph() -> Iterator[None]:
    with tf.Graph().as_default():
        yield


def layers(x: Any, *units: int) -> Any:
    for number, count in enumerate(units):
        with tf.variable_scope(f"layer{number}"):
            shape = [int(x.shape[-1]), count]
            x = tf.tanh(tf.matmul(x, tf.get_variable("w", shape)) + tf.get_variable("b", [count]))
    return x


def last_plan(session: Any) -> Any:
    return session._plans[next(reversed(session._plans))].plan


def was_compiled(plan: Any) -> bool:
    return any(isinstance(s, Island) and s.compiled is not None for s in plan.segments)


def test_what_trains_is_compiled_and_what_only_computes_the_same_is_not() -> None:
    x = tf.placeholder(tf.float32, [16, 8])
    loss = tf.reduce_mean(tf.square(layers(x, 32, 32, 32, 32, 8)))
    step = tf.train.AdamOptimizer(0.1).minimize(loss)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert not was_compiled(last_plan(session))
        session.run(step, {x: np.ones((16, 8))})
        assert was_compiled(last_plan(session))
        session.run(loss, {x: np.ones((16, 8))})
        assert not was_compiled(last_plan(session))


def test_first_values_are_computed_in_numpy_though_they_are_many() -> None:
    tf.get_variable("w", [784, 256])
    tf.get_variable("v", [256, 128], initializer=tf.truncated_normal_initializer())
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert not was_compiled(last_plan(session))


def test_a_counter_is_not_compiled_however_often_it_runs() -> None:
    count = tf.get_variable("count", [], initializer=tf.zeros_initializer())
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        step = tf.assign_add(count, 1.0)
        for _ in range(2000):
            session.run(step)
        assert not was_compiled(last_plan(session))


def test_an_exact_plan_is_compiled_once_that_would_have_paid(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tiers, "COMPILE", 10_000.0)
    x = tf.placeholder(tf.float32, [1000, 1000])
    y = tf.maximum(tf.abs(tf.floor(x)), 3.0)
    fed = np.random.default_rng(0).normal(size=(1000, 1000)).astype(np.float32)
    with tf.Session() as session:
        first = session.run(y, {x: fed})
        assert not was_compiled(last_plan(session))
        for _ in range(20):
            np.testing.assert_array_equal(session.run(y, {x: fed}), first)
        assert was_compiled(last_plan(session))


def test_unknown_sizes_are_those_of_what_is_fed() -> None:
    x = tf.placeholder(tf.float32, [None, None, 4])
    rows = tf.reshape(tf.exp(x), tf.placeholder(tf.int32, [None]))
    sizes = Sizes({x: (5, 7, 4)})
    assert sizes.of(x) == sizes.of(tf.exp(x)) == 140
    assert sizes.of(x[:, 0]) == 20
    assert rows.shape.ndims is None
    assert sizes.of(rows) == 140


def test_a_chain_of_unknown_shapes_is_not_followed_for_ever() -> None:
    y = x = tf.placeholder(tf.float32)
    for _ in range(5000):
        y = tf.exp(y)
    assert Sizes({x: (3, 3)}).of(y) > 0


def test_the_cost_grows_with_the_batch() -> None:
    x = tf.placeholder(tf.float32, [None, 784])
    ops = [op for op in layers(x, 256, 10).graph.get_operations() if op.type in ("MatMul", "Tanh")]
    small, large = (nodes_cost(ops, Sizes({x: (count, 784)})) for count in (10, 1000))
    assert 20 < large / small < 120


@pytest.mark.parametrize(("further", "programs"), [(200, 1), (100_000, tiers.FIRST_SHAPES)])
def test_a_plan_with_new_shapes_in_every_run_is_compiled_for_those_that_pay(
    further: int, programs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiers, "FURTHER", further)
    x = tf.placeholder(tf.float32, [None, 64])
    loss = tf.reduce_mean(tf.square(layers(x, 64, 64)))
    step = tf.train.AdamOptimizer(0.1).minimize(loss)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for size in range(16, 26):
            session.run(step, {x: np.ones((size, 64))})
        (island,) = last_plan(session).segments
    assert len(island.compiled._programs) == programs
