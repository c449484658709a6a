"""Small calls of the ops on quantized numbers."""

from __future__ import annotations

import numpy as np

import scopeflow as tf
from tests.ops.calls.core import Sample
from tests.ops.inputs import argument, f32, i32, node


def _numbers(*shape: int, dtype: tf.DType = tf.quint8) -> tf.Tensor:
    values = np.arange(int(np.prod(shape))).reshape(shape)
    return tf.placeholder_with_default(tf.constant(values, dtype), shape)


def _range(count: int = 1) -> list[tf.Tensor]:
    return [end for _ in range(count) for end in (tf.constant(-1.0), tf.constant(2.0))]


_POOL = {"ksize": [1, 2, 2, 1], "strides": [1, 1, 1, 1], "padding": "VALID"}

SAMPLES: dict[str, list[Sample]] = {
    "Dequantize": [
        lambda mode=mode: node("Dequantize", _numbers(3), *_range(), mode=mode)
        for mode in ("MIN_COMBINED", "MIN_FIRST", "SCALED")
    ],
    "QuantizeDownAndShrinkRange": [
        lambda: node(
            "QuantizeDownAndShrinkRange",
            _numbers(3, dtype=tf.qint32),
            *_range(),
            out_type=tf.quint8,
        )
    ],
    "QuantizeV2": [
        lambda mode=mode: node("QuantizeV2", f32(3), *_range(), T=tf.qint8, mode=mode)
        for mode in ("MIN_COMBINED", "MIN_FIRST", "SCALED")
    ],
    "QuantizedAvgPool": [
        lambda: node("QuantizedAvgPool", _numbers(1, 3, 3, 1), *_range(), **_POOL)
    ],
    "QuantizedConcat": [
        lambda: node(
            "QuantizedConcat",
            argument(0),
            [_numbers(2), _numbers(3)],
            [f32(), f32()],
            [f32(), f32()],
        )
    ],
    "QuantizedConv2D": [
        lambda: node(
            "QuantizedConv2D",
            _numbers(1, 3, 3, 1),
            _numbers(2, 2, 1, 2),
            *_range(2),
            strides=[1, 1, 1, 1],
            padding="SAME",
        )
    ],
    "QuantizedMatMul": [
        lambda: node(
            "QuantizedMatMul", _numbers(2, 3), _numbers(4, 3), *_range(2), transpose_b=True
        )
    ],
    "QuantizedMaxPool": [
        lambda: node("QuantizedMaxPool", _numbers(1, 3, 3, 1), *_range(), **_POOL)
    ],
    "QuantizedMul": [lambda: node("QuantizedMul", _numbers(2, 3), _numbers(3), *_range(2))],
    "QuantizedRelu": [lambda: node("QuantizedRelu", _numbers(3), *_range())],
    "QuantizedRelu6": [lambda: node("QuantizedRelu6", _numbers(3), *_range())],
    "QuantizedReluX": [lambda: node("QuantizedReluX", _numbers(3), tf.constant(1.0), *_range())],
    "QuantizedReshape": [lambda: node("QuantizedReshape", _numbers(2, 3), i32(6), *_range())],
    "RequantizationRange": [
        lambda: node("RequantizationRange", _numbers(3, dtype=tf.qint32), *_range())
    ],
    "Requantize": [
        lambda: node("Requantize", _numbers(3, dtype=tf.qint32), *_range(2), out_type=tf.quint8)
    ],
}
