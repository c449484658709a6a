"""Branches in compiled programs: what is not taken has no effect, whether that is known beforehand or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine import tiers
from scopeflow.engine.program import Island


@pytest.fixture(autouse=True)
def compile_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(tiers, "FORCED", True)
    with tf.Graph().as_default():
        yield


def islands(session: Any) -> list[Any]:
    plans = [prepared.plan for prepared in session._plans.values()]
    return [s.compiled for p in plans for s in p.segments if isinstance(s, Island)]


def was_compiled(session: Any) -> bool:
    return all(made is not None and not made.refused for made in islands(session))


def test_a_fed_predicate_chooses_the_program() -> None:
    training, x = tf.placeholder(tf.bool, []), tf.placeholder(tf.float32, [3])
    y = tf.cond(training, lambda: x * 2.0, lambda: tf.reduce_sum(x, keepdims=True) + tf.zeros([3]))
    with tf.Session() as session:
        given = np.float32([1, 2, 3])
        assert session.run(y, {training: True, x: given}).tolist() == [2, 4, 6]
        assert session.run(y, {training: False, x: given}).tolist() == [6, 6, 6]
        assert was_compiled(session)


def test_a_fed_predicate_may_choose_random_numbers() -> None:
    training, x = tf.placeholder(tf.bool, []), tf.placeholder(tf.float32, [3])
    y = tf.cond(training, lambda: x + tf.random_uniform([3], seed=1), lambda: x)
    with tf.Session() as session:
        given = np.float32([1, 2, 3])
        assert session.run(y, {training: False, x: given}).tolist() == [1, 2, 3]
        first = session.run(y, {training: True, x: given})
        assert (first != given).all()
        # the branch not taken has drawn nothing
        with tf.Session() as other:
            assert other.run(y, {training: True, x: given}).tolist() == first.tolist()
        assert was_compiled(session)


def test_a_computed_predicate_selects() -> None:
    x = tf.placeholder(tf.float32, [3])
    y = tf.cond(tf.reduce_sum(x) > 0.0, lambda: x * 2.0, lambda: -x)
    with tf.Session() as session:
        assert session.run(y, {x: [1, 2, 3]}).tolist() == [2, 4, 6]
        assert session.run(y, {x: [-1, -2, -3]}).tolist() == [1, 2, 3]
        assert was_compiled(session)


def test_nested_computed_predicates_select() -> None:
    x = tf.placeholder(tf.float32, [])
    y = tf.cond(
        x > 0.0,
        lambda: tf.cond(x > 10.0, lambda: x * 100.0, lambda: x * 10.0),
        lambda: tf.cond(x < -10.0, lambda: x * -100.0, lambda: x * -10.0),
    )
    with tf.Session() as session:
        got = [float(session.run(y, {x: value})) for value in (20.0, 2.0, -2.0, -20.0)]
        assert got == [2000.0, 20.0, 20.0, 2000.0]
        assert was_compiled(session)


def test_an_assignment_counts_only_where_its_branch_is_taken() -> None:
    v = tf.Variable(1.0, use_resource=True)
    x = tf.placeholder(tf.float32, [])
    y = tf.cond(x > 0.0, lambda: v.assign_add(x), lambda: tf.identity(x))
    with tf.Session() as session:
        session.run(v.initializer)
        session.run(y, {x: 2.0})
        session.run(y, {x: -5.0})
        assert float(session.run(v)) == 3.0
        assert was_compiled(session)


def test_a_check_counts_only_where_its_branch_is_taken() -> None:
    x, n = tf.placeholder(tf.float32, []), tf.placeholder(tf.int32, [])
    y = tf.cond(x > 0.0, lambda: 6 // n, lambda: tf.constant(0))
    with tf.Session() as session:
        assert int(session.run(y, {x: -1.0, n: 0})) == 0
        assert int(session.run(y, {x: 1.0, n: 2})) == 3
        with pytest.raises(tf.errors.InvalidArgumentError, match="division by zero"):
            session.run(y, {x: 1.0, n: 0})
        assert was_compiled(session)


def test_a_failed_assert_leaves_variables_as_they_were() -> None:
    v = tf.Variable(np.ones(3, np.float32), use_resource=True)
    x = tf.placeholder(tf.float32, [3])
    with tf.control_dependencies([tf.assert_positive(x)]):
        step = v.assign_add(x)
    with tf.Session() as session:
        session.run(v.initializer)
        session.run(step, {x: [1, 1, 1]})
        with pytest.raises(tf.errors.InvalidArgumentError, match="Condition x > 0"):
            session.run(step, {x: [1, -1, 1]})
        assert session.run(v).tolist() == [2, 2, 2]


def test_branches_of_different_shapes_go_back_to_numpy() -> None:
    x = tf.placeholder(tf.float32, [3])
    y = tf.cond(tf.reduce_sum(x) > 0.0, lambda: x, lambda: x[:1])
    with tf.Session() as session:
        assert session.run(y, {x: [1, 2, 3]}).tolist() == [1, 2, 3]
        assert session.run(y, {x: [-1, -2, -3]}).tolist() == [-1]
        assert not was_compiled(session)


def test_random_numbers_on_a_computed_branch_go_back_to_numpy() -> None:
    x = tf.placeholder(tf.float32, [])
    y = tf.cond(x > 0.0, lambda: tf.random_uniform([], seed=3), lambda: x)
    with tf.Session() as session, tf.Session() as other:
        session.run(y, {x: -1.0})
        assert session.run(y, {x: 1.0}) == other.run(y, {x: 1.0})


def test_gradients_through_a_computed_branch() -> None:
    x = tf.placeholder(tf.float32, [])
    (grad,) = tf.gradients(tf.cond(x > 0.0, lambda: x * x, lambda: -3.0 * x), x)
    with tf.Session() as session:
        assert float(session.run(grad, {x: 4.0})) == 8.0
        assert float(session.run(grad, {x: -4.0})) == -3.0
        assert was_compiled(session)
