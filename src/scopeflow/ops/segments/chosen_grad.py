"""Gradients of the segments of chosen rows."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.gradient import gradient
from scopeflow.ops.segments.chosen import sparse_segment_mean_grad, sparse_segment_sqrt_n_grad
from scopeflow.ops.segments.unordered import unsorted_segment_sum


@gradient("SparseSegmentSum")
def _sum(op: Operation, grad: Any) -> Any:
    rows = shape(op.inputs[0])[0]
    return unsorted_segment_sum(gather(grad, op.inputs[2]), op.inputs[1], rows), None, None


@gradient("SparseSegmentSumWithNumSegments")
def _numbered_sum(op: Operation, grad: Any) -> Any:
    return *_sum(op, grad), None


@gradient("SparseSegmentMean")
def _mean(op: Operation, grad: Any) -> Any:
    rows = shape(op.inputs[0])[0]
    return sparse_segment_mean_grad(grad, op.inputs[1], op.inputs[2], rows), None, None


@gradient("SparseSegmentMeanWithNumSegments")
def _numbered_mean(op: Operation, grad: Any) -> Any:
    return *_mean(op, grad), None


@gradient("SparseSegmentSqrtN")
def _sqrt_n(op: Operation, grad: Any) -> Any:
    rows = shape(op.inputs[0])[0]
    return sparse_segment_sqrt_n_grad(grad, op.inputs[1], op.inputs[2], rows), None, None


@gradient("SparseSegmentSqrtNWithNumSegments")
def _numbered_sqrt_n(op: Operation, grad: Any) -> Any:
    return *_sqrt_n(op, grad), None
