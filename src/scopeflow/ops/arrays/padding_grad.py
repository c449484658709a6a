"""Gradients of padding: nodes, names and order are TensorFlow's."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.arrays.padding_slopes import mirror_pad_grad
from scopeflow.ops.arrays.shaping import rank, reshape, shape
from scopeflow.ops.arrays.slicing import slice as slice_
from scopeflow.ops.gradient import gradient


@gradient("Pad", "PadV2")
def _pad(op: Operation, grad: Any) -> Any:
    x, paddings = op.inputs[0], op.inputs[1]
    before = slice_(paddings, [0, 0], stack([rank(x), 1]))
    begin = reshape(before, [-1])
    made = slice_(grad, begin, shape(x))
    return [made, *[None] * (len(op.inputs) - 1)]


@gradient("MirrorPad")
def _mirror_pad(op: Operation, grad: Any) -> Any:
    return mirror_pad_grad(grad, op.inputs[1], mode=op._attrs["mode"]), None
