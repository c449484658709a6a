"""Grayscale dilation of images, its gradients, and patches: what a window holds, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.arrays.shaping import known
from scopeflow.xp.face import is_known, kernel, lift, quiet

from .pool_winners import _each_offset, _inside
from .pooling import lowest
from .windows import Padding, Windows, padded, place, tap

Ints = Sequence[int]


def _face(x: Any) -> Any:
    return np if is_known(x) else door.jnp()


def _pad(x: Any, windows: Windows) -> Any:
    if is_known(x):
        return padded(x, windows)
    return door.jnp().pad(x, ((0, 0), *windows.pads, (0, 0)))


def _place(x: Any, sizes: Ints, strides: Ints, padding: Padding, rates: Ints) -> Windows:
    return place(x.shape[1:-1], sizes, strides, padding, rates)


def _best(x: Any, filter: Any, windows: Windows) -> tuple[Any, Any]:
    """The largest sum of each window and the number of its offset."""
    face = _face(x)
    shape = (x.shape[0], *windows.counts, x.shape[-1])
    best: Any = face.full(shape, lowest(x.dtype), x.dtype)
    winner: Any = face.zeros(shape, np.int32)
    whole = _pad(x, windows)
    for number, offset in enumerate(np.ndindex(*windows.sizes)):
        value = whole[tap(windows, offset)] + filter[offset]
        better = _inside_dilated(x.shape[1:-1], windows, offset) & (value > best)
        best = face.where(better, value, best)
        winner = face.where(better, np.int32(number), winner)
    return best, winner


def _inside_dilated(extents: Ints, windows: Windows, offset: Ints) -> np.ndarray:
    reach = [at * gap for at, gap in zip(offset, windows.dilations, strict=True)]
    return _inside(extents, windows, reach)


def _dilation(x: Any, filter: Any, strides: Ints, padding: Padding, rates: Ints) -> Any:
    return _best(x, filter, _place(x, filter.shape[:-1], strides, padding, rates))[0]


@kernel(lambda x, filter, *rest: _dilation(*lift(x, filter), *rest), arrays=2)
@quiet
def dilation(x: Any, filter: Any, strides: Ints, padding: Padding, rates: Ints) -> Any:
    """The largest sum of each window of [N, ..., C] with a filter [..., C]."""
    return _dilation(known(x), known(filter), strides, padding, rates)


def _dilation_input_grad(
    x: Any, filter: Any, grad: Any, strides: Ints, padding: Padding, rates: Ints
) -> Any:
    windows = _place(x, filter.shape[:-1], strides, padding, rates)
    face = _face(grad)
    if 0 in grad.shape:
        return face.zeros(x.shape, grad.dtype)
    winner = _best(x, filter, windows)[1]
    zero = np.zeros((), grad.dtype)
    return _each_offset(
        windows, x.shape, lambda number: face.where(winner == number, grad, zero), grad
    )


@kernel(
    lambda x, filter, grad, *rest: _dilation_input_grad(*lift(x, filter, grad), *rest), arrays=3
)
@quiet
def dilation_input_grad(
    x: Any, filter: Any, grad: Any, strides: Ints, padding: Padding, rates: Ints
) -> Any:
    """The gradient of dilation by its array: each window's goes to the first of its largest sums."""
    return _dilation_input_grad(known(x), known(filter), known(grad), strides, padding, rates)


def _dilation_filter_grad(
    x: Any, filter: Any, grad: Any, strides: Ints, padding: Padding, rates: Ints
) -> Any:
    windows = _place(x, filter.shape[:-1], strides, padding, rates)
    face = _face(grad)
    winner = _best(x, filter, windows)[1]
    axes = tuple(range(grad.ndim - 1))
    zero = np.zeros((), grad.dtype)
    parts = [
        face.sum(face.where(winner == number, grad, zero), axes, dtype=grad.dtype)
        for number in range(prod(windows.sizes))
    ]
    return face.stack(parts).reshape(filter.shape)


@kernel(
    lambda x, filter, grad, *rest: _dilation_filter_grad(*lift(x, filter, grad), *rest),
    arrays=3,
    exact=False,
)
@quiet
def dilation_filter_grad(
    x: Any, filter: Any, grad: Any, strides: Ints, padding: Padding, rates: Ints
) -> Any:
    """The gradient of dilation by its filter."""
    return _dilation_filter_grad(known(x), known(filter), known(grad), strides, padding, rates)


def _patches(x: Any, sizes: Ints, strides: Ints, padding: Padding, rates: Ints) -> Any:
    windows = _place(x, sizes, strides, padding, rates)
    whole = _pad(x, windows)
    parts = [whole[tap(windows, offset)] for offset in np.ndindex(*windows.sizes)]
    shape = (x.shape[0], *windows.counts, prod(windows.sizes) * x.shape[-1])
    return _face(x).stack(parts, x.ndim - 1).reshape(shape)


@kernel(_patches)
def patches(x: Any, sizes: Ints, strides: Ints, padding: Padding, rates: Ints) -> Any:
    """The values of each window of [N, ..., C] side by side in the last axis; zeros in the padding."""
    return _patches(known(x), sizes, strides, padding, rates)
