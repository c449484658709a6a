"""Small calls of the ops that gradients are made of, and of those that take tensors apart by number."""

from __future__ import annotations

from typing import Any

import scopeflow as tf
from scopeflow.graph.operation import Operation
from scopeflow.ops.math.vjp import vjp
from tests.ops.calls.core import Sample
from tests.ops.inputs import argument, f32, i32, node, number, tensor


def _vjp(forward: str, *inputs: Any, **attrs: Any) -> Operation:
    """The node that differentiates a call of `forward`."""
    made = node(forward, *inputs, **attrs)
    return vjp(made, *[tf.ones_like(one) for one in made.outputs])[-1 if forward == "Pow" else 0].op


SAMPLES: dict[str, list[Sample]] = {
    "BroadcastGradientArgs": [
        lambda: node("BroadcastGradientArgs", i32(2, 3), i32(3)),
        lambda: node("BroadcastGradientArgs", i32(2, 1), i32(1, 3)),
    ],
    "BiasAddGrad": [
        lambda: node("BiasAddGrad", f32(2, 3)),
        lambda: node("BiasAddGrad", f32(2, 3, 2, 2), data_format="NCHW"),
    ],
    "ConcatOffset": [
        lambda: node("ConcatOffset", number(0), [i32(2, 3), i32(1, 3)]),
        lambda: node("ConcatOffset", number(-1), [i32(2, 3), i32(2, 1), i32(2, 4)]),
    ],
    "StridedSliceGrad": [
        lambda: node("StridedSliceGrad", i32(3, 4), i32(0, 1), i32(2, 3), i32(1, 1), f32(2, 2)),
        lambda: node(
            "StridedSliceGrad",
            i32(3, 4),
            i32(1, 0),
            i32(2, 4),
            i32(1, -1),
            f32(4),
            begin_mask=2,
            end_mask=2,
            shrink_axis_mask=1,
        ),
    ],
    "MirrorPadGrad": [
        lambda: node("MirrorPadGrad", f32(5, 6), argument([[1, 1], [0, 2]]), mode="REFLECT"),
        lambda: node("MirrorPadGrad", f32(5, 6), argument([[1, 1], [0, 2]]), mode="SYMMETRIC"),
    ],
    "ListDiff": [
        lambda: node("ListDiff", i32(1, 2, 3, 2), i32(2, 5)),
        lambda: node("ListDiff", tensor(tf.string, 3), tensor(tf.string, 2), out_idx=tf.int64),
    ],
    "DynamicPartition": [
        lambda: node("DynamicPartition", f32(3, 2), i32(0, 1, 0), num_partitions=2),
        lambda: node("DynamicPartition", f32(2, 2), argument([[0, 2], [2, 0]]), num_partitions=3),
    ],
    "DynamicStitch": [
        lambda: node("DynamicStitch", [i32(0, 2), i32(1)], [f32(2, 3), f32(1, 3, first=7)]),
        lambda: node("DynamicStitch", [i32(0, 4), i32(3)], [f32(2), f32(1, first=7)]),
    ],
    "Vjp": [
        lambda: _vjp("Pow", f32(2, 3), f32(2, 3, first=3)),
        lambda: _vjp("Sum", f32(2, 3), i32(1), keep_dims=True),
        lambda: _vjp("ConcatV2", [f32(2, 3), f32(2, 1)], number(1)),
    ],
    "ParallelDynamicStitch": [
        lambda: node("ParallelDynamicStitch", [i32(0, 2), number(1)], [f32(2, 3), f32(3, first=7)]),
    ],
}
