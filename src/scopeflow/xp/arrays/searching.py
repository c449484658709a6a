"""Kernels that look for values: nonzero places, distinct values, the largest k; and diagonals of
matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.checks import NeedsHost, check, static_int
from scopeflow.xp.face import is_tracer, kernel, quiet
from scopeflow.xp.floats import flush

from .shaping import known


def _host(x: Any, what: str) -> np.ndarray:
    if is_tracer(x):
        raise NeedsHost(
            f"The shape of the result of {what} depends on values that only the run knows."
        )
    return known(x) if not hasattr(x, "devices") else np.asarray(x)


@quiet
def where(condition: Any) -> np.ndarray:
    """The coordinates of the values that are not zero: int64 (count, rank), in row-major order.

    Raises:
      NeedsHost: if `condition` is traced.
    """
    return np.argwhere(flush(_host(condition, "where"))).astype(np.int64)


@quiet
def unique(x: Any, out_idx: Any = np.int32) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The distinct values of a vector in order of appearance, each value's place among them, and
    their counts.

    Raises:
      NeedsHost: if `x` is traced.
    """
    x = _host(x, "unique")
    check(x.ndim == 1, None, "unique expects a 1D vector.")
    place: dict[Any, int] = {}
    first: list[int] = []
    index: list[int] = []
    for i, value in enumerate(flush(x).tolist()):
        k = place.setdefault(value, len(place))
        if k == len(first):
            first.append(i)
        index.append(k)
    counts = np.bincount(np.asarray(index, np.int64), minlength=len(first))
    return x[first], np.asarray(index, out_idx), counts.astype(out_idx)


where.exact = unique.exact = True  # type: ignore[attr-defined]


def _top_k_jax(x: Any, k: Any) -> tuple[Any, Any]:
    k = static_int(k, "The k of top_k")
    _enough(x, k)
    values, indices = door.lax().top_k(x, k)
    return values, indices.astype(np.int32)


def _enough(x: Any, k: int) -> None:
    check(k >= 0, None, "Need k >= 0, got %s", k)
    check(x.ndim >= 1, None, "input must be >= 1-D, got shape []")
    check(
        x.shape[-1] >= k,
        None,
        "input must have at least k columns. Had %s, needed %s",
        x.shape[-1],
        k,
    )


@kernel(_top_k_jax)
@quiet
def top_k(x: Any, k: Any) -> tuple[Any, Any]:
    """The k largest values along the last dimension, falling, and their int32 indices; of equals
    the first."""
    k = static_int(k, "The k of top_k")
    x = known(x)
    _enough(x, k)
    n = x.shape[-1]
    order = np.argsort(flush(x)[..., ::-1], axis=-1, kind="stable")[..., ::-1]
    order = (n - 1 - order)[..., :k]
    return np.take_along_axis(x, order, -1), order.astype(np.int32)


def _invert_permutation_jax(x: Any) -> Any:
    jnp = door.jnp()
    n = x.shape[0]
    outside = (x < 0) | (x >= n)
    if n:
        check(~jnp.any(outside), None, "%s is not between 0 and %s", x[jnp.argmax(outside)], n)
        times = jnp.zeros(n, np.int32).at[x].add(1, mode="drop")
        check(jnp.all(times <= 1), None, "%s is duplicated in the input.", jnp.argmax(times > 1))
    return jnp.zeros_like(x).at[x].set(jnp.arange(n, dtype=x.dtype), mode="drop")


@kernel(_invert_permutation_jax)
def invert_permutation(x: Any) -> Any:
    """The permutation y with ``y[x[i]] == i``."""
    x = known(x)
    check(x.ndim == 1, None, "invert_permutation expects a 1D vector.")
    places = x.tolist()
    out = [-1] * len(places)
    for i, place in enumerate(places):
        check(0 <= place < len(places), None, "%s is not between 0 and %s", place, len(places))
        check(out[place] == -1, None, "%s is duplicated in the input.", place)
        out[place] = i
    return np.array(out, x.dtype)


# Diagonals ---------------------------------------------------------------------------------------


def _diag(face: Any, x: Any) -> Any:
    count = int(np.prod(x.shape, dtype=np.int64))
    flat = x.reshape((count, 1))
    square = face.where(np.eye(count, dtype=bool), flat, face.zeros((), x.dtype))
    return square.reshape(x.shape + x.shape)


@kernel(lambda x: _diag(door.jnp(), x))
def diag(x: Any) -> Any:
    """An array of twice the rank with `x` on its diagonal and zeros elsewhere."""
    return _diag(np, known(x))


def _diag_part(x: Any) -> Any:
    half = x.ndim // 2
    shape = x.shape[:half]
    check(
        x.ndim % 2 == 0 and x.ndim > 0,
        None,
        "The rank of the tensor should be even and positive, got shape %s",
        "[" + ",".join(map(str, x.shape)) + "]",
    )
    check(
        shape == x.shape[half:],
        None,
        "Invalid shape %s: dimensions %s and %s do not match.",
        "[" + ",".join(map(str, x.shape)) + "]",
        0,
        half,
    )
    count = int(np.prod(shape, dtype=np.int64))
    return x.reshape((count, count)).diagonal().reshape(shape)


@kernel(_diag_part)
def diag_part(x: Any) -> Any:
    """The diagonal of an array whose shape repeats itself: the inverse of diag."""
    return _diag_part(known(x)).copy()


def _matrix_diag(face: Any, x: Any) -> Any:
    n = x.shape[-1]
    return face.where(np.eye(n, dtype=bool), x[..., None], face.zeros((), x.dtype))


@kernel(lambda x: _matrix_diag(door.jnp(), x))
def matrix_diag(x: Any) -> Any:
    """Square matrices with the vectors of the last dimension of `x` on their diagonals."""
    return _matrix_diag(np, known(x))


@kernel(lambda x: x.diagonal(axis1=-2, axis2=-1))
def matrix_diag_part(x: Any) -> Any:
    """The diagonals of the matrices in the last two dimensions."""
    return known(x).diagonal(axis1=-2, axis2=-1).copy()


def _band(face: Any, x: Any, lower: Any, upper: Any) -> Any:
    check(
        x.ndim >= 2,
        None,
        "input must be at least 2-dim, received shape: %s",
        "[" + ",".join(map(str, x.shape)) + "]",
    )
    rows, columns = x.shape[-2:]
    lower, upper = (static_int(v, "The width of a band") for v in (lower, upper))
    check(
        lower <= rows,
        None,
        "num_lower must be negative or less or equal to number of rows (%s) got: %s",
        rows,
        lower,
    )
    check(
        upper <= columns,
        None,
        "num_upper must be negative or less or equal to number of columns (%s) got: %s",
        columns,
        upper,
    )
    i, j = np.ogrid[:rows, :columns]
    inside = ((lower < 0) | (i - j <= lower)) & ((upper < 0) | (j - i <= upper))
    return face.where(inside, x, face.zeros((), x.dtype))


@kernel(lambda x, lower, upper: _band(door.jnp(), x, lower, upper))
def matrix_band_part(x: Any, lower: Any, upper: Any) -> Any:
    """The matrices with zeros outside the band of `lower` diagonals below and `upper` above the
    main one.

    A negative number keeps that whole triangle.
    """
    return _band(np, known(x), lower, upper)
