"""Determinants, inverses and linear equations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.diagonals import matrix_diag_part
from scopeflow.ops.define import op
from scopeflow.ops.linalg.decompositions import cholesky
from scopeflow.ops.linalg.shapes import solved, square
from scopeflow.ops.math.complexes import real
from scopeflow.ops.math.elementwise import log
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.scoping import name_scope

_ANY = "{float64|float32|float16|complex64|complex128}"
_SOLVED = "{float16|float32|float64|complex64|complex128}"


def _batch(inputs: Sequence[Tensor]) -> rules.Dims:
    dims = rules.at_least(inputs[0]._dims, 2)
    if dims is None:
        return None
    rules.merge_dim(dims[-1], dims[-2])
    return dims[:-2]


def _one_each(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    return (_batch(inputs),)


def _two_each(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, rules.Dims]:
    dims = _batch(inputs)
    return dims, dims


@op(f"MatrixDeterminant(input: T; T: {_SOLVED}) -> (output: T)", shape=_one_each)
def matrix_determinant(input: Any) -> Any:  # noqa: A002 - the input's name in the op
    """The determinant of each matrix.

    Args:
      input: floats or complex numbers `[..., m, m]`.
      name: the wish for the node's name.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.matrix_determinant([[2.0, 1.0], [0.0, 3.0]])))
    6.0

    ```
    """
    return xp.det(input)


@op(
    f"LogMatrixDeterminant(input: T; T: {_SOLVED}) -> (sign: T, log_abs_determinant: T)",
    shape=_two_each,
)
def slogdet(input: Any) -> Any:  # noqa: A002 - the input's name in the op
    """The sign (or phase) of each determinant, and the logarithm of its magnitude.

    Args:
      input: floats or complex numbers `[..., m, m]`.
      name: the wish for the node's name.

    Returns:
      A named tuple (sign, log_abs_determinant): 0 and -inf for a singular matrix.
    """
    return xp.slogdet(input)


@op(
    f"MatrixInverse(input: T; adjoint: bool = False, T: {_ANY}) -> (output: T)",
    shape=square,
)
def matrix_inverse(input: Any, *, adjoint: bool) -> Any:  # noqa: A002
    """The inverse of each matrix.

    Args:
      input: floats or complex numbers `[..., m, m]`.
      adjoint: whether the inverses of the adjoint matrices are wanted.
      name: the wish for the node's name.

    Raises:
      InvalidArgumentError: in a run, if a matrix is singular.
    """
    return xp.inverse(input, adjoint)


@op(
    f"MatrixSolve(matrix: T, rhs: T; adjoint: bool = False, T: {_ANY}) -> (output: T)",
    shape=solved,
)
def matrix_solve(matrix: Any, rhs: Any, *, adjoint: bool) -> Any:
    """The x with `matrix @ x` = rhs.

    Args:
      matrix: floats or complex numbers `[..., m, m]`.
      rhs: of the matrix's dtype, `[..., m, k]`.
      adjoint: whether the adjoint of the matrix is meant.
      name: the wish for the node's name.

    Raises:
      InvalidArgumentError: in a run, if a matrix is singular.
    """
    return xp.solve(matrix, rhs, adjoint)


@op(
    "MatrixTriangularSolve(matrix: T, rhs: T; lower: bool = True, adjoint: bool = False, "
    f"T: {_ANY}) -> (output: T)",
    shape=solved,
)
def matrix_triangular_solve(matrix: Any, rhs: Any, *, lower: bool, adjoint: bool) -> Any:
    """The x with `matrix @ x` = rhs, for triangular matrices.

    Args:
      matrix: floats or complex numbers `[..., m, m]`; the other triangle is not looked at.
      rhs: of the matrix's dtype, `[..., m, k]`.
      lower: whether it is the lower triangle that counts.
      adjoint: whether the adjoint of the matrix is meant.
      name: the wish for the node's name.

    Raises:
      InvalidArgumentError: in a run, if there is a zero on a diagonal.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.matrix_triangular_solve([[2.0, 9.0], [1.0, 1.0]], [[2.0], [3.0]])))
    [[1.]
     [2.]]

    ```
    """
    return xp.triangular_solve(matrix, rhs, lower, adjoint)


def cholesky_solve(chol: Any, rhs: Any, name: str | None = None) -> Tensor:
    """The x with `a @ x` = rhs, given the Cholesky decomposition of a.

    Args:
      chol: what `cholesky` gives for a: `[..., m, m]`.
      rhs: `[..., m, k]`.
      name: a name for the scope of the operations.
    """
    with name_scope(name, "cholesky_solve", [chol, rhs]):
        half = matrix_triangular_solve(chol, rhs, adjoint=False, lower=True)
        return matrix_triangular_solve(chol, half, adjoint=True, lower=True)


def logdet(matrix: Any, name: str | None = None) -> Tensor:
    """The logarithm of the determinant of positive definite matrices.

    Args:
      matrix: floats or complex numbers `[..., m, m]`.
      name: a name for the scope of the operations.
    """
    with name_scope(name, "logdet", [matrix]):
        chol = cholesky(matrix)
        return 2.0 * reduce_sum(log(real(matrix_diag_part(chol))), axis=[-1])
