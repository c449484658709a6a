"""Determinants, inverses and linear equations; the last two dimensions are the matrix."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.arrays.shaping import known
from scopeflow.xp.checks import check
from scopeflow.xp.face import kernel, lift, quiet

from .decompositions import (
    NOT_INVERTIBLE,
    adjoint,
    check_square,
    cholesky,
    diagonal,
    working,
)

_SINGULAR = "Input matrix is not invertible."
_LEFT_SQUARE = "First input (lhs) must be a square matrix."


# -- determinants ----------------------------------------------------------------------------------


def _det_jax(x: Any) -> Any:
    (x,) = lift(x)
    check_square(x)
    return door.jnp().linalg.det(x.astype(working(x.dtype))).astype(x.dtype)


@kernel(_det_jax, exact=False)
@quiet
def det(x: Any) -> Any:
    """The determinant of each matrix; 1 for one of no rows."""
    x = known(x)
    check_square(x)
    return np.asarray(np.linalg.det(x.astype(working(x.dtype)))).astype(x.dtype)[()]


def _slogdet_jax(x: Any) -> Any:
    (x,) = lift(x)
    check_square(x)
    sign, size = door.jnp().linalg.slogdet(x.astype(working(x.dtype)))
    return sign.astype(x.dtype), size.astype(x.dtype)


@kernel(_slogdet_jax, exact=False)
@quiet
def slogdet(x: Any) -> Any:
    """The sign of each determinant, and the logarithm of its magnitude, of x's dtype."""
    x = known(x)
    check_square(x)
    sign, size = np.linalg.slogdet(x.astype(working(x.dtype)))
    return np.asarray(sign).astype(x.dtype)[()], np.asarray(size).astype(x.dtype)[()]


# -- square systems --------------------------------------------------------------------------------


def _checked(matrix: Any, rhs: Any) -> None:
    check(matrix.ndim == rhs.ndim, None, "All input tensors must have the same rank.")
    check(
        matrix.shape[:-2] == rhs.shape[:-2],
        None,
        "All input tensors must have the same outer dimensions.",
    )
    check_square(matrix, _LEFT_SQUARE)
    check(matrix.shape[-1] == rhs.shape[-2], None, "Input matrix and rhs are incompatible.")


def _solved_jax(matrix: Any, rhs: Any, message: str) -> Any:
    jnp, linalg = door.jnp(), door.lax().linalg
    if 0 in matrix.shape or 0 in rhs.shape:
        return jnp.zeros(rhs.shape, rhs.dtype)
    packed, _, order = linalg.lu(matrix)
    pivots = diagonal(packed)
    check(~((pivots == 0).any() | jnp.isnan(pivots).all(-1).any()), None, message)
    rhs = jnp.take_along_axis(rhs, order[..., None], -2)
    rhs = linalg.triangular_solve(packed, rhs, left_side=True, lower=True, unit_diagonal=True)
    return linalg.triangular_solve(packed, rhs, left_side=True, lower=False)


def _inverse_jax(x: Any, adjoint_: bool = False) -> Any:
    (x,) = lift(x)
    check_square(x)
    wide = x.astype(working(x.dtype))
    one = door.jnp().broadcast_to(door.jnp().eye(x.shape[-1], dtype=wide.dtype), x.shape)
    return _solved_jax(adjoint(wide) if adjoint_ else wide, one, NOT_INVERTIBLE).astype(x.dtype)


@kernel(_inverse_jax, exact=False)
@quiet
def inverse(x: Any, adjoint_: bool = False) -> Any:
    """The inverse of each matrix, or of its adjoint."""
    x = known(x)
    check_square(x)
    wide = x.astype(working(x.dtype))
    check(0 in x.shape or not np.isnan(wide).all((-1, -2)).any(), None, NOT_INVERTIBLE)
    try:
        return np.linalg.inv(adjoint(wide) if adjoint_ else wide).astype(x.dtype)
    except np.linalg.LinAlgError:
        check(False, None, NOT_INVERTIBLE)


def _solve_jax(matrix: Any, rhs: Any, adjoint_: bool = False) -> Any:
    matrix, rhs = lift(matrix, rhs)
    _checked(matrix, rhs)
    dtype = working(rhs.dtype)
    wide = matrix.astype(dtype)
    solved = _solved_jax(adjoint(wide) if adjoint_ else wide, rhs.astype(dtype), _SINGULAR)
    return solved.astype(rhs.dtype)


@kernel(_solve_jax, arrays=2, exact=False)
@quiet
def solve(matrix: Any, rhs: Any, adjoint_: bool = False) -> Any:
    """The x with `matrix @ x` = rhs (`adjoint(matrix) @ x`, if so asked)."""
    matrix, rhs = known(matrix), known(rhs)
    _checked(matrix, rhs)
    wide = matrix.astype(working(matrix.dtype))
    check(0 in rhs.shape or not np.isnan(wide).all((-1, -2)).any(), None, _SINGULAR)
    try:
        solved = np.linalg.solve(adjoint(wide) if adjoint_ else wide, rhs.astype(wide.dtype))
    except np.linalg.LinAlgError:
        check(False, None, _SINGULAR)
    return solved.astype(rhs.dtype)


def _triangular_solve_jax(matrix: Any, rhs: Any, lower: bool = True, adjoint_: bool = False) -> Any:
    jnp = door.jnp()
    matrix, rhs = lift(matrix, rhs)
    _checked(matrix, rhs)
    if 0 in rhs.shape:
        return rhs
    dtype = working(rhs.dtype)
    check((jnp.abs(diagonal(matrix)) > 0).all(), None, _SINGULAR)
    solved = door.lax().linalg.triangular_solve(
        matrix.astype(dtype),
        rhs.astype(dtype),
        left_side=True,
        lower=lower,
        transpose_a=adjoint_,
        conjugate_a=adjoint_ and np.dtype(dtype).kind == "c",
    )
    return solved.astype(rhs.dtype)


@kernel(_triangular_solve_jax, arrays=2, exact=False)
@quiet
def triangular_solve(matrix: Any, rhs: Any, lower: bool = True, adjoint_: bool = False) -> Any:
    """The x with `matrix @ x` = rhs, where only one triangle of the matrix counts."""
    from scipy.linalg import lapack

    matrix, rhs = known(matrix), known(rhs)
    _checked(matrix, rhs)
    if 0 in rhs.shape:
        return rhs
    wide = matrix.astype(working(matrix.dtype))
    check(bool((np.abs(diagonal(wide)) > 0).all()), None, _SINGULAR)
    trtrs = lapack.get_lapack_funcs("trtrs", dtype=wide.dtype)
    solved = np.empty(rhs.shape, wide.dtype)
    kind = 0 if not adjoint_ else 2 if wide.dtype.kind == "c" else 1
    for index in np.ndindex(matrix.shape[:-2]):
        solved[index], _ = trtrs(wide[index], rhs[index], lower=lower, trans=kind)
    return solved.astype(rhs.dtype)


# -- least squares ---------------------------------------------------------------------------------


def least_squares(matrix: Any, rhs: Any, l2_regularizer: Any, fast: bool = True) -> Any:
    """The x that makes |matrix @ x - rhs|^2 + l2_regularizer * |x|^2 smallest; known values only.

    Args:
      matrix: `[..., m, n]`.
      rhs: `[..., m, k]`.
      l2_regularizer: a number, not negative.
      fast: by the normal equations; else by an orthogonal decomposition, which takes the shortest
        x if there are several and does not regularize.
    """
    matrix, rhs = known(matrix), known(rhs)
    check(matrix.ndim == rhs.ndim, None, "All input tensors must have the same rank.")
    check(matrix.shape[-2] == rhs.shape[-2], None, "Input matrix and rhs are incompatible.")
    weight = float(np.asarray(l2_regularizer))
    check(weight >= 0, None, "l2_regularizer must be >= 0.")
    a, b = matrix.astype(working(matrix.dtype)), rhs.astype(working(rhs.dtype))
    m, n = a.shape[-2:]
    if not fast:
        solved = np.linalg.pinv(a, rcond=max(m, n) * np.finfo(a.dtype).eps) @ b
    else:
        tall = m >= n
        gram = adjoint(a) @ a if tall else a @ adjoint(a)
        gram = gram + np.asarray(weight, a.dtype) * np.eye(min(m, n), dtype=a.dtype)
        lower = cholesky(gram)
        half = triangular_solve(lower, adjoint(a) @ b if tall else b)
        solved = triangular_solve(lower, half, adjoint_=True)
        if not tall:
            solved = adjoint(a) @ solved
    return solved.astype(rhs.dtype)


# -- three diagonals -------------------------------------------------------------------------------


def _shifted(face: Any, x: Any, by: int) -> Any:
    """`x` moved along its rows by one, zeros coming in."""
    zero = face.zeros_like(x[..., :1, :])
    if by > 0:
        return face.concatenate([zero, x[..., :-1, :]], -2)
    return face.concatenate([x[..., 1:, :], zero], -2)


def _tridiagonal_matmul_jax(upper: Any, main: Any, lower: Any, rhs: Any) -> Any:
    return _tridiagonal_product(door.jnp(), *lift(upper, main, lower, rhs))


def _tridiagonal_product(face: Any, upper: Any, main: Any, lower: Any, rhs: Any) -> Any:
    turned = [part.swapaxes(-1, -2) for part in (upper, main, lower)]
    above, below = _shifted(face, rhs, -1), _shifted(face, rhs, 1)
    return turned[1] * rhs + turned[0] * above + turned[2] * below


@kernel(_tridiagonal_matmul_jax, arrays=4, exact=False)
@quiet
def tridiagonal_matmul(upper: Any, main: Any, lower: Any, rhs: Any) -> Any:
    """The product of a matrix, given by its three diagonals `[..., 1, m]`, and rhs `[..., m, n]`."""
    return _tridiagonal_product(np, *(known(x) for x in (upper, main, lower, rhs)))


_NO_PIVOT = (
    "The matrix is either not invertible, or requires pivoting. "
    "Try setting partial_pivoting = True."
)
_SINGULAR_BAND = "The matrix is not invertible."


def _tridiagonal_solve_jax(diagonals: Any, rhs: Any, partial_pivoting: bool = True) -> Any:
    jnp = door.jnp()
    diagonals, rhs = lift(diagonals, rhs)
    if 0 in rhs.shape:
        return rhs
    upper, main, lower = (diagonals[..., i, :] for i in range(3))
    if rhs.shape[-2] == 1:
        check((main != 0).all(), None, _SINGULAR_BAND)
        return rhs / main[..., None]
    solved = door.lax().linalg.tridiagonal_solve(
        lower.at[..., 0].set(0), main, upper.at[..., -1].set(0), rhs
    )
    given = jnp.isfinite(diagonals).all() & jnp.isfinite(rhs).all()
    failed = given & ~jnp.isfinite(solved).all()
    check(~failed, None, _SINGULAR_BAND if partial_pivoting else _NO_PIVOT)
    return solved


@kernel(_tridiagonal_solve_jax, arrays=2, exact=False)
@quiet
def tridiagonal_solve(diagonals: Any, rhs: Any, partial_pivoting: bool = True) -> Any:
    """Solves `matrix @ x` = rhs for a matrix of three diagonals, by Gauss's elimination.

    Args:
      diagonals: `[..., 3, m]`: those above, on and below the main diagonal; the last element of
        the first and the first one of the last do not count.
      rhs: `[..., m, k]`.
      partial_pivoting: whether neighbouring rows may be exchanged, for accuracy.
    """
    diagonals, rhs = known(diagonals), known(rhs)
    n = rhs.shape[-2]
    if 0 in rhs.shape:
        return rhs
    message = _SINGULAR_BAND if partial_pivoting else _NO_PIVOT
    c, d, e = (diagonals[..., i, :].copy() for i in (0, 1, 2))
    f = np.zeros_like(c)  # a second diagonal above, where rows are exchanged
    x = rhs.copy()
    c[..., -1] = 0
    for i in range(n - 1):
        below = e[..., i + 1]
        if partial_pivoting:
            swap = np.abs(below) > np.abs(d[..., i])
        else:
            swap = np.zeros(below.shape, bool)
        rows = (d[..., i], c[..., i], f[..., i])
        others = (below, d[..., i + 1], c[..., i + 1])
        top = [np.where(swap, o, r) for r, o in zip(rows, others, strict=True)]
        rest = [np.where(swap, r, o) for r, o in zip(rows, others, strict=True)]
        check(not (top[0] == 0).any(), None, message)
        factor = rest[0] / top[0]
        d[..., i], c[..., i], f[..., i] = top
        d[..., i + 1] = rest[1] - factor * top[1]
        c[..., i + 1] = rest[2] - factor * top[2]
        wide = swap[..., None]
        first = np.where(wide, x[..., i + 1, :], x[..., i, :])
        second = np.where(wide, x[..., i, :], x[..., i + 1, :])
        x[..., i, :] = first
        x[..., i + 1, :] = second - factor[..., None] * first
    check(not (d[..., -1] == 0).any(), None, message)
    for i in reversed(range(n)):
        row = x[..., i, :]
        if i + 1 < n:
            row = row - c[..., i, None] * x[..., i + 1, :]
        if i + 2 < n:
            row = row - f[..., i, None] * x[..., i + 2, :]
        x[..., i, :] = row / d[..., i, None]
    return x


# -- cross products --------------------------------------------------------------------------------


def _cross(face: Any, a: Any, b: Any) -> Any:
    a0, a1, a2 = (a[..., i] for i in range(3))
    b0, b1, b2 = (b[..., i] for i in range(3))
    parts = [a1 * b2 - a2 * b1, a2 * b0 - a0 * b2, a0 * b1 - a1 * b0]
    return face.stack(parts, -1).astype(a.dtype)


def _check_cross(a: Any, b: Any) -> None:
    shapes = ["[" + ",".join(map(str, x.shape)) + "]" for x in (a, b)]
    check(a.shape == b.shape, None, "Both inputs must be of same shape: %s vs. %s", *shapes)
    check(a.ndim >= 1, None, "Input must be at least 1D%s", shapes[0])
    check(a.shape[-1] == 3, None, "Cross-products are only defined for 3-element vectors.")


def _cross_jax(a: Any, b: Any) -> Any:
    a, b = lift(a, b)
    _check_cross(a, b)
    return _cross(door.jnp(), a, b)


@kernel(_cross_jax, arrays=2, exact=False)
@quiet
def cross(a: Any, b: Any) -> Any:
    """The cross products of vectors of length 3; integers wrap."""
    a, b = known(a), known(b)
    _check_cross(a, b)
    return _cross(np, a, b)
