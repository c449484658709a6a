"""Sparse training steps: how many different rows a batch names decides no shape, and nobody sees how many were filled in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine import tiers
from scopeflow.engine.program import Island

TABLE = np.arange(24, dtype=np.float32).reshape(8, 3) / 7
BATCHES = ([1, 3, 3, 5], [2, 2, 2, 2], [0, 1, 2, 3], [7, 7, 0, 7], [4, 5, 4, 5], [6, 1, 6, 6])

OPTIMIZERS: dict[str, Callable[[], Any]] = {
    "momentum": lambda: tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True),
    "adagrad": lambda: tf.train.AdagradOptimizer(0.1),
    "adadelta": lambda: tf.train.AdadeltaOptimizer(0.1),
    "adam": lambda: tf.train.AdamOptimizer(0.1),
    "rmsprop": lambda: tf.train.RMSPropOptimizer(0.1, centered=True, momentum=0.5),
    "ftrl": lambda: tf.train.FtrlOptimizer(0.1, l1_regularization_strength=0.01),
    "proximal": lambda: tf.train.ProximalAdagradOptimizer(0.1),
}


def _compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers, "FORCED", True)


def _step(optimizer: Any, resource: bool, index: Any) -> Any:
    table = tf.get_variable("table", initializer=TABLE, use_resource=resource)
    rows = tf.nn.embedding_lookup(table, index)
    return optimizer.minimize(
        tf.reduce_sum(tf.square(rows) * (1.0 + tf.cast(index, tf.float32))[:, None])
    )


def _train(optimizer: Any, resource: bool) -> tuple[list[np.ndarray], list[Any]]:
    with tf.Graph().as_default(), tf.Session() as session:
        index = tf.placeholder(tf.int32, [4])
        step = _step(optimizer, resource, index)
        session.run(tf.global_variables_initializer())
        for batch in BATCHES:
            session.run(step, {index: batch})
        plan = next(entry.plan for entry in session._plans.values() if index in entry.plan.feeds)
        return session.run(tf.global_variables()), plan.segments


def _programs(segments: list[Any]) -> list[Any]:
    return [
        program
        for segment in segments
        if isinstance(segment, Island) and segment.compiled
        for program in segment.compiled._programs.values()
    ]


@pytest.mark.parametrize("resource", [False, True])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_batches_with_any_number_of_different_rows_share_one_program(
    name: str, resource: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, _ = _train(OPTIMIZERS[name](), resource)
    _compiled(monkeypatch)
    found, segments = _train(OPTIMIZERS[name](), resource)
    (program,) = _programs(segments)
    assert program.donates
    for one, other in zip(expected, found, strict=True):
        np.testing.assert_allclose(one, other, rtol=2e-5, atol=1e-6)


def test_who_fetches_the_distinct_rows_sees_no_more_of_them_than_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _compiled(monkeypatch)
    with tf.Graph().as_default() as graph, tf.Session() as session:
        index = tf.placeholder(tf.int32, [4])
        step = _step(tf.train.AdagradOptimizer(0.1), False, index)
        (distinct,) = [op for op in graph.get_operations() if op.type == "Unique"]
        (sums,) = [op for op in graph.get_operations() if op.type == "UnsortedSegmentSum"]
        session.run(tf.global_variables_initializer())
        for fetched, lengths in ((distinct.outputs[0], (3, 1)), (sums.outputs[0], (3, 1))):
            for batch, length in zip(BATCHES, lengths, strict=False):
                assert len(session.run([fetched, step], {index: batch})[0]) == length


def test_what_looks_at_all_rows_sees_no_more_of_them_than_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _compiled(monkeypatch)
    with tf.Graph().as_default(), tf.Session() as session:
        index = tf.placeholder(tf.int32, [4])
        table = tf.Variable(TABLE)
        once, places = tf.unique(index)
        sums = tf.unsorted_segment_sum(tf.ones([4, 3]), places, tf.shape(once)[0])
        step = tf.scatter_add(table, once, sums / tf.reduce_mean(sums))
        session.run(tf.global_variables_initializer())
        session.run(step, {index: [1, 3, 3, 5]})
        expected = TABLE.copy()
        expected[[1, 3, 5]] += np.array([[0.75], [1.5], [0.75]], np.float32)
        np.testing.assert_allclose(session.run(table), expected, rtol=1e-6)


@pytest.mark.parametrize("tier", ["numpy", "compiled"])
@pytest.mark.parametrize("row", [8, -1, np.iinfo(np.int32).min])
def test_a_row_that_there_is_not_is_refused(
    row: int, tier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if tier == "compiled":
        _compiled(monkeypatch)
    with tf.Graph().as_default(), tf.Session() as session:
        index = tf.placeholder(tf.int32, [4])
        table = tf.Variable(TABLE)
        gradient = tf.IndexedSlices(tf.ones([4, 3]), index, tf.constant([8, 3]))
        step = tf.train.AdagradOptimizer(0.1).apply_gradients([(gradient, table)])
        session.run(tf.global_variables_initializer())
        session.run(step, {index: [1, 2, 1, 2]})
        before = session.run(tf.global_variables())
        with pytest.raises(
            tf.errors.InvalidArgumentError, match="at offset 1 in indices is out of range"
        ):
            session.run(step, {index: [1, row, 2, row]})
        for one, other in zip(before, session.run(tf.global_variables()), strict=True):
            np.testing.assert_array_equal(one, other)
