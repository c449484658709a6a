"""Gradients of the segments with ordered ids."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import fill, zeros_like
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.shaping import expand_dims, rank, shape
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal
from scopeflow.ops.math.division import divide
from scopeflow.ops.segments.ordered import segment_sum


@gradient("SegmentSum")
def _segment_sum(op: Operation, grad: Any) -> Any:
    return gather(grad, op.inputs[1]), None


@gradient("SegmentMean")
def _segment_mean(op: Operation, grad: Any) -> Any:
    data, ids = op.inputs
    ndims = rank(data)
    single = concat([shape(ids), fill(expand_dims(ndims - 1, 0), 1)], 0)
    counts = segment_sum(fill(single, constant(1, dtype=grad.dtype)), ids)
    return gather(divide(grad, counts), ids), None


@gradient("SegmentMin", "SegmentMax")
def _segment_extreme(op: Operation, grad: Any) -> Any:
    data, ids = op.inputs
    zeros = zeros_like(data, dtype=data.dtype)
    # of several that are the extreme each gets its share
    chosen = equal(data, gather(op.outputs[0], ids))
    counts = segment_sum(cast(chosen, grad.dtype), ids)
    return where(chosen, gather(divide(grad, counts), ids), zeros), None
