"""Gradients of sparse tensors with their values in other places."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.counting import range as range_
from scopeflow.ops.arrays.gathering import gather, invert_permutation
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.gradient import gradient
from scopeflow.ops.sparse.moving import sparse_reorder
from scopeflow.ops.sparse.tensor import SparseTensor


@gradient("SparseReorder")
def _reorder(op: Operation, unused: Any, grad: Any) -> list[Any]:
    indices, whole = op.inputs[0], op.inputs[2]
    # where each value went
    count = shape(indices)[0]
    order = sparse_reorder(SparseTensor(indices, range_(count), whole))
    return [None, gather(grad, invert_permutation(order.values)), None]
