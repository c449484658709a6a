"""The gradient of the product of a sparse and a dense matrix."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.sparse.products import matmul_op


@gradient("SparseTensorDenseMatMul")
def _matmul(op: Operation, grad: Any) -> Any:
    indices, values, whole, b = op.inputs
    adjoint_a, adjoint_b = op.get_attr("adjoint_a"), op.get_attr("adjoint_b")
    if values.dtype.base_dtype is not b.dtype.base_dtype:
        raise TypeError(
            "SparseTensorDenseMatMul op received operands with different types: ",
            values.dtype,
            b.dtype,
        )
    for_b = matmul_op(indices, values, whole, grad, adjoint_a=not adjoint_a)
    if adjoint_b:
        for_b = transpose(for_b, conjugate=True)
    # of each value: the products of its row of the gradient and its row of b
    rows, columns = indices[:, 0], indices[:, 1]
    of_grad = gather(grad, rows if not adjoint_a else columns)
    of_b = gather(b if not adjoint_b else transpose(b), columns if not adjoint_a else rows)
    for_values = reduce_sum(of_grad * of_b, axis=1)
    return None, for_values, None, for_b
