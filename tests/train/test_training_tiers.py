"""A small network, trained in NumPy and in compiled programs: the same, all at once or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine import tiers

OPTIMIZERS: dict[str, Callable[[], Any]] = {
    "gradient descent": lambda: tf.train.GradientDescentOptimizer(0.1),
    "momentum": lambda: tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True),
    "adam": lambda: tf.train.AdamOptimizer(0.01),
    "adagrad": lambda: tf.train.AdagradOptimizer(0.1),
    "rmsprop": lambda: tf.train.RMSPropOptimizer(0.01, centered=True),
    "adadelta": lambda: tf.train.AdadeltaOptimizer(1.0),
    "ftrl": lambda: tf.train.FtrlOptimizer(0.1, l1_regularization_strength=0.01),
    "proximal": lambda: tf.train.ProximalAdagradOptimizer(0.1, 0.1, 0.001, 0.001),
}


def network(optimizer: Callable[[], Any], resource: bool) -> tuple[Any, Any, Any]:
    """A program that learns a table: (step, loss, all variables)."""
    draw = np.random.RandomState(0)
    x = tf.constant(draw.randn(16, 4).astype(np.float32))
    y = tf.constant(draw.randn(16, 2).astype(np.float32))
    ids = tf.constant([0, 3, 3, 1] * 4)

    def weights(name: str, *shape: int) -> Any:
        start = tf.constant(0.3 * draw.randn(*shape).astype(np.float32))
        return tf.get_variable(name, initializer=start, use_resource=resource)

    looked_up = tf.nn.embedding_lookup(weights("table", 5, 4), ids)
    hidden = tf.nn.tanh(tf.matmul(x + looked_up, weights("w1", 4, 8)) + weights("b1", 8))
    out = tf.matmul(hidden, weights("w2", 8, 2)) + weights("b2", 2)
    loss = tf.reduce_mean(tf.square(out - y))
    count = tf.train.get_or_create_global_step()
    return optimizer().minimize(loss, global_step=count), loss, tf.global_variables()


def trained(optimizer: Callable[[], Any], resource: bool, steps: int = 20) -> list[np.ndarray]:
    """The losses and what the variables are in the end."""
    with tf.Graph().as_default(), tf.Session() as sess:
        step, loss, variables = network(optimizer, resource)
        sess.run(tf.global_variables_initializer())
        losses = [sess.run([loss, step])[0] for _ in range(steps)]
        return [np.array(losses), *sess.run(variables)]


@pytest.mark.parametrize("resource", [False, True])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_twenty_steps_come_out_the_same_on_both_tiers(
    monkeypatch: pytest.MonkeyPatch, name: str, resource: bool
) -> None:
    monkeypatch.setattr(tiers, "FORCED", False)
    in_numpy = trained(OPTIMIZERS[name], resource)
    monkeypatch.setattr(tiers, "FORCED", True)
    compiled = trained(OPTIMIZERS[name], resource)
    assert in_numpy[0][-1] < in_numpy[0][0]
    for ours, theirs in zip(in_numpy, compiled, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=2e-4, atol=2e-5)


@pytest.mark.parametrize("compiled", [True, False])
def test_a_step_that_fails_changes_neither_variables_nor_slots(
    monkeypatch: pytest.MonkeyPatch, compiled: bool
) -> None:
    monkeypatch.setattr(tiers, "FORCED", compiled)
    with tf.Graph().as_default(), tf.Session() as sess:
        ids = tf.placeholder(tf.int32, [None])
        v = tf.get_variable("v", initializer=tf.ones([4, 2]))
        w = tf.get_variable("w", initializer=tf.ones([4, 2]))
        optimizer = tf.train.AdamOptimizer(0.1)
        step = optimizer.minimize(tf.reduce_sum(v * w))
        with tf.control_dependencies([step]):
            after = tf.gather(w, ids)
        sess.run(tf.global_variables_initializer())
        everything = [v, w, *optimizer.variables()]
        sess.run(after, {ids: [0]})
        before = sess.run(everything)
        with pytest.raises(tf.errors.InvalidArgumentError):
            sess.run(after, {ids: [9]})
        for old, new in zip(before, sess.run(everything), strict=True):
            np.testing.assert_array_equal(old, new)
        sess.run(after, {ids: [0]})
        assert not np.array_equal(before[0], sess.run(v))


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("taken", [True, False])
def test_on_a_branch_an_update_of_three_variables_happens_or_does_not(
    monkeypatch: pytest.MonkeyPatch, compiled: bool, taken: bool
) -> None:
    monkeypatch.setattr(tiers, "FORCED", compiled)
    with tf.Graph().as_default(), tf.Session() as sess:
        flag = tf.placeholder(tf.float32, [])
        v = tf.get_variable("v", initializer=tf.ones([3]))
        optimizer = tf.train.AdamOptimizer(0.1)
        pairs = optimizer.compute_gradients(tf.reduce_sum(v * v))
        with tf.control_dependencies(None):
            optimizer._create_slots([v])

        def update() -> Any:
            with tf.control_dependencies([optimizer.apply_gradients(pairs)]):
                return tf.constant(True)

        done = tf.cond(flag > 0.0, update, lambda: tf.constant(False))
        sess.run(tf.global_variables_initializer())
        before = sess.run([v, *optimizer.variables()])
        assert sess.run(done, {flag: 1.0 if taken else -1.0}) == taken
        after = sess.run([v, *optimizer.variables()])
        assert all(np.array_equal(a, b) != taken for a, b in zip(before, after, strict=True))


def test_in_a_loop_every_trip_makes_a_step() -> None:
    def slot_and_value(trips: int) -> Any:
        with tf.Graph().as_default(), tf.Session() as sess:
            v = tf.get_variable("v", initializer=tf.ones([3]))
            optimizer = tf.train.MomentumOptimizer(0.1, 0.5)
            optimizer._create_slots([v])

            def trip(i: Any) -> Any:
                grad = tf.ones([3])
                with tf.control_dependencies([optimizer.apply_gradients([(grad, v)])]):
                    return i + 1

            last = tf.while_loop(lambda i: i < trips, trip, [0])
            sess.run(tf.global_variables_initializer())
            sess.run(last)
            return [value[0] for value in sess.run([optimizer.get_slot(v, "momentum"), v])]

    np.testing.assert_allclose(slot_and_value(0), [0.0, 1.0])
    np.testing.assert_allclose(slot_and_value(3), [1.75, 1.0 - 0.1 * (1 + 1.5 + 1.75)], rtol=1e-6)
