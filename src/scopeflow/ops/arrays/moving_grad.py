"""Gradients of transposing, reversing, tiling and broadcasting: nodes, names and order are TensorFlow's."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.counting import range as range_
from scopeflow.ops.arrays.gathering import invert_permutation
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.moving import reverse, transpose
from scopeflow.ops.arrays.shaping import reshape, shape, size
from scopeflow.ops.calling import call
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.broadcasting import broadcast_gradient_args
from scopeflow.ops.math.division import floormod
from scopeflow.ops.math.reduction import reduce_sum


@gradient("Transpose")
def _transpose(op: Operation, grad: Any) -> Any:
    return transpose(grad, invert_permutation(op.inputs[1])), None


@gradient("ConjugateTranspose")
def _conjugate_transpose(op: Operation, grad: Any) -> Any:
    return transpose(grad, invert_permutation(op.inputs[1]), conjugate=True), None


@gradient("ReverseV2")
def _reverse(op: Operation, grad: Any) -> Any:
    return reverse(grad, op.inputs[1]), None


@gradient("Tile")
def _tile(op: Operation, grad: Any) -> Any:
    sizes = shape(op.inputs[0], out_type=op.inputs[1].dtype)
    # each dimension becomes two: how often it was repeated, and itself
    split_shape = reshape(transpose(stack([op.inputs[1], sizes])), [-1])
    axes = range_(0, size(split_shape), 2)
    if isinstance(grad, IndexedSlices):
        rows = sizes[0]
        grad = call("UnsortedSegmentSum", grad.values, floormod(grad.indices, rows), rows)
        split_shape = concat([[1], split_shape[1:]], axis=0)
    total = reduce_sum(reshape(grad, split_shape), axes)
    total.set_shape(op.inputs[0].get_shape())
    return [total, None]


@gradient("BroadcastTo")
def _broadcast_to(op: Operation, grad: Any) -> Any:
    sizes = op.inputs[1]
    given = shape(op.inputs[0])
    _, axes = broadcast_gradient_args(sizes, given)
    total = reduce_sum(grad, axes, keepdims=True)
    return [reshape(total, given), None]
