"""Gradients of the sums of sparse tensors, and of sparse and dense ones."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.gathering import gather_nd
from scopeflow.ops.gradient import gradient, not_differentiable
from scopeflow.ops.sparse.joining import sparse_add_grad


@gradient("SparseAdd")
def _add(op: Operation, *grads: Any) -> list[Any]:
    for_a, for_b = sparse_add_grad(grads[1], op.inputs[0], op.inputs[3], op.outputs[0])
    for_a.set_shape(op.inputs[1].get_shape())
    for_b.set_shape(op.inputs[4].get_shape())
    return [None, for_a, None, None, for_b, None, None]


@gradient("SparseTensorDenseAdd")
def _dense_add(op: Operation, grad: Any) -> list[Any]:
    return [None, gather_nd(grad, op.inputs[0]), None, grad]


not_differentiable("SparseAddGrad", "SparseConcat")
