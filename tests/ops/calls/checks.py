"""Small calls of the ops that check, print, call Python or read the clock."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

import scopeflow as tf
from scopeflow.graph.operation import Operation
from tests.ops.inputs import f32, i32, node, tensor

Sample = Callable[[], Operation]


def _call(make: Callable[..., object]) -> Operation:
    """The node of a call of a Python function."""
    made = make(lambda x: (x * 2, np.int32(3)), [f32(2, 3)], [tf.float32, tf.int32])
    return made[0].op  # type: ignore[index]


def _true() -> tf.Tensor:
    return tf.placeholder_with_default(True, [])


SAMPLES: dict[str, list[Sample]] = {
    "Assert": [
        lambda: node("Assert", _true(), [tf.constant("seen:"), f32(2, 3), i32(1)]),
        lambda: node("Assert", _true(), [f32(2, 3), f32()], summarize=1),
    ],
    "CheckNumerics": [lambda: node("CheckNumerics", f32(2, 3), message="here")],
    "EnsureShape": [
        lambda: node("EnsureShape", f32(2, 3), shape=(None, 3)),
        lambda: node("EnsureShape", tensor(tf.string, 2), shape=(2,)),
    ],
    "GuaranteeConst": [lambda: node("GuaranteeConst", f32(2, 3))],
    "ParallelConcat": [
        # its inputs must be known while building
        lambda: node("ParallelConcat", [tf.ones([1, 3]), tf.zeros([1, 3])], shape=(2, 3))
    ],
    "Print": [
        lambda: node("Print", f32(2, 3), [i32(1), tensor(tf.string, 2)], message="m", first_n=0)
    ],
    "PrintV2": [lambda: node("PrintV2", tf.constant("text"), output_stream="file:///dev/null")],
    "PyFunc": [lambda: _call(tf.py_func)],
    "PyFuncStateless": [
        lambda: _call(lambda *args: tf.py_func(*args, stateful=False)),
    ],
    "MutexV2": [lambda: node("MutexV2", shared_name="alone")],
    "MutexLock": [lambda: node("MutexLock", node("MutexV2").outputs[0])],
    "ConsumeMutexLock": [
        lambda: node("ConsumeMutexLock", node("MutexLock", node("MutexV2").outputs[0]).outputs[0])
    ],
    "Timestamp": [lambda: node("Timestamp")],
    "EagerPyFunc": [lambda: _call(tf.py_function)],
}
