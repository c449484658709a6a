"""The gradient of the sums of a sparse tensor."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.gathering import gather_nd
from scopeflow.ops.arrays.shaping import reshape
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.reduction_grad import reduced_shape


@gradient("SparseReduceSum")
def _sum(op: Operation, grad: Any) -> list[Any]:
    indices, whole, axes = op.inputs[0], op.inputs[2], op.inputs[3]
    kept = reduced_shape(whole, axes)
    grad = reshape(grad, kept)
    repeated = whole // cast(kept, dtypes.int64)
    return [None, gather_nd(grad, indices // repeated), None, None]
