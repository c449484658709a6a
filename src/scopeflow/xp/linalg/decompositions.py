"""Decompositions of matrices; the last two dimensions are the matrix, those before it a batch."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.arrays.shaping import known
from scopeflow.xp.checks import check
from scopeflow.xp.face import kernel, lift, quiet

NOT_SQUARE = "Input matrix must be square."
_NO_CHOLESKY = "Cholesky decomposition was not successful. The input might not be valid."
_NO_EIGENVALUES = (
    "Self-adjoint eigen decomposition was not successful. The input might not be valid."
)
NOT_INVERTIBLE = "Input is not invertible."


def working(dtype: Any) -> Any:
    """The dtype to compute in: LAPACK knows no half precision."""
    return np.float32 if np.dtype(dtype) == np.float16 else dtype


def check_square(x: Any, message: str = NOT_SQUARE) -> None:
    """Refuses what is no matrix, or one that is not square."""
    check(x.ndim >= 2, None, "Input tensor 0 must have rank >= 2, got %s", x.ndim)
    check(x.shape[-1] == x.shape[-2], None, message)


def adjoint(x: Any) -> Any:
    """The conjugate transpose of each matrix."""
    x = x.swapaxes(-1, -2)
    return x.conj() if np.dtype(x.dtype).kind == "c" else x


def _qr_jax(x: Any, full_matrices: bool = False) -> Any:
    (x,) = lift(x)
    mode = "complete" if full_matrices else "reduced"
    q, r = door.jnp().linalg.qr(x.astype(working(x.dtype)), mode=mode)
    return q.astype(x.dtype), r.astype(x.dtype)


@kernel(_qr_jax, exact=False)
def qr(x: Any, full_matrices: bool = False) -> Any:
    """(q, r) with `q @ r` = x, q unitary and r upper triangular.

    Args:
      x: `[..., m, n]`.
      full_matrices: whether q is `[..., m, m]` rather than `[..., m, min(m, n)]`.
    """
    x = known(x)
    mode: Any = "complete" if full_matrices else "reduced"
    q, r = np.linalg.qr(x.astype(working(x.dtype)), mode=mode)
    return q.astype(x.dtype), r.astype(x.dtype)


# -- Cholesky --------------------------------------------------------------------------------------


def _cholesky_jax(x: Any) -> Any:
    jnp = door.jnp()
    (x,) = lift(x)
    check_square(x)
    lower = door.lax().linalg.cholesky(x.astype(working(x.dtype)), symmetrize_input=False)
    # NaN in, NaN out; NaN from numbers means that a pivot was not positive
    failed = jnp.isnan(lower).any((-1, -2)) & ~jnp.isnan(jnp.tril(x)).any((-1, -2))
    check(~failed, None, _NO_CHOLESKY)
    return jnp.tril(lower).astype(x.dtype)


@kernel(_cholesky_jax, exact=False)
@quiet
def cholesky(x: Any) -> Any:
    """The lower triangular l with `l @ adjoint(l)` = x; looks at the lower triangle of x only."""
    x = known(x)
    check_square(x)
    try:
        return np.linalg.cholesky(x.astype(working(x.dtype))).astype(x.dtype)
    except np.linalg.LinAlgError:
        return _cholesky_by_columns(x)


def _cholesky_by_columns(x: Any) -> Any:
    """Column by column, so that NaN passes where LAPACK stops; a pivot that is not positive is refused."""
    lower = np.tril(x).astype(working(x.dtype))
    for j in range(x.shape[-1]):
        row = lower[..., j, :j]
        pivot = lower[..., j, j].real - (row * row.conj()).sum(-1).real
        check(not (pivot <= 0).any(), None, _NO_CHOLESKY)
        root = np.sqrt(pivot)
        below = lower[..., j + 1 :, j] - np.einsum(
            "...ij,...j->...i", lower[..., j + 1 :, :j], row.conj()
        )
        lower[..., j, j] = root
        lower[..., j + 1 :, j] = below / root[..., None]
    return lower.astype(x.dtype)


# -- singular values and eigenvalues ---------------------------------------------------------------


def _svd_jax(x: Any, compute_uv: bool = True, full_matrices: bool = False) -> Any:
    (x,) = lift(x)
    made = door.jnp().linalg.svd(
        x.astype(working(x.dtype)), full_matrices=full_matrices, compute_uv=compute_uv
    )
    return _svd_outputs(door.jnp(), x.dtype, made, compute_uv)


def _svd_outputs(face: Any, dtype: Any, made: Any, compute_uv: bool) -> Any:
    if not compute_uv:
        empty = face.zeros((0,), dtype)
        return made.astype(dtype), empty, empty
    u, s, v = made
    return s.astype(dtype), u.astype(dtype), adjoint(v).astype(dtype)


@kernel(_svd_jax, exact=False)
@quiet
def svd(x: Any, compute_uv: bool = True, full_matrices: bool = False) -> Any:
    """(s, u, v) with `u @ diag(s) @ adjoint(v)` = x, s falling and of x's dtype.

    Args:
      x: `[..., m, n]`.
      compute_uv: whether u and v are wanted; else they are empty.
      full_matrices: whether u is `[..., m, m]` and v `[..., n, n]`, rather than only their first
        min(m, n) columns.
    """
    x = known(x)
    wide = x.astype(working(x.dtype))
    if not np.isfinite(wide).all():
        # LAPACK may loop for ever over NaN
        finite = np.isfinite(wide).all((-1, -2), keepdims=True)
        made: Any = np.linalg.svd(np.where(finite, wide, 0), full_matrices, True)
        s = np.where(finite[..., 0], made.S, np.nan)
        made = (made.U, s, made.Vh) if compute_uv else s
    else:
        either: Any = np.linalg.svd
        made = either(wide, full_matrices=full_matrices, compute_uv=compute_uv)
    return _svd_outputs(np, x.dtype, made, compute_uv)


def _eigh_jax(x: Any, compute_v: bool = True) -> Any:
    jnp = door.jnp()
    (x,) = lift(x)
    check_square(x)
    wide = jnp.tril(x.astype(working(x.dtype)))
    check(~jnp.isnan(wide).any(), None, _NO_EIGENVALUES)
    mirrored = wide + adjoint(jnp.tril(wide, -1))
    if not compute_v:
        e = jnp.linalg.eigvalsh(mirrored, symmetrize_input=False)
        return e.astype(x.dtype), jnp.zeros((0,), x.dtype)
    e, v = jnp.linalg.eigh(mirrored, symmetrize_input=False)
    return e.astype(x.dtype), v.astype(x.dtype)


@kernel(_eigh_jax, exact=False)
@quiet
def eigh(x: Any, compute_v: bool = True) -> Any:
    """(e, v) with `x @ v` = `v * e`, of self-adjoint x; e rises.  Looks at the lower triangle only."""
    x = known(x)
    check_square(x)
    wide = x.astype(working(x.dtype))
    check(not np.isnan(np.tril(wide)).any(), None, _NO_EIGENVALUES)
    if not compute_v:
        return np.linalg.eigvalsh(wide).astype(x.dtype), np.zeros((0,), x.dtype)
    e, v = np.linalg.eigh(wide)
    return e.astype(x.dtype), v.astype(x.dtype)


# -- LU --------------------------------------------------------------------------------------------


def _lu_jax(x: Any, index_dtype: Any = np.int32) -> Any:
    jnp = door.jnp()
    (x,) = lift(x)
    check_square(x)
    packed, _, order = door.lax().linalg.lu(x.astype(working(x.dtype)))
    check((jnp.abs(diagonal(packed)) > 0).all(), None, NOT_INVERTIBLE)
    return packed.astype(x.dtype), order.astype(index_dtype)


@kernel(_lu_jax, exact=False)
@quiet
def lu(x: Any, index_dtype: Any = np.int32) -> Any:
    """(lu, p): both factors of the rows `p` of x in one matrix, the unit diagonal left out."""
    x = known(x)
    check_square(x)
    packed, order = factor(x.astype(working(x.dtype)))
    check(bool((np.abs(diagonal(packed)) > 0).all()), None, NOT_INVERTIBLE)
    return packed.astype(x.dtype), order.astype(index_dtype)


def diagonal(x: Any) -> Any:
    """The diagonal of each matrix."""
    return x.diagonal(axis1=-2, axis2=-1)


def factor(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """LAPACK's LU of each matrix, and the order in which it took the rows."""
    from scipy.linalg import lapack

    getrf = lapack.get_lapack_funcs("getrf", dtype=x.dtype)
    n = x.shape[-1]
    packed = np.empty_like(x)
    order = np.empty(x.shape[:-1], np.int64)
    for index in np.ndindex(x.shape[:-2]) if n else ():
        packed[index], swaps, _ = getrf(x[index])
        rows = np.arange(n)
        for row, other in enumerate(swaps):
            rows[[row, other]] = rows[[other, row]]
        order[index] = rows
    return packed, order
