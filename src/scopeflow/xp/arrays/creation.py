"""Kernels that make arrays from shapes and numbers, and those that ask an array for its shape."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.checks import check, static_int, static_ints
from scopeflow.xp.face import is_known, kernel, quiet
from scopeflow.xp.figures import figure

from .shaping import known

# From so many bytes on an array of equal numbers is written only where it has to be.
LARGE = 1 << 20


def fill(shape: Any, value: Any) -> Any:
    """An array of that shape, every element `value` (a scalar that has a dtype)."""
    dims = static_ints(shape, "The shape of fill")
    for d in dims:
        check(d >= 0, None, "Dimension %s must be >= 0", d)
    if is_known(value):
        value = known(value)
        if prod(dims) * value.dtype.itemsize < LARGE or value.dtype == object:
            return np.full(dims, value, value.dtype)
        # (one number that is seen in every place: a program that is traced makes the array where it is wanted)
        return np.broadcast_to(value, dims)
    return door.jnp().full(dims, value, value.dtype)


def zeros(shape: Any, dtype: Any) -> np.ndarray:
    """Zeros, false or empty strings (dtype object)."""
    dims = static_ints(shape, "The shape of zeros")
    return np.full(dims, b"", object) if np.dtype(dtype) == object else np.zeros(dims, dtype)


def ones(shape: Any, dtype: Any) -> np.ndarray:
    """Ones or true."""
    return np.ones(static_ints(shape, "The shape of ones"), dtype)


@quiet
def arange(start: Any, limit: Any, delta: Any, dtype: Any = None) -> np.ndarray:
    """The numbers start, start + delta, ... before `limit`; floats are added up one by one, as
    TensorFlow does.

    Args:
      start: the first number.
      limit: where to end; not part of the result.
      delta: the step, not zero.
      dtype: of the result; by default that of `start`.
    """
    from scopeflow.xp.checks import static

    start, limit, delta = (static(v, "The arguments of range") for v in (start, limit, delta))
    dtype = np.dtype(dtype or start.dtype)
    a, b, d = (v.reshape(()).astype(dtype)[()] for v in (start, limit, delta))
    check(bool(d != 0), None, "Requires delta != 0: %s", d)
    ends = f"{figure(a)}/{figure(b)}"
    if d > 0:
        check(bool(a <= b), None, "Requires start <= limit when delta > 0: %s", ends)
    else:
        check(bool(a >= b), None, "Requires start >= limit when delta < 0: %s", ends)
    if dtype.kind in "iu":
        return np.arange(int(a), int(b), int(d)).astype(dtype)
    count = int(np.ceil(np.abs((b - a) / d)))
    steps = np.full(count, d, dtype)
    steps[:1] = a
    return np.add.accumulate(steps, dtype=dtype)


@quiet
def linspace(start: Any, stop: Any, num: Any) -> Any:
    """`num` floats from `start` to `stop`, both included, at equal distances."""
    num = static_int(num, "The number of values of linspace")
    check(num > 0, None, "Requires num > 0: %s", num)
    face: Any = np if is_known(start) and is_known(stop) else door.jnp()
    start = face.asarray(start)
    stop = face.asarray(stop, start.dtype)
    if num == 1:
        return start.reshape((1,))
    step = (stop - start) / np.asarray(num - 1, start.dtype)
    inner = start + step * np.arange(num - 1).astype(start.dtype)
    return face.concatenate([inner, stop.reshape((1,))])


def eye(rows: Any, columns: Any = None, dtype: Any = np.float32) -> np.ndarray:
    """A matrix with ones on its diagonal and zeros elsewhere."""
    rows = static_int(rows, "The number of rows")
    return np.eye(
        rows, rows if columns is None else static_int(columns, "The number of columns"), dtype=dtype
    )


_function: Any
for _function in (fill, zeros, ones, arange, linspace, eye):
    _function.exact = True
linspace.exact = False  # type: ignore[attr-defined]  # a compiled program may fuse the product and the sum


def _one_hot_jax(indices: Any, depth: Any, on: Any, off: Any, axis: int = -1) -> Any:
    jnp = door.jnp()
    depth = static_int(depth, "The depth of one_hot")
    hit = _hits(jnp, indices, depth, axis)
    dtype = getattr(on, "dtype", None)
    return jnp.where(hit, jnp.asarray(on, dtype), jnp.asarray(off, dtype))


def _hits(face: Any, indices: Any, depth: int, axis: int) -> Any:
    axis = indices.ndim if axis == -1 else axis
    ticks = np.arange(depth).astype(indices.dtype).reshape((depth,) + (1,) * (indices.ndim - axis))
    return face.expand_dims(indices, axis) == ticks


@kernel(_one_hot_jax, arrays=4)
def one_hot(indices: Any, depth: Any, on: Any, off: Any, axis: int = -1) -> Any:
    """`on` at the places along a new dimension `axis` of length `depth` that `indices` names,
    `off` elsewhere."""
    depth = static_int(depth, "The depth of one_hot")
    check(depth >= 0, None, "depth must be non-negative, got: %s", depth)
    on = known(on)
    return np.where(_hits(np, known(indices), depth, axis), on, known(off).astype(on.dtype))


# Questions about the shape: known even for tracers -----------------------------------------------


def shape(x: Any, dtype: Any = np.int32) -> np.ndarray:
    """The shape of `x` as a vector."""
    return np.asarray(np.shape(x), dtype)


def size(x: Any, dtype: Any = np.int32) -> Any:
    """The number of values in `x`."""
    return np.dtype(dtype).type(int(np.prod(np.shape(x), dtype=np.int64)))


def rank(x: Any) -> Any:
    """The number of dimensions of `x`, an int32."""
    return np.int32(len(np.shape(x)))


_question: Any
for _question in (shape, size, rank):
    _question.exact = True
