"""Convolutions over any number of spatial dimensions, and their two transposes.

An array is [N, ..., C], or [N, C, ...] with `channels_first`.  A filter is [..., C / groups, O]: with several groups each
of them sees its own channels and makes its own outputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.face import kernel, lift, quiet
from scopeflow.xp.floats import flush, widen
from scopeflow.xp.linalg.one_thread import matmul

from .windows import (
    Padding,
    Windows,
    by_window,
    channels_last,
    channels_second,
    cropped,
    padded,
    padded_shape,
    place,
    spatial,
    tap,
)

Ints = Sequence[int]


def _windows(
    shape: Ints, filter_shape: Ints, strides: Ints, padding: Padding, dilations: Any, first: bool
) -> Windows:
    return place(spatial(shape, first), filter_shape[:-2], strides, padding, dilations)


def _groups(shape: Ints, filter_shape: Ints, first: bool) -> int:
    depth = shape[1] if first else shape[-1]
    return depth // filter_shape[-2] if filter_shape[-2] else 1


# -- the compiled face -----------------------------------------------------------------------------


def _jax(
    x: Any, filter: Any, strides: Ints, padding: Padding, dilations: Any, channels_first: bool
) -> Any:
    windows = _windows(x.shape, filter.shape, strides, padding, dilations, channels_first)
    lax = door.lax()
    groups = _groups(x.shape, filter.shape, channels_first)
    if (
        prod(windows.sizes) == 1
        and groups == 1
        and not (channels_first or any(map(any, windows.pads)))
    ):
        return _by_channels(x, filter, windows)
    inner = "DHW"[3 - len(windows.sizes) :]
    layout = f"NC{inner}" if channels_first else f"N{inner}C"
    return lax.conv_general_dilated(
        x,
        filter,
        window_strides=windows.strides,
        padding=windows.pads,
        rhs_dilation=windows.dilations,
        dimension_numbers=(layout, f"{inner}IO", layout),
        feature_group_count=groups,
        precision=lax.Precision.HIGHEST,
    )


def _by_channels(x: Any, filter: Any, windows: Windows) -> Any:
    """A convolution with a filter of one point: a product of matrices, and so are its transposes, which XLA does not see."""
    lax = door.lax()
    ends = [
        max((count - 1) * step + 1, 0)
        for count, step in zip(windows.counts, windows.strides, strict=True)
    ]
    taken = lax.slice(x, (0,) * x.ndim, (x.shape[0], *ends, x.shape[-1]), (1, *windows.strides, 1))
    contracted = (((x.ndim - 1,), (0,)), ((), ()))
    matrix = lax.reshape(filter, filter.shape[-2:])
    return lax.dot_general(taken, matrix, contracted, precision=lax.Precision.HIGHEST)


def _transposed(function: Any, shape: Ints, grad: Any) -> Any:
    """The transpose, applied to `grad`, of a function that is linear in an array of this shape."""
    jax = door.jax()
    if 0 in grad.shape:
        return door.jnp().zeros(tuple(shape), grad.dtype)
    return jax.linear_transpose(function, jax.ShapeDtypeStruct(tuple(shape), grad.dtype))(grad)[0]


def _conv_jax(
    x: Any,
    filter: Any,
    strides: Ints,
    padding: Padding,
    dilations: Any = None,
    channels_first: bool = False,
) -> Any:
    x, filter = lift(x, filter)
    return _jax(x, filter, strides, padding, dilations, channels_first)


def _input_grad_jax(
    grad: Any,
    filter: Any,
    shape: Ints,
    strides: Ints,
    padding: Padding,
    dilations: Any = None,
    channels_first: bool = False,
) -> Any:
    grad, filter = lift(grad, filter)

    def forward(x: Any) -> Any:
        return _jax(x, filter, strides, padding, dilations, channels_first)

    return _transposed(forward, shape, grad)


def _filter_grad_jax(
    x: Any,
    grad: Any,
    filter_shape: Ints,
    strides: Ints,
    padding: Padding,
    dilations: Any = None,
    channels_first: bool = False,
) -> Any:
    x, grad = lift(x, grad)

    def forward(filter: Any) -> Any:
        return _jax(x, filter, strides, padding, dilations, channels_first)

    return _transposed(forward, filter_shape, grad)


# -- the known face: a matrix of windows, times the filter as a matrix -----------------------------


def _columns(x: np.ndarray, windows: Windows, groups: int) -> np.ndarray:
    """[groups, windows, taps * channels of a group] of an array [N, ..., C]."""
    view = by_window(padded(x, windows), windows)
    rows, taps = x.shape[0] * prod(windows.counts), prod(windows.sizes)
    depth = x.shape[-1] // groups
    cut = view.reshape(rows, taps, groups, depth)
    return cut.transpose(2, 0, 1, 3).reshape(groups, rows, taps * depth)


# So many numbers a matrix of windows may hold; a larger batch is taken in parts.
_MOST = 1 << 26


def _parts(shape: Ints, depth: int, windows: Windows) -> list[slice]:
    """The batch of an array of this shape in parts whose matrices of windows are not too large."""
    each = max(prod(windows.counts) * prod(windows.sizes) * depth, 1)
    step = max(_MOST // each, 1)
    return [slice(start, start + step) for start in range(0, shape[0], step)]


def _filter_matrix(filter: np.ndarray, groups: int) -> np.ndarray:
    """[groups, taps * channels of a group, outputs of a group]."""
    outputs = filter.shape[-1] // groups
    rows = prod(filter.shape[:-1])
    return filter.reshape(rows, groups, outputs).transpose(1, 0, 2)


def _grad_matrix(grad: np.ndarray, groups: int) -> np.ndarray:
    """[groups, windows, outputs of a group] of an array [N, counts..., O]."""
    rows = prod(grad.shape[:-1])
    return grad.reshape(rows, groups, grad.shape[-1] // groups).transpose(1, 0, 2)


def _finished(out: np.ndarray, dtype: Any) -> np.ndarray:
    return np.asarray(flush(out)).astype(dtype, copy=False)


@kernel(_conv_jax, arrays=2, exact=False)
@quiet
def conv(
    x: Any,
    filter: Any,
    strides: Ints,
    padding: Padding,
    dilations: Any = None,
    channels_first: bool = False,
) -> Any:
    """`x` correlated with `filter`; 16-bit floats are summed in float32."""
    windows = _windows(x.shape, filter.shape, strides, padding, dilations, channels_first)
    groups = _groups(x.shape, filter.shape, channels_first)
    parts = _parts(x.shape, filter.shape[-2] * groups, windows)
    if len(parts) > 1:
        rest = (strides, padding, dilations, channels_first)
        return np.concatenate([conv(x[part], filter, *rest) for part in parts])
    dtype = x.dtype
    x, filter = flush(widen(x)), flush(widen(filter))
    if channels_first:
        x = channels_last(x)
    product = matmul(_columns(x, windows, groups), _filter_matrix(filter, groups))
    out = product.transpose(1, 0, 2).reshape(x.shape[0], *windows.counts, filter.shape[-1])
    return _finished(channels_second(out) if channels_first else out, dtype)


@kernel(_input_grad_jax, arrays=2, exact=False)
@quiet
def conv_input_grad(
    grad: Any,
    filter: Any,
    shape: Ints,
    strides: Ints,
    padding: Padding,
    dilations: Any = None,
    channels_first: bool = False,
) -> Any:
    """The gradient of conv by its array, which has this shape; also the convolution transposed."""
    windows = _windows(shape, filter.shape, strides, padding, dilations, channels_first)
    groups = _groups(shape, filter.shape, channels_first)
    parts = _parts(shape, filter.shape[-2] * groups, windows)
    if len(parts) > 1:
        rest = (strides, padding, dilations, channels_first)
        made = []
        for part in parts:
            some = grad[part]
            made.append(conv_input_grad(some, filter, (len(some), *shape[1:]), *rest))
        return np.concatenate(made)
    dtype = grad.dtype
    grad, filter = flush(widen(grad)), flush(widen(filter))
    if channels_first:
        grad = channels_last(grad)
        shape = (shape[0], *shape[2:], shape[1])
    parts = matmul(_grad_matrix(grad, groups), _filter_matrix(filter, groups).transpose(0, 2, 1))
    rows, taps = parts.shape[1], prod(windows.sizes)
    cut = parts.reshape(groups, rows, taps, filter.shape[-2]).transpose(2, 1, 0, 3)
    cut = cut.reshape(taps, shape[0], *windows.counts, shape[-1])
    total = np.zeros(padded_shape(shape, windows), cut.dtype)
    for index, offset in enumerate(np.ndindex(*windows.sizes)):
        total[tap(windows, offset)] += cut[index]
    out = cropped(total, shape, windows)
    return _finished(channels_second(out) if channels_first else out, dtype)


@kernel(_filter_grad_jax, arrays=2, exact=False)
@quiet
def conv_filter_grad(
    x: Any,
    grad: Any,
    filter_shape: Ints,
    strides: Ints,
    padding: Padding,
    dilations: Any = None,
    channels_first: bool = False,
) -> Any:
    """The gradient of conv by its filter, which has this shape."""
    windows = _windows(x.shape, filter_shape, strides, padding, dilations, channels_first)
    groups = _groups(x.shape, filter_shape, channels_first)
    dtype = x.dtype
    x, grad = flush(widen(x)), flush(widen(grad))
    parts = _parts(x.shape, filter_shape[-2] * groups, windows)
    if len(parts) > 1:
        rest = (filter_shape, strides, padding, dilations, channels_first)
        return sum(conv_filter_grad(x[part], grad[part], *rest) for part in parts).astype(dtype)
    if channels_first:
        x, grad = channels_last(x), channels_last(grad)
    columns = _columns(x, windows, groups).transpose(0, 2, 1)
    product = matmul(columns, _grad_matrix(grad, groups))
    return _finished(product.transpose(1, 0, 2).reshape(tuple(filter_shape)), dtype)
