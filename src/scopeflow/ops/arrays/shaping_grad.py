"""Gradients of the ops that change a tensor's shape only."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.calling import call
from scopeflow.ops.gradient import gradient


def dense(grad: Any) -> Any:
    """A gradient as a Tensor."""
    if isinstance(grad, IndexedSlices):
        return call("UnsortedSegmentSum", grad.values, grad.indices, grad.dense_shape[0])
    return grad


@gradient("Reshape")
def _reshape(op: Operation, grad: Any) -> Any:
    return reshape(grad, shape(op.inputs[0])), None


@gradient("ExpandDims")
def _expand_dims(op: Operation, grad: Any) -> Any:
    return reshape(grad, shape(op.inputs[0])), None


@gradient("Squeeze")
def _squeeze(op: Operation, grad: Any) -> Any:
    return reshape(grad, shape(op.inputs[0]))
