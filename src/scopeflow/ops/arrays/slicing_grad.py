"""Gradients of slices: nodes, names and order are TensorFlow's."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.shaping import rank, reshape, shape
from scopeflow.ops.arrays.slicing_slopes import MASKS, strided_slice_grad
from scopeflow.ops.calling import call
from scopeflow.ops.gradient import gradient


@gradient("Slice")
def _slice(op: Operation, grad: Any) -> Any:
    whole, begin = op.inputs[0], op.inputs[1]
    count = rank(whole)
    taken = shape(op.outputs[0])
    column = stack([count, 1])
    before = reshape(begin, column)
    after = reshape(shape(whole) - taken - begin, column)
    return call("Pad", grad, concat([before, after], 1)), None, None


@gradient("StridedSlice")
def _strided_slice(op: Operation, grad: Any) -> Any:
    begin, end, strides = op.inputs[1:4]
    sizes = shape(op.inputs[0], out_type=begin.dtype)
    masks = {name: op.get_attr(name) for name in MASKS}
    return strided_slice_grad(sizes, begin, end, strides, grad, **masks), None, None, None
