"""Calls of the nodes of loops, and of arrays and stacks that live as long as a run."""

from __future__ import annotations

from typing import Any

import scopeflow as tf
from scopeflow.graph.operation import Operation
from tests.ops.calls.core import Sample
from tests.ops.inputs import f32, i32, node, number


def _exit() -> Operation:
    """What leaves a loop of three trips."""
    return tf.while_loop(lambda i, x: i < 3, lambda i, x: (i + 1, x * 2.0), [0, f32(2)])[1].op


def _fresh() -> tuple[tf.Tensor, tf.Tensor]:
    array = tf.TensorArray(tf.float32, size=3, element_shape=[2])
    return array.handle, array.flow


def _filled() -> tuple[tf.Tensor, tf.Tensor]:
    array = tf.TensorArray(tf.float32, size=3, clear_after_read=False).unstack(f32(3, 2))
    return array.handle, array.flow


def _write(kind: str, *given: Any) -> Operation:
    handle, flow = _fresh()
    return node(kind, handle, *given, flow)


def _read(kind: str, *given: Any, **attrs: Any) -> Operation:
    handle, flow = _filled()
    return node(kind, handle, *given, flow, **attrs)


def _stack() -> tf.Tensor:
    return node("StackV2", number(-1), elem_type=tf.float32).outputs[0]


def _popped() -> Operation:
    stack = _stack()
    with tf.control_dependencies([node("StackPushV2", stack, f32(2))]):
        return node("StackPopV2", stack, elem_type=tf.float32)


SAMPLES: dict[str, list[Sample]] = {
    "Exit": [_exit],
    "StackV2": [lambda: _stack().op],
    "StackPushV2": [lambda: node("StackPushV2", _stack(), f32(2))],
    "StackPopV2": [_popped],
    "StackCloseV2": [lambda: node("StackCloseV2", _stack())],
    "TensorArrayV3": [lambda: _fresh()[0].op],
    "TensorArrayWriteV3": [lambda: _write("TensorArrayWriteV3", number(1), f32(2))],
    "TensorArrayScatterV3": [lambda: _write("TensorArrayScatterV3", i32(2, 0), f32(2, 2))],
    "TensorArraySplitV3": [
        lambda: node(
            "TensorArraySplitV3",
            tf.TensorArray(tf.float32, size=2, infer_shape=False).handle,
            f32(3, 2),
            tf.constant([1, 2], tf.int64),
            tf.constant(0.0),
        )
    ],
    "TensorArrayReadV3": [lambda: _read("TensorArrayReadV3", number(1), dtype=tf.float32)],
    "TensorArrayGatherV3": [lambda: _read("TensorArrayGatherV3", i32(2, 0), dtype=tf.float32)],
    "TensorArrayConcatV3": [lambda: _read("TensorArrayConcatV3", dtype=tf.float32)],
    "TensorArraySizeV3": [lambda: _read("TensorArraySizeV3")],
    "TensorArrayGradV3": [lambda: node("TensorArrayGradV3", *_filled(), source="gradients")],
    "TensorArrayGradWithShape": [
        lambda: node("TensorArrayGradWithShape", *_filled(), i32(4), source="gradients")
    ],
    "TensorArrayCloseV3": [lambda: node("TensorArrayCloseV3", _fresh()[0])],
}
