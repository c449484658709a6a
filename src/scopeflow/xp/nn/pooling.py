"""Pools: the largest value or the mean of each window, over any number of spatial dimensions.

An array is [N, ..., C], or [N, C, ...] with `channels_first`.  What lies in the padding is in no window.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import ml_dtypes
import numpy as np

from scopeflow.xp import door
from scopeflow.xp.arrays.shaping import known
from scopeflow.xp.face import kernel, quiet
from scopeflow.xp.floats import flush, widen

from .windows import (
    Padding,
    Windows,
    channels_last,
    channels_second,
    cropped,
    padded,
    padded_shape,
    place,
    spatial,
)

Ints = Sequence[int]


def lowest(dtype: Any) -> Any:
    """The lowest finite number of a dtype: where TensorFlow's search for a maximum starts."""
    dtype = np.dtype(dtype)
    info = np.iinfo(dtype) if dtype.kind in "iu" else ml_dtypes.finfo(dtype)
    return dtype.type(info.min)


def window_counts(extents: Ints, windows: Windows, dtype: Any) -> np.ndarray:
    """How many values each window holds: [counts..., 1]."""
    total = np.ones((), np.int64)
    for extent, size, stride, (before, _), count in zip(
        extents, windows.sizes, windows.strides, windows.pads, windows.counts, strict=True
    ):
        first = np.arange(count) * stride - before
        held = np.minimum(first + size, extent) - np.maximum(first, 0)
        total = total[..., None] * held
    return total[..., None].astype(dtype)


def along(axis: int, part: slice) -> tuple[slice, ...]:
    """Selects `part` along an axis."""
    return (*(slice(None) for _ in range(axis)), part)


def _part(windows: Windows, axis: int, offset: int) -> tuple[slice, ...]:
    count, stride = windows.counts[axis], windows.strides[axis]
    return along(axis + 1, slice(offset, offset + (count - 1) * stride + 1, stride))


def _folded(function: Any, x: np.ndarray, windows: Windows) -> np.ndarray:
    """`function` folded over each window of a padded array, one dimension after the other."""
    if 0 in windows.counts:
        return np.zeros((x.shape[0], *windows.counts, x.shape[-1]), x.dtype)
    for axis, size in enumerate(windows.sizes):
        out = x[_part(windows, axis, 0)]
        for offset in range(1, size):
            out = function(out, x[_part(windows, axis, offset)])
        x = out
    return x


def _reduced(x: Any, init: Any, function: Any, windows: Windows, first: bool) -> Any:
    """The same in a compiled program."""
    edges: list[Any] = [[], [], []]
    for column, inner, outer in zip(
        edges, (windows.sizes, windows.strides, windows.pads), (1, 1, (0, 0)), strict=True
    ):
        column += [outer, outer, *inner] if first else [outer, *inner, outer]
    return door.lax().reduce_window(x, init, function, *map(tuple, edges))


def _max_jax(
    x: Any, sizes: Ints, strides: Ints, padding: Padding, channels_first: bool = False
) -> Any:
    jnp, lax = door.jnp(), door.lax()
    windows = place(spatial(x.shape, channels_first), sizes, strides, padding)
    least = lowest(x.dtype)
    if np.dtype(x.dtype).kind not in "iu":
        x = jnp.where(x > least, x, least)
    return _reduced(x, least, lax.max, windows, channels_first)


@kernel(_max_jax)
@quiet
def max_pool(
    x: Any, sizes: Ints, strides: Ints, padding: Padding, channels_first: bool = False
) -> Any:
    """The largest number of each window; NaN is none, and no result is below the lowest finite one."""
    windows = place(spatial(x.shape, channels_first), sizes, strides, padding)
    x = known(x)
    if channels_first:
        x = channels_last(x)
    least = lowest(x.dtype)
    if x.dtype.kind not in "iu":
        x = np.where(x > least, x, least)
    out = _folded(np.maximum, padded(x, windows, least), windows)
    return channels_second(out) if channels_first else out


def _avg_jax(
    x: Any, sizes: Ints, strides: Ints, padding: Padding, channels_first: bool = False
) -> Any:
    lax = door.lax()
    extents = spatial(x.shape, channels_first)
    windows = place(extents, sizes, strides, padding)
    wide = widen(x)
    total = _reduced(wide, wide.dtype.type(0), lax.add, windows, channels_first)
    counts = window_counts(extents, windows, wide.dtype)
    return (total / (counts[..., 0] if channels_first else counts)).astype(x.dtype)


@kernel(_avg_jax, exact=False)
@quiet
def avg_pool(
    x: Any, sizes: Ints, strides: Ints, padding: Padding, channels_first: bool = False
) -> Any:
    """The mean of each window; 16-bit floats are summed in float32."""
    extents = spatial(x.shape, channels_first)
    windows = place(extents, sizes, strides, padding)
    wide = flush(widen(known(x)))
    if channels_first:
        wide = channels_last(wide)
    total = _folded(np.add, padded(wide, windows), windows)
    out = flush(total / window_counts(extents, windows, wide.dtype)).astype(x.dtype, copy=False)
    return channels_second(out) if channels_first else out


def _avg_grad_jax(
    grad: Any,
    shape: Ints,
    sizes: Ints,
    strides: Ints,
    padding: Padding,
    channels_first: bool = False,
) -> Any:
    jax, lax, jnp = door.jax(), door.lax(), door.jnp()
    extents = spatial(shape, channels_first)
    windows = place(extents, sizes, strides, padding)
    wide = widen(grad)
    if 0 in grad.shape:
        return jnp.zeros(tuple(shape), grad.dtype)
    counts = window_counts(extents, windows, wide.dtype)

    def forward(x: Any) -> Any:
        return _reduced(x, wide.dtype.type(0), lax.add, windows, channels_first)

    like = jax.ShapeDtypeStruct(tuple(shape), wide.dtype)
    share = wide / (counts[..., 0] if channels_first else counts)
    return jax.linear_transpose(forward, like)(share)[0].astype(grad.dtype)


@kernel(_avg_grad_jax, exact=False)
@quiet
def avg_pool_grad(
    grad: Any,
    shape: Ints,
    sizes: Ints,
    strides: Ints,
    padding: Padding,
    channels_first: bool = False,
) -> Any:
    """The gradient of avg_pool by its array, which has this shape."""
    extents = spatial(shape, channels_first)
    windows = place(extents, sizes, strides, padding)
    wide = flush(widen(known(grad)))
    if channels_first:
        wide, shape = channels_last(wide), (shape[0], *shape[2:], shape[1])
    share = wide / window_counts(extents, windows, wide.dtype)
    if prod(share.shape):
        whole = padded_shape(shape, windows)
        for axis, size in enumerate(windows.sizes):
            spread = list(share.shape)
            spread[axis + 1] = whole[axis + 1]
            total = np.zeros(spread, share.dtype)
            for offset in range(size):
                total[_part(windows, axis, offset)] += share
            share = total
        out = flush(cropped(share, shape, windows)).astype(grad.dtype, copy=False)
    else:
        out = np.zeros(tuple(shape), grad.dtype)
    return channels_second(out) if channels_first else out
