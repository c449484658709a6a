"""Gradients of the segments with ids in any order."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import ones_like, zeros_like
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.shaping import expand_dims
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.arithmetic import maximum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal, greater, greater_equal
from scopeflow.ops.math.division import divide
from scopeflow.ops.math.logical import logical_and
from scopeflow.ops.segments.unordered import unsorted_segment_prod, unsorted_segment_sum


def _gathered(
    params: Any, ids: Any, clipped: Tensor | None = None, kept: Any = None
) -> tuple[Tensor, Tensor, Any]:
    """The slices of `params` that `ids` names, zeros for negative ids; the ids without those, and which they are not."""
    if clipped is None:
        clipped = maximum(ids, zeros_like(ids))
    found = gather(params, clipped)
    if kept is None:
        kept = greater_equal(ids, 0)
        for _ in range(found.shape.ndims - kept.shape.ndims):
            kept = expand_dims(kept, -1)
        kept = kept & ones_like(found, dtype=dtypes.bool)
    return where(kept, found, zeros_like(found)), clipped, kept


@gradient("UnsortedSegmentSum")
def _sum(op: Operation, grad: Any) -> Any:
    return _gathered(grad, op.inputs[1])[0], None, None


@gradient("UnsortedSegmentMin", "UnsortedSegmentMax")
def _extreme(op: Operation, grad: Any) -> Any:
    data, ids, count = op.inputs
    extreme, clipped, kept = _gathered(op.outputs[0], ids)
    chosen = logical_and(equal(data, extreme), kept)
    # of several that are the extreme each gets its share
    counts = unsorted_segment_sum(cast(chosen, grad.dtype), ids, count)
    share = _gathered(divide(grad, counts), None, clipped, kept)[0]
    return where(chosen, share, zeros_like(share)), None, None


@gradient("UnsortedSegmentProd")
def _prod(op: Operation, grad: Any) -> Any:
    data, ids, count = op.inputs
    is_zero = equal(data, 0)
    zeros = unsorted_segment_sum(cast(is_zero, dtype=dtypes.int32), ids, count)
    # with two zeros in a segment nothing changes its product
    grad = where(greater(zeros, 1), zeros_like(grad), grad)
    others = unsorted_segment_prod(where(is_zero, ones_like(data), data), ids, count)
    clipped = maximum(ids, zeros_like(ids))
    whole, rest = gather(op.outputs[0], clipped), gather(others, clipped)
    partial = where(is_zero, rest, whole / data)
    return _gathered(grad, ids, clipped)[0] * partial, None, None
