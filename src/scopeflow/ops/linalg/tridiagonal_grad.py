"""Gradients of matrices of three diagonals: nodes, names and order are TensorFlow's."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.moving import matrix_transpose
from scopeflow.ops.arrays.padding import pad
from scopeflow.ops.arrays.shaping import expand_dims, rank
from scopeflow.ops.calling import call
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.complexes import conj
from scopeflow.ops.math.reduction import reduce_sum


@gradient("TridiagonalSolve")
def _tridiagonal_solve(op: Operation, grad: Any) -> Any:
    diagonals, x = op.inputs[0], op.outputs[0]
    pivoting = op.get_attr("partial_pivoting")
    of_rhs = call("TridiagonalSolve", _transposed(diagonals), grad, partial_pivoting=pivoting)
    return -_matmul_on_diagonals(of_rhs, x), of_rhs


def _transposed(diagonals: Tensor) -> Tensor:
    """The diagonals of the transposed matrix."""
    main = diagonals[..., 1, :]
    if diagonals.shape.is_fully_defined():
        zero = zeros([*diagonals.shape.as_list()[:-2], 1], dtype=diagonals.dtype)
        upper = concat((diagonals[..., 2, 1:], zero), axis=-1)
        lower = concat((zero, diagonals[..., 0, :-1]), axis=-1)
    else:
        batch = _batch_paddings(diagonals)
        after = concat((batch, constant([[0, 1]])), axis=0)
        upper = pad(diagonals[..., 2, 1:], after)
        before = concat((batch, constant([[1, 0]])), axis=0)
        lower = pad(diagonals[..., 0, :-1], before)
    return stack([upper, main, lower], axis=-2)


def _matmul_on_diagonals(x: Tensor, y: Tensor) -> Tensor:
    """The three diagonals of x @ transpose(y)."""
    main = reduce_sum(x * y, axis=-1)
    if y.shape.is_fully_defined():
        dims = y.shape.as_list()
        zero = zeros([*dims[:-2], 1, dims[-1]], dtype=x.dtype)
        upper = reduce_sum(x * concat((y[..., 1:, :], zero), axis=-2), axis=-1)
        lower = reduce_sum(x * concat((zero, y[..., :-1, :]), axis=-2), axis=-1)
    else:
        batch = _batch_paddings(y)
        after = concat((batch, constant([[0, 1], [0, 0]])), axis=0)
        upper = reduce_sum(x * pad(y[..., 1:, :], after), axis=-1)
        before = concat((batch, constant([[1, 0], [0, 0]])), axis=0)
        lower = reduce_sum(x * pad(y[..., :-1, :], before), axis=-1)
    return stack([upper, main, lower], axis=-2)


def _batch_paddings(x: Tensor) -> Tensor:
    """Nothing before and after, for each axis of the batch."""
    return zeros((rank(x) - 2, 2), dtype=dtypes.int32)


def _paddings(x: Tensor, last: list[list[int]]) -> Tensor:
    """Nothing for the axes of the batch, and `last` for those of the matrix."""
    return concat((_batch_paddings(x), constant(last)), axis=0)


def _one_up(x: Tensor) -> Tensor:
    """Each matrix's rows moved one up, zeros coming in."""
    paddings = _paddings(x, [[0, 1], [0, 0]])
    return pad(x[..., 1:, :], paddings)


def _one_down(x: Tensor) -> Tensor:
    paddings = _paddings(x, [[1, 0], [0, 0]])
    return pad(x[..., :-1, :], paddings)


@gradient("TridiagonalMatMul")
def _tridiagonal_mat_mul(op: Operation, grad: Any) -> Any:
    upper, main, lower = (matrix_transpose(part, conjugate=True) for part in op.inputs[:3])
    rhs = conj(op.inputs[3])
    of_upper = reduce_sum(_one_up(rhs) * grad, axis=-1)
    of_main = reduce_sum(rhs * grad, axis=-1)
    of_lower = reduce_sum(_one_down(rhs) * grad, axis=-1)
    of_rhs = _one_down(upper * grad) + main * grad + _one_up(lower * grad)
    of_upper = expand_dims(of_upper, -2)
    of_main = expand_dims(of_main, -2)
    of_lower = expand_dims(of_lower, -2)
    return of_upper, of_main, of_lower, of_rhs
