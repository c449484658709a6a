"""Decompositions of matrices: QR, Cholesky, LU, singular values, eigenvalues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.linalg.shapes import merged_square, square
from scopeflow.ops.math.complexes import real

_FLOATS = "{float64|float32|float16|complex64|complex128}"


def _smaller(m: int | None, n: int | None) -> int | None:
    return 0 if 0 in (m, n) else None if m is None or n is None else min(m, n)


def _factors(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, rules.Dims]:
    dims = rules.at_least(inputs[0]._dims, 2)
    if dims is None:
        return None, None
    *batch, m, n = dims
    if attrs["full_matrices"]:
        return (*batch, m, m), (*batch, m, n)
    p = _smaller(m, n)
    return (*batch, m, p), (*batch, p, n)


@op(
    f"Qr(input: T; full_matrices: bool = False, T: {_FLOATS}) -> (q: T, r: T)",
    shape=_factors,
)
def qr(input: Any, *, full_matrices: bool) -> Any:  # noqa: A002 - the input's name in the op
    """Each matrix as the product of a unitary and an upper triangular one.

    Args:
      input: floats `[..., m, n]`.
      full_matrices: whether q is `[..., m, m]` rather than `[..., m, min(m, n)]`.
      name: the wish for the node's name.

    Returns:
      A named tuple (q, r).

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.qr(tf.ones([3, 2])).r
    <tf.Tensor 'Qr:1' shape=(2, 2) dtype=float32>

    ```
    """
    return xp.qr(input, full_matrices)


@op(f"Cholesky(input: T; T: {_FLOATS}) -> (output: T)", shape=square)
def cholesky(input: Any) -> Any:  # noqa: A002 - the input's name in the op
    """The lower triangular matrix l with `l @ adjoint(l)` = input, of positive definite matrices.

    Only the lower triangle of the input is looked at.

    Args:
      input: floats or complex numbers `[..., m, m]`.
      name: the wish for the node's name.

    Raises:
      InvalidArgumentError: in a run, if a matrix is not positive definite.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.cholesky([[4.0, 2.0], [2.0, 2.0]])))
    [[2. 0.]
     [1. 1.]]

    ```
    """
    return xp.cholesky(input)


def _lu_shapes(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, rules.Dims]:
    dims = merged_square(inputs[0]._dims)
    return dims, None if dims is None else dims[:-1]


@op(
    f"Lu(input: T; T: {_FLOATS}, output_idx_type: index = int32) -> (lu: T, p: output_idx_type)",
    shape=_lu_shapes,
)
def lu(input: Any, *, output_idx_type: Any) -> Any:  # noqa: A002 - the input's name in the op
    """Square matrices, their rows exchanged, as products of a lower and an upper triangular one.

    Args:
      input: floats or complex numbers `[..., m, m]`.
      output_idx_type: the dtype of p, int32 or int64.
      name: the wish for the node's name.

    Returns:
      A named tuple (lu, p): both factors in one matrix, without the ones on the diagonal of the
      lower one; and the places `[..., m]` where their rows stand in the input.

    Raises:
      InvalidArgumentError: in a run, if a matrix is singular.
    """
    return xp.lu(input, output_idx_type.as_numpy_dtype)


def _svd_shapes(
    inputs: Sequence[Tensor], attrs: dict[str, Any]
) -> tuple[rules.Dims, rules.Dims, rules.Dims]:
    dims = rules.at_least(inputs[0]._dims, 2)
    if not attrs["compute_uv"]:
        s = None if dims is None else (*dims[:-2], _smaller(*dims[-2:]))
        return s, (0,), (0,)
    if dims is None:
        return None, None, None
    *batch, m, n = dims
    p = _smaller(m, n)
    if attrs["full_matrices"]:
        return (*batch, p), (*batch, m, m), (*batch, n, n)
    return (*batch, p), (*batch, m, p), (*batch, n, p)


@op(
    f"Svd(input: T; compute_uv: bool = True, full_matrices: bool = False, T: {_FLOATS})"
    " -> (s: T, u: T, v: T)",
    shape=_svd_shapes,
)
def raw_svd(input: Any, *, compute_uv: bool, full_matrices: bool) -> Any:  # noqa: A002
    """(s, u, v), s of the input's dtype; u and v are empty where they are not wanted."""
    return xp.svd(input, compute_uv, full_matrices)


def svd(
    tensor: Any, full_matrices: bool = False, compute_uv: bool = True, name: str | None = None
) -> Any:
    """The singular values of matrices, and the vectors that belong to them.

    tensor = u @ diag(s) @ adjoint(v).  The signs (or phases) of the vectors are arbitrary.

    Args:
      tensor: floats or complex numbers `[..., m, n]`.
      full_matrices: whether u is `[..., m, m]` and v `[..., n, n]`, rather than `[..., m, p]` and
        `[..., n, p]` with p = min(m, n).
      compute_uv: whether u and v are wanted.
      name: the wish for the node's name.

    Returns:
      (s, u, v), or s alone: real numbers `[..., p]`, falling.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.svd([[3.0, 0.0], [0.0, -5.0]], compute_uv=False)))
    [5. 3.]

    ```
    """
    s, u, v = raw_svd(tensor, compute_uv=compute_uv, full_matrices=full_matrices, name=name)
    return (real(s), u, v) if compute_uv else real(s)


def _eigen_shapes(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, rules.Dims]:
    dims = merged_square(inputs[0]._dims)
    e = None if dims is None else dims[:-1]
    return e, dims if attrs["compute_v"] else (0,)


@op(
    f"SelfAdjointEigV2(input: T; compute_v: bool = True, T: {_FLOATS}) -> (e: T, v: T)",
    shape=_eigen_shapes,
)
def raw_self_adjoint_eig(input: Any, *, compute_v: bool) -> Any:  # noqa: A002
    """(e, v), e of the input's dtype; v is empty where it is not wanted."""
    return xp.eigh(input, compute_v)


def self_adjoint_eig(tensor: Any, name: str | None = None) -> tuple[Tensor, Tensor]:
    """The eigenvalues and eigenvectors of self-adjoint matrices.

    tensor @ v[:, i] = e[i] * v[:, i]; only the lower triangle of the tensor is looked at.

    Args:
      tensor: floats or complex numbers `[..., n, n]`.
      name: the wish for the node's name.

    Returns:
      (e, v): the eigenvalues `[..., n]`, rising, and the vectors `[..., n, n]`, in columns.

    Raises:
      InvalidArgumentError: in a run, if a matrix holds NaN.
    """
    e, v = raw_self_adjoint_eig(tensor, compute_v=True, name=name)
    return e, v


def self_adjoint_eigvals(tensor: Any, name: str | None = None) -> Tensor:
    """The eigenvalues of self-adjoint matrices, rising.

    Args:
      tensor: floats or complex numbers `[..., n, n]`.
      name: the wish for the node's name.
    """
    e, _ = raw_self_adjoint_eig(tensor, compute_v=False, name=name)
    return e
