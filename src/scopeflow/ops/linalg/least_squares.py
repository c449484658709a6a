"""Equations with more or fewer rows than unknowns: least squares, pseudo-inverse, rank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.choosing import select_v2
from scopeflow.ops.arrays.diagonals import eye
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.shaping import expand_dims, shape
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.define import op
from scopeflow.ops.linalg.decompositions import cholesky, svd
from scopeflow.ops.linalg.shapes import solution
from scopeflow.ops.linalg.solving import cholesky_solve
from scopeflow.ops.math.arithmetic import maximum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import greater
from scopeflow.ops.math.matmul import matmul
from scopeflow.ops.math.reduction import reduce_max, reduce_sum
from scopeflow.ops.scoping import name_scope


def _unknowns(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[2]._dims, 0)
    return (solution(inputs, False),)


@op(
    "MatrixSolveLs(matrix: T, rhs: T, l2_regularizer: float64; "
    "T: {float64|float32|float16|complex64|complex128}, fast: bool = True) -> (output: T)",
    shape=_unknowns,
    host=True,
)
def _matrix_solve_ls(matrix: Any, rhs: Any, l2_regularizer: Any, *, fast: bool) -> Any:
    """The x that makes |matrix @ x - rhs|^2 + l2_regularizer * |x|^2 smallest."""
    return xp.least_squares(matrix, rhs, l2_regularizer, fast)


def matrix_solve_ls(
    matrix: Any, rhs: Any, l2_regularizer: float = 0.0, fast: bool = True, name: str | None = None
) -> Tensor:
    """The x for which `matrix @ x` comes nearest to rhs, by the sum of squares.

    Of several, the shortest x.

    Args:
      matrix: floats or complex numbers `[..., m, n]`.
      rhs: `[..., m, k]`.
      l2_regularizer: how much the square of x's length counts beside that of the distance.
      fast: by the normal equations, which may be inaccurate; else by an orthogonal decomposition,
        which does not regularize.
      name: a name for the scope of the operations, or of the operation.

    Returns:
      x, `[..., n, k]`.

    Raises:
      InvalidArgumentError: in a run, if a fast solution meets a matrix that lacks full rank.
    """
    matrix = convert_to_tensor(matrix, name="matrix")
    if not fast:
        return _matrix_solve_ls(matrix, rhs, l2_regularizer, fast=fast, name=name)
    with name_scope(name, "matrix_solve_ls", [matrix, rhs, l2_regularizer]):
        return _by_normal_equations(matrix, rhs, l2_regularizer)


def _gram(matrix: Any, l2_regularizer: float, tall: bool) -> Tensor:
    gram = matmul(matrix, matrix, adjoint_a=tall, adjoint_b=not tall)
    if l2_regularizer != 0:
        matrix_shape = shape(matrix)
        batch = matrix_shape[:-2]
        size = matrix_shape[-1] if tall else matrix_shape[-2]
        one = eye(size, batch_shape=batch, dtype=matrix.dtype)
        side = matrix.shape[-1 if tall else -2]
        one.set_shape(matrix.shape[:-2].concatenate([side, side]))
        gram += l2_regularizer * one
    return cholesky(gram)


def _overdetermined(matrix: Tensor, rhs: Tensor, l2_regularizer: float) -> Tensor:
    return cholesky_solve(_gram(matrix, l2_regularizer, True), matmul(matrix, rhs, adjoint_a=True))


def _underdetermined(matrix: Tensor, rhs: Tensor, l2_regularizer: float) -> Tensor:
    chol = _gram(matrix, l2_regularizer, False)
    return matmul(matrix, cholesky_solve(chol, rhs), adjoint_a=True)


def _by_normal_equations(matrix: Tensor, rhs: Any, l2_regularizer: float) -> Tensor:
    dims = matrix._dims
    if dims is not None and dims[-1] is not None and dims[-2] is not None:
        if dims[-2] >= dims[-1]:
            return _overdetermined(matrix, rhs, l2_regularizer)
        return _underdetermined(matrix, rhs, l2_regularizer)
    sizes = shape(matrix)[-2:]
    return cond(
        sizes[-2] >= sizes[-1],
        lambda: _overdetermined(matrix, rhs, l2_regularizer),
        lambda: _underdetermined(matrix, rhs, l2_regularizer),
    )


# -- by singular values ----------------------------------------------------------------------------


def _checked_rank(a: Tensor, validate_args: bool) -> Tensor:
    """`a`, refused if it is no matrix."""
    rank = a.shape.ndims
    if rank is not None:
        if rank < 2:
            raise ValueError(f"Input `a` must have at least 2 dimensions (saw: {rank}).")
        return a
    if validate_args:
        # imported here: most programs never ask for checks
        from scopeflow.ops.checks.ranks import assert_rank_at_least

        check = assert_rank_at_least(
            a, rank=2, message="Input `a` must have at least 2 dimensions."
        )
        with get_default_graph().control_dependencies([check]):
            return identity(a)
    return a


def matrix_rank(
    a: Any, tol: Any = None, validate_args: bool = False, name: str | None = None
) -> Tensor:
    """How many singular values of each matrix are above a bound.

    Args:
      a: floats `[..., m, n]`.
      tol: the bound; None means eps * max(m, n) * the largest singular value.
      validate_args: whether a run checks the rank of `a` if it is not known before.
      name: a name for the scope of the operations.

    Returns:
      int32 `[...]`.

    Raises:
      TypeError: if `a` holds no floats.
      ValueError: if `a` is no matrix.
    """
    with name_scope(name or "matrix_rank"):
        a = convert_to_tensor(a, name="a", preferred_dtype=dtypes.float32)
        _refuse_no_floats(a)
        a = _checked_rank(a, validate_args)
        s = svd(a, compute_uv=False)
        if tol is None:
            dims = a._dims
            if dims is not None and None not in dims[-2:]:
                size: Any = np.max(dims[-2:])
            else:
                size = reduce_max(shape(a)[-2:])
            eps = np.finfo(a.dtype.as_numpy_dtype).eps
            tol = eps * cast(size, a.dtype) * reduce_max(s, axis=-1, keepdims=True)
        return reduce_sum(cast(greater(s, tol), dtypes.int32), axis=-1)


def _refuse_no_floats(a: Tensor) -> None:
    if not a.dtype.is_floating:
        raise TypeError(f"Input `a` must have `float`-like `dtype` (saw {a.dtype.name}).")


def pinv(a: Any, rcond: Any = None, validate_args: bool = False, name: str | None = None) -> Tensor:
    """The Moore-Penrose pseudo-inverse of matrices.

    Args:
      a: floats `[..., m, n]`.
      rcond: singular values up to rcond * the largest one count as zero; None means
        10 * max(m, n) * eps.
      validate_args: whether a run checks the rank of `a` if it is not known before.
      name: a name for the scope of the operations.

    Returns:
      `[..., n, m]`.

    Raises:
      TypeError: if `a` holds no floats.
      ValueError: if `a` is no matrix.
    """
    with name_scope(name or "pinv"):
        a = convert_to_tensor(a, name="a")
        _refuse_no_floats(a)
        a = _checked_rank(a, validate_args)
        kind = a.dtype.as_numpy_dtype
        if rcond is None:
            rcond = 10.0 * _larger_side(a) * np.finfo(kind).eps
        rcond = convert_to_tensor(rcond, dtype=kind, name="rcond")
        s, u, v = svd(a, full_matrices=False, compute_uv=True)
        cutoff = rcond * reduce_max(s, axis=-1)
        s = select_v2(greater(s, expand_dims(cutoff, -1)), s, np.array(np.inf, kind))
        return matmul(v / expand_dims(s, -2), u, adjoint_b=True)


def _larger_side(a: Tensor) -> Any:
    sizes = []
    for axis in (-2, -1):
        size = None if a._dims is None else a._dims[axis]
        sizes.append(float(size) if size is not None else shape(a)[axis])
    rows, columns = sizes
    if isinstance(rows, float) and isinstance(columns, float):
        return max(rows, columns)
    larger = maximum(*(int(x) if isinstance(x, float) else x for x in sizes))
    return cast(larger, a.dtype)
