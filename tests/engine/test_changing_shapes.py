"""Plans whose shapes change with every run do not compile a program for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine import compiler, tiers
from scopeflow.engine.program import Island
from tests.engine.both_tiers import tier


@pytest.fixture(autouse=True)
def compile_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(tiers, "FORCED", True)
    with tf.Graph().as_default():
        yield


def programs(session: Any) -> int:
    plans = [prepared.plan for prepared in session._plans.values()]
    islands = [s for p in plans for s in p.segments if isinstance(s, Island) and s.compiled]
    return sum(len(island.compiled._programs) for island in islands)


def model() -> tuple[Any, Any]:
    x = tf.placeholder(tf.float32, [None])
    return x, tf.reduce_sum(tf.exp(x) * tf.tanh(x))


def test_new_shapes_in_every_run_stay_in_numpy_after_the_first() -> None:
    x, y = model()
    with tf.Session() as session:
        for size in range(1, 30):
            session.run(y, {x: np.ones(size, np.float32)})
        assert programs(session) == tiers.FIRST_SHAPES


def test_shapes_that_come_again_are_compiled() -> None:
    x, y = model()
    with tf.Session() as session:
        for size in range(1, 13):
            for _ in range(4):
                session.run(y, {x: np.ones(size, np.float32)})
        assert programs(session) == 12


def test_a_shape_keeps_its_tier_for_life() -> None:
    x, y = model()
    with tf.Session() as session:
        for size in range(1, 12):
            session.run(y, {x: np.ones(size, np.float32)})
        before = programs(session)
        given = np.linspace(0, 1, 11, dtype=np.float32)
        values = {float(session.run(y, {x: given})) for _ in range(60)}
        assert len(values) == 1
        assert programs(session) == before


def test_values_that_decide_about_sizes_are_compiled_while_they_come_again() -> None:
    count = tf.placeholder(tf.int32, [])
    array = tf.while_loop(
        lambda i, a: i < count,
        lambda i, a: (i + 1, a.write(i, tf.cast(i, tf.float32))),
        [0, tf.TensorArray(tf.float32, count)],
    )[1]
    y = array.stack()
    with tier(compiled=True), tf.Session() as session:
        for size in range(1, 30):
            assert session.run(y, {count: size}).tolist() == list(range(size))
        assert programs(session) == compiler.FIRST_VALUES
        for _ in range(60):
            session.run(y, {count: 12})
        assert programs(session) == compiler.FIRST_VALUES


def test_shapes_that_come_from_data_are_not_compiled_one_by_one():
    """Behind a host step every run may have another shape, of which no feed tells."""
    weights = np.linspace(-1, 1, 200 * 200, dtype=np.float32).reshape(200, 200)
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None, 200])
        kept = tf.boolean_mask(x, x[:, 0] > 0)
        y = tf.reduce_sum(tf.matmul(tf.tanh(kept), weights), 1)
        with tf.Session() as sess:
            for seed in range(12):
                data = np.random.default_rng(seed).normal(size=(300, 200)).astype(np.float32)
                wanted = np.tanh(data[data[:, 0] > 0]) @ weights
                np.testing.assert_allclose(
                    sess.run(y, {x: data}), wanted.sum(1), rtol=2e-3, atol=2e-3
                )
            (prepared,) = sess._plans.values()
    islands = [s for s in prepared.plan.segments if getattr(s, "compiled", None) is not None]
    assert islands
    assert all(len(island.compiled._programs) <= 4 for island in islands)
