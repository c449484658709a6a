"""Gradients of a matrix that a loop multiplies with: one product after the loop instead of a sum in every trip."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine import tiers
from scopeflow.engine.loop_parts import Parts
from scopeflow.engine.loop_products import pays, summed
from scopeflow.engine.loops import Loop


def _gradients(rows: int, trips: int) -> tuple[Any, list[Loop]]:
    """The gradients of a product repeated in a loop, and the loops of the plan."""
    random = np.random.RandomState(0)
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, [rows, 8])
        w, u = [tf.Variable(random.randn(8, 8).astype(np.float32) / 4) for _ in range(2)]

        def body(i: Any, h: Any, total: Any) -> Any:
            h = tf.tanh(tf.matmul(h, w) + tf.matmul(x, u, transpose_b=True))
            return i + 1, h, total + tf.matmul(h, x, transpose_a=True)

        _, h, total = tf.while_loop(
            lambda i, *_: i < trips, body, [0, x * 1.0, tf.fill([8, 8], 0.5)]
        )
        loss = tf.reduce_sum(tf.square(h)) + tf.reduce_sum(total[0])
        fetches = [loss, total, *tf.gradients(loss, [w, u, x])]
        session.run(tf.global_variables_initializer())
        values = session.run(fetches, {x: random.randn(rows, 8).astype(np.float32)})
        plan = session._plans[next(reversed(session._plans))].plan
        calls = [call for segment in plan.segments for call in segment.calls]
        return values, [call for call in calls if type(call) is Loop]


@pytest.mark.parametrize(("rows", "trips"), [(2, 5), (2, 1), (2, 0), (30, 5)])
def test_sums_of_products_over_the_trips_are_the_same_on_both_tiers(
    rows: int, trips: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiers, "FORCED", False)
    expected, _ = _gradients(rows, trips)
    monkeypatch.setattr(tiers, "FORCED", True)
    found, loops = _gradients(rows, trips)
    assert loops
    for one, other in zip(expected, found, strict=True):
        np.testing.assert_allclose(one, other, rtol=2e-4, atol=1e-4)


def test_only_factors_that_are_less_than_their_product_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tiers, "FORCED", True)
    settled: list[int] = []
    original = Parts.whole

    def whole(self: Parts, *args: Any) -> Any:
        settled.append(len(self._sums))
        return original(self, *args)

    monkeypatch.setattr(Parts, "whole", whole)
    _, (forward, backward) = _gradients(2, 5)
    # forward what the body itself sums up; backward the gradients by both matrices
    assert [len(summed(forward, ())), len(summed(backward, ()))] == [1, 2]
    assert settled == [1, 2]
    settled.clear()
    _gradients(30, 5)
    assert settled == [0, 0]


def test_factors_pay_while_they_are_smaller_than_their_product() -> None:
    kind = np.dtype(np.float32)
    assert pays([((32, 384), kind), ((32, 1024), kind)])
    assert not pays([((512, 384), kind), ((512, 1024), kind)])
