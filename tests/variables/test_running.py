"""Assignments give the same values in the first run and in later ones, which may be compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import scopeflow as tf

RUNS = 8

UPDATES: dict[str, Callable[[Any], Any]] = {
    "assign": lambda v: tf.assign(v, [[5.0, 6.0], [7.0, 8.0]]),
    "assign_add": lambda v: tf.assign_add(v, [[5.0, 6.0], [7.0, 8.0]]),
    "assign_sub": lambda v: tf.assign_sub(v, [[5.0, 6.0], [7.0, 8.0]]),
    "scatter_add": lambda v: tf.scatter_add(v, [1, 1], [[5.0, 6.0], [7.0, 8.0]]),
    "scatter_sub": lambda v: tf.scatter_sub(v, [1, 0], [[5.0, 6.0], [7.0, 8.0]]),
    "scatter_mul": lambda v: tf.scatter_mul(v, [1, 1], [[5.0, 6.0], [7.0, 8.0]]),
    "scatter_div": lambda v: tf.scatter_div(v, [1, 0], [[2.0, 4.0], [8.0, 8.0]]),
    "scatter_min": lambda v: tf.scatter_min(v, [1], [[0.0, 6.0]]),
    "scatter_max": lambda v: tf.scatter_max(v, [1], [[0.0, 6.0]]),
    "scatter_update": lambda v: tf.scatter_update(v, [1], [[0.0, 6.0]]),
    "scatter_nd_add": lambda v: tf.scatter_nd_add(v, [[0, 1], [0, 1]], [1.0, 2.0]),
    "scatter_nd_sub": lambda v: tf.scatter_nd_sub(v, [[1]], [[1.0, 2.0]]),
    "scatter_nd_update": lambda v: tf.scatter_nd_update(v, [[1, 0]], [9.0]),
    "slice": lambda v: v[:, 1].assign([7.0, 9.0]),
    "batch_scatter_update": lambda v: tf.batch_scatter_update(v, [[0], [1]], [[5.0], [6.0]]),
}


def _reading(update: Any) -> tf.Tensor:
    return update.value() if isinstance(update, tf.Variable) else update


@pytest.mark.parametrize("use_resource", [False, True], ids=["ref", "resource"])
@pytest.mark.parametrize("name", UPDATES)
def test_every_run_of_an_update_gives_the_same(name: str, use_resource: bool) -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        v = tf.Variable([[1.0, 2.0], [3.0, 4.0]], use_resource=use_resource)
        update = _reading(UPDATES[name](v))
        seen = []
        for _ in range(RUNS):
            sess.run(v.initializer)
            returned = sess.run(update)
            kept = sess.run(v)
            assert np.array_equal(returned, kept)
            seen.append(kept)
        assert all(np.array_equal(seen[0], value) for value in seen)
        assert not np.array_equal(seen[0], [[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize("use_resource", [False, True], ids=["ref", "resource"])
def test_increments_add_up(use_resource: bool) -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        v = tf.Variable(tf.zeros([3], tf.int64), use_resource=use_resource)
        step = v.assign_add([1, 2, 3], read_value=False)
        sess.run(v.initializer)
        for _ in range(25):
            sess.run(step)
        assert sess.run(v).tolist() == [25, 50, 75]


@pytest.mark.parametrize("use_resource", [False, True], ids=["ref", "resource"])
def test_a_refused_update_changes_nothing(use_resource: bool) -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        v = tf.Variable([1.0, 2.0], use_resource=use_resource)
        index = tf.placeholder(tf.int32, [1])
        update = _reading(tf.scatter_add(v, index, [5.0]))
        sess.run(v.initializer)
        for _ in range(RUNS):
            with pytest.raises(tf.errors.InvalidArgumentError, match=r"indices\[0\] = 2 is not in"):
                sess.run(update, {index: [2]})
            assert sess.run(v).tolist() == [1.0, 2.0]


def test_a_variable_without_validated_shape_changes_its_shape() -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        v = tf.Variable([1.0, 2.0], validate_shape=False)
        longer = tf.assign(v, [1.0, 2.0, 3.0], validate_shape=False)
        sess.run(v.initializer)
        assert sess.run(tf.shape(v)).tolist() == [2]
        sess.run(longer)
        assert sess.run(tf.shape(v)).tolist() == [3]


def test_dependent_variables_are_initialized_in_one_run() -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        a = tf.Variable(tf.random_uniform([4]), name="a")
        b = tf.Variable(a + 1.0, name="b")
        sess.run(tf.global_variables_initializer())
        x, y = sess.run([a, b])
        assert np.array_equal(x + np.float32(1), y)


def test_initializers_with_one_seed_give_one_value() -> None:
    values = []
    for _ in range(2):
        with tf.Graph().as_default(), tf.Session() as sess:
            v = tf.Variable(tf.glorot_uniform_initializer(seed=7)([3, 4]))
            sess.run(v.initializer)
            values.append(sess.run(v))
    assert np.array_equal(*values)
    assert np.abs(values[0]).max() <= np.sqrt(6 / 7)
