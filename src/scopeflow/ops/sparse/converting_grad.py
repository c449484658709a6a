"""The gradient of sparse_to_dense."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.filling import zeros_like
from scopeflow.ops.arrays.gathering import gather_nd
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.reduction import reduce_sum


@gradient("SparseToDense")
def _to_dense(op: Operation, grad: Any) -> list[Any]:
    indices, whole = op.inputs[0], op.inputs[1]
    for_values = gather_nd(grad, indices)
    for_default = reduce_sum(grad) - reduce_sum(for_values)
    return [zeros_like(indices), zeros_like(whole), for_values, for_default]
