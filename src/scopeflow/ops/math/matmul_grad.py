"""Gradients of matrix products: nodes, names and order are TensorFlow's."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.calling import call
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.broadcasting import broadcast_gradient_args, known_and_equal, reduced
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.complexes import conj
from scopeflow.ops.math.matmul import matmul


def _matmul(a: Any, b: Any, transpose_a: bool = False, transpose_b: bool = False) -> Any:
    return call("MatMul", a, b, transpose_a=transpose_a, transpose_b=transpose_b)


@gradient("MatMul")
def _mat_mul(op: Operation, grad: Any) -> Any:
    a, b = conj(op.inputs[0]), conj(op.inputs[1])
    flipped = (op.get_attr("transpose_a"), op.get_attr("transpose_b"))
    if flipped == (False, False):
        first = _matmul(grad, b, transpose_b=True)
        return first, _matmul(a, grad, transpose_a=True)
    if flipped == (False, True):
        first = _matmul(grad, b)
        return first, _matmul(grad, a, transpose_a=True)
    if flipped == (True, False):
        first = _matmul(b, grad, transpose_b=True)
        return first, _matmul(a, grad)
    first = _matmul(b, grad, transpose_a=True, transpose_b=True)
    return first, _matmul(grad, a, transpose_a=True, transpose_b=True)


@gradient("SparseMatMul")
def _sparse_mat_mul(op: Operation, grad: Any) -> Any:
    a, b = op.inputs
    sparse = {
        a: op.get_attr("a_is_sparse"),
        b: op.get_attr("b_is_sparse"),
        # half of what a rectifier gives back is zero
        grad: grad.op.type == "ReluGrad",
    }

    def product(
        x: Tensor, y: Tensor, dtype: Any, transpose_a: bool = False, transpose_b: bool = False
    ) -> Tensor:
        x_sparse, y_sparse = sparse[x], sparse[y]
        if transpose_b:
            y = transpose(y)
        made = matmul(x, y, transpose_a=transpose_a, a_is_sparse=x_sparse, b_is_sparse=y_sparse)
        return made if made.dtype is dtype else cast(made, dtype)

    kind_a, kind_b = a.dtype, b.dtype
    flipped = (op.get_attr("transpose_a"), op.get_attr("transpose_b"))
    if flipped == (False, False):
        first = product(grad, b, kind_a, transpose_b=True)
        return first, product(a, grad, kind_b, transpose_a=True)
    if flipped == (False, True):
        first = product(grad, b, kind_a)
        return first, product(grad, a, kind_b, transpose_a=True)
    if flipped == (True, False):
        first = product(b, grad, kind_a, transpose_b=True)
        return first, product(a, grad, kind_b)
    first = product(b, grad, kind_a, transpose_a=True, transpose_b=True)
    return first, product(grad, a, kind_b, transpose_a=True, transpose_b=True)


def _batch_products(op: Operation, grad: Any) -> tuple[Any, Any]:
    x, y = op.inputs
    flipped = (op.get_attr("adj_x"), op.get_attr("adj_y"))
    if flipped == (False, False):
        first = matmul(grad, y, adjoint_b=True)
        return first, matmul(x, grad, adjoint_a=True)
    if flipped == (False, True):
        first = matmul(grad, y)
        return first, matmul(grad, x, adjoint_a=True)
    if flipped == (True, False):
        first = matmul(y, grad, adjoint_b=True)
        return first, matmul(x, grad)
    first = matmul(y, grad, adjoint_a=True, adjoint_b=True)
    return first, matmul(grad, x, adjoint_a=True, adjoint_b=True)


@gradient("BatchMatMul")
def _batch_mat_mul(op: Operation, grad: Any) -> Any:
    return _batch_products(op, grad)


@gradient("BatchMatMulV2")
def _batch_mat_mul_v2(op: Operation, grad: Any) -> Any:
    x, y = op.inputs
    grad_x, grad_y = _batch_products(op, grad)
    if known_and_equal(x, y):
        return grad_x, grad_y
    sx, sy = shape(x), shape(y)
    rx, ry = broadcast_gradient_args(sx[:-2], sy[:-2])
    grad_x = reduced(grad_x, sx, rx)
    return grad_x, reduced(grad_y, sy, ry)
