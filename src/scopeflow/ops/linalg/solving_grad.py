"""Gradients of determinants, inverses and linear equations: nodes, names and order are TensorFlow's."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.diagonals import matrix_band_part
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.gradient import gradient
from scopeflow.ops.linalg.solving import matrix_inverse, matrix_solve, matrix_triangular_solve
from scopeflow.ops.math.matmul import matmul


def _with_two_more_axes(x: Tensor, like: Tensor) -> Tensor:
    return reshape(x, concat([shape(like), [1, 1]], 0))


@gradient("MatrixInverse")
def _matrix_inverse(op: Operation, grad: Any) -> Any:
    inverse = op.outputs[0]
    inner = matmul(grad, inverse, adjoint_b=True)
    return -matmul(inverse, inner, adjoint_a=True)


@gradient("MatrixDeterminant")
def _matrix_determinant(op: Operation, grad: Any) -> Any:
    determinant = op.outputs[0]
    inverse = matrix_inverse(op.inputs[0], adjoint=True)
    return _with_two_more_axes(grad * determinant, determinant) * inverse


@gradient("LogMatrixDeterminant")
def _log_matrix_determinant(op: Operation, _: Any, grad: Any) -> Any:
    inverse = matrix_inverse(op.inputs[0], adjoint=True)
    return _with_two_more_axes(grad, op.outputs[1]) * inverse


@gradient("MatrixSolve")
def _matrix_solve(op: Operation, grad: Any) -> Any:
    adjoint = op.get_attr("adjoint")
    solved = op.outputs[0]
    of_rhs = matrix_solve(op.inputs[0], grad, adjoint=not adjoint)
    left, right = (solved, of_rhs) if adjoint else (of_rhs, solved)
    return -matmul(left, right, adjoint_b=True), of_rhs


@gradient("MatrixTriangularSolve")
def _matrix_triangular_solve(op: Operation, grad: Any) -> Any:
    adjoint, lower = op.get_attr("adjoint"), op.get_attr("lower")
    solved = op.outputs[0]
    of_rhs = matrix_triangular_solve(op.inputs[0], grad, lower=lower, adjoint=not adjoint)
    left, right = (solved, of_rhs) if adjoint else (of_rhs, solved)
    of_matrix = -matmul(left, right, adjoint_b=True)
    if lower:
        return matrix_band_part(of_matrix, -1, 0), of_rhs
    return matrix_band_part(of_matrix, 0, -1), of_rhs
