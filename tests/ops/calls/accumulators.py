"""Calls of the ops on accumulators."""

from __future__ import annotations

from typing import Any

import scopeflow as tf
from scopeflow.graph.operation import Operation
from tests.ops.calls.core import Sample
from tests.ops.inputs import f32, node, number

DENSE = ("", "Resource")


def _dense(prefix: str) -> tf.Tensor:
    return node(f"{prefix}ConditionalAccumulator", dtype=tf.float32, shape=(2, None)).outputs[0]


def _rows() -> tf.Tensor:
    return node("SparseConditionalAccumulator", dtype=tf.float32, shape=(3, 2)).outputs[0]


def _apply(prefix: str, handle: tf.Tensor) -> Operation:
    return node(f"{prefix}AccumulatorApplyGradient", handle, _step(), f32(2, 3))


def _step() -> tf.Tensor:
    return tf.constant(0, tf.int64)


def _apply_rows(handle: tf.Tensor, known: bool = True) -> Operation:
    shape = tf.constant([3, 2], tf.int64) if known else tf.constant([], tf.int64)
    rows = (tf.constant([0, 2], tf.int64), f32(2, 2))
    return node(
        "SparseAccumulatorApplyGradient", handle, _step(), *rows, shape, has_known_shape=known
    )


def _take(prefix: str) -> Operation:
    handle = _dense(prefix)
    with tf.control_dependencies([_apply(prefix, handle)]):
        return node(f"{prefix}AccumulatorTakeGradient", handle, number(1), dtype=tf.float32)


def _take_rows() -> Operation:
    handle = _rows()
    with tf.control_dependencies([_apply_rows(handle)]):
        return node("SparseAccumulatorTakeGradient", handle, number(1), dtype=tf.float32)


def _of(prefix: str) -> dict[str, list[Any]]:
    return {
        f"{prefix}ConditionalAccumulator": [lambda: _dense(prefix).op],
        f"{prefix}AccumulatorApplyGradient": [lambda: _apply(prefix, _dense(prefix))],
        f"{prefix}AccumulatorNumAccumulated": [
            lambda: node(f"{prefix}AccumulatorNumAccumulated", _dense(prefix))
        ],
        f"{prefix}AccumulatorSetGlobalStep": [
            lambda: node(f"{prefix}AccumulatorSetGlobalStep", _dense(prefix), _step())
        ],
        f"{prefix}AccumulatorTakeGradient": [lambda: _take(prefix)],
    }


SAMPLES: dict[str, list[Sample]] = {
    **_of(""),
    **_of("Resource"),
    "SparseConditionalAccumulator": [lambda: _rows().op],
    "SparseAccumulatorApplyGradient": [
        lambda: _apply_rows(_rows()),
        lambda: _apply_rows(_rows(), False),
    ],
    "SparseAccumulatorTakeGradient": [_take_rows],
}
