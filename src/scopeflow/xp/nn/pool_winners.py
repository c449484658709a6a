"""Which value of a window a max pool chose, and the gradients that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.arrays.shaping import known
from scopeflow.xp.face import is_known, kernel, lift, quiet

from .windows import (
    Padding,
    Windows,
    channels_last,
    channels_second,
    cropped,
    padded,
    padded_shape,
    spatial,
    tap,
)
from .windows import place as place_windows

Ints = Sequence[int]


def _face(x: Any) -> Any:
    return np if is_known(x) else door.jnp()


def _pad(x: Any, windows: Windows) -> Any:
    if is_known(x):
        return padded(x, windows)
    return door.jnp().pad(x, ((0, 0), *windows.pads, (0, 0)))


def _offsets(windows: Windows) -> list[tuple[int, ...]]:
    return list(np.ndindex(*windows.sizes))


def _inside(extents: Ints, windows: Windows, offset: Ints) -> np.ndarray:
    """For each window whether it has a value at `offset`: [counts..., 1]."""
    held = np.ones((), bool)
    for extent, at, stride, (before, _), count in zip(
        extents, offset, windows.strides, windows.pads, windows.counts, strict=True
    ):
        place = np.arange(count) * stride + at - before
        held = held[..., None] & ((place >= 0) & (place < extent))
    return held[..., None]


def _largest(x: Any, windows: Windows) -> tuple[Any, Any]:
    """The largest value of each window of [N, ..., C], and the number of the offset at which it stands.

    The first of equal values wins; NaN wins if it is first, and is never larger than another.
    """
    face = _face(x)
    extents = spatial(x.shape, False)
    whole = _pad(x, windows)
    best = winner = None
    seen = np.zeros((), bool)
    for number, offset in enumerate(_offsets(windows)):
        value = whole[tap(windows, offset)]
        inside = _inside(extents, windows, offset)
        if best is None:
            best, winner = value, face.zeros(value.shape, np.int32)
        else:
            better = inside & (~seen | (value > best))
            best = face.where(better, value, best)
            winner = face.where(better, np.int32(number), winner)
        seen = seen | inside
    return best, winner


# A program with more offsets than this takes long to compile if each has operations of its own.
_MANY = 9


def _many(x: Any, windows: Windows) -> bool:
    return not is_known(x) and prod(windows.sizes) > _MANY


def _largest_at(x: Any, windows: Windows) -> tuple[Any, Any]:
    """As `_largest`, but with the place of the winner in the flattened pixels; for compiled programs."""
    jnp, lax = door.jnp(), door.lax()
    extents = x.shape[1:-1]
    place = np.arange(prod(extents), dtype=np.int32).reshape(1, *extents, 1)

    def better(a: Any, b: Any) -> Any:
        # an operand without a place is none; of equal values the first wins
        first = (b[0] > a[0]) | ((b[0] == a[0]) & (b[1] < a[1]))
        take = (b[1] >= 0) & ((a[1] < 0) | first)
        return jnp.where(take, b[0], a[0]), jnp.where(take, b[1], a[1])

    return lax.reduce_window(
        (x, jnp.broadcast_to(place, x.shape)),
        (np.zeros((), x.dtype), np.int32(-1)),
        better,
        (1, *windows.sizes, 1),
        (1, *windows.strides, 1),
        ((0, 0), *windows.pads, (0, 0)),
    )


def _put_at(grad: Any, place: Any, shape: Ints) -> Any:
    """[N, pixels..., C] with each number of `grad` added where `place` says."""
    jnp = door.jnp()
    inner = prod(shape[1:-1])
    image = np.arange(shape[0]).reshape((-1,) + (1,) * (grad.ndim - 1))
    out = jnp.zeros((shape[0], inner, shape[-1]), grad.dtype)
    out = out.at[image, place, np.arange(shape[-1])].add(grad)
    return out.reshape(tuple(shape))


def _each_offset(windows: Windows, shape: Ints, part: Callable[[int], Any], first: Any) -> Any:
    """The sum, over the offsets, of arrays [N, counts..., C] put back where their values come from."""
    whole = padded_shape(shape, windows)
    if is_known(first):
        known_total = np.zeros(whole, first.dtype)
        for number, offset in enumerate(_offsets(windows)):
            known_total[tap(windows, offset)] += part(number)
        return cropped(known_total, shape, windows)
    lax = door.lax()
    zero = np.zeros((), first.dtype)
    total: Any = None
    for number, offset in enumerate(_offsets(windows)):
        edges = [(0, 0, 0)]
        for at, gap, stride, count, extent in zip(
            offset, windows.dilations, windows.strides, windows.counts, whole[1:-1], strict=True
        ):
            before = at * gap
            edges.append((before, extent - before - ((count - 1) * stride + 1), stride - 1))
        spread = lax.pad(part(number), zero, (*edges, (0, 0, 0)))
        total = spread if total is None else total + spread
    return cropped(total, shape, windows)


def _pixels(winner: Any, shape: Ints, windows: Windows) -> Any:
    """The places of the winners in the flattened pixels."""
    index: Any = np.zeros((), np.int64)
    left = winner
    parts = []
    for size in reversed(windows.sizes):
        parts.append(left % size)
        left = left // size
    for axis, part in enumerate(reversed(parts)):
        count, stride, before = windows.counts[axis], windows.strides[axis], windows.pads[axis][0]
        start = (np.arange(count) * stride - before).reshape((-1,) + (1,) * (part.ndim - axis - 2))
        index = index * shape[axis + 1] + (part + start)
    return index


def _flat(index: Any, shape: Ints, with_batch: bool) -> Any:
    """Places among the pixels as places in the flattened images [H * W * C], or in the flattened batch."""
    index = index * shape[-1] + np.arange(shape[-1])
    if with_batch:
        step = prod(shape[1:])
        index = index + (np.arange(shape[0]) * step).reshape((-1,) + (1,) * (len(shape) - 1))
    return index


def _argmax(
    x: Any, sizes: Ints, strides: Ints, padding: Padding, dtype: Any, with_batch: bool
) -> tuple[Any, Any]:
    windows = place_windows(spatial(x.shape, False), sizes, strides, padding)
    if _many(x, windows):
        best, place = _largest_at(x, windows)
    else:
        best, winner = _largest(x, windows)
        place = _pixels(winner, x.shape, windows)
    return best, _flat(place.astype(np.int64), x.shape, with_batch).astype(dtype)


@kernel(_argmax)
@quiet
def max_pool_argmax(
    x: Any, sizes: Ints, strides: Ints, padding: Padding, dtype: Any, with_batch: bool
) -> tuple[Any, Any]:
    """The largest value of each window of [N, ..., C], and where it stands in its flattened image."""
    return _argmax(known(x), sizes, strides, padding, dtype, with_batch)


def _grad(
    x: Any, grad: Any, sizes: Ints, strides: Ints, padding: Padding, channels_first: bool = False
) -> Any:
    if channels_first:
        x, grad = channels_last(x), channels_last(grad)
    windows = place_windows(spatial(x.shape, False), sizes, strides, padding)
    face = _face(grad)
    if 0 in grad.shape:
        out = face.zeros(x.shape, grad.dtype)
    elif _many(grad, windows):
        out = _put_at(grad, _largest_at(x, windows)[1], x.shape)
    else:
        winner = _largest(x, windows)[1]
        zero = np.zeros((), grad.dtype)
        out = _each_offset(
            windows, x.shape, lambda number: face.where(winner == number, grad, zero), grad
        )
    return channels_second(out) if channels_first else out


@kernel(lambda x, grad, *rest, **named: _grad(*lift(x, grad), *rest, **named), arrays=2)
@quiet
def max_pool_grad(
    x: Any, grad: Any, sizes: Ints, strides: Ints, padding: Padding, channels_first: bool = False
) -> Any:
    """The gradient of max_pool: each window's goes to the first of its largest values."""
    return _grad(known(x), known(grad), sizes, strides, padding, channels_first)


def _grad_of_ties(
    x: Any,
    y: Any,
    grad: Any,
    sizes: Ints,
    strides: Ints,
    padding: Padding,
    channels_first: bool = False,
) -> Any:
    if channels_first:
        x, y, grad = channels_last(x), channels_last(y), channels_last(grad)
    windows = place_windows(spatial(x.shape, False), sizes, strides, padding)
    face = _face(grad)
    if 0 in grad.shape:
        out = face.zeros(x.shape, grad.dtype)
    else:
        whole, offsets = _pad(x, windows), _offsets(windows)
        zero = np.zeros((), grad.dtype)
        out = _each_offset(
            windows,
            x.shape,
            lambda number: face.where(whole[tap(windows, offsets[number])] == y, grad, zero),
            grad,
        )
    return channels_second(out) if channels_first else out


@kernel(
    lambda x, y, grad, *rest, **named: _grad_of_ties(*lift(x, y, grad), *rest, **named), arrays=3
)
@quiet
def max_pool_grad_of_ties(
    x: Any,
    y: Any,
    grad: Any,
    sizes: Ints,
    strides: Ints,
    padding: Padding,
    channels_first: bool = False,
) -> Any:
    """The gradient of max_pool: each window's goes to all its values that equal its output."""
    return _grad_of_ties(known(x), known(y), known(grad), sizes, strides, padding, channels_first)


def _grad_grad(
    x: Any,
    y: Any,
    grad: Any,
    sizes: Ints,
    strides: Ints,
    padding: Padding,
    channels_first: bool = False,
) -> Any:
    if channels_first:
        x, y, grad = channels_last(x), channels_last(y), channels_last(grad)
    windows = place_windows(spatial(x.shape, False), sizes, strides, padding)
    face = _face(grad)
    values, grads = _pad(x, windows), _pad(grad, windows)
    out = face.zeros(y.shape, grad.dtype)
    for offset in reversed(_offsets(windows)):
        chosen = _inside(x.shape[1:-1], windows, offset) & (values[tap(windows, offset)] == y)
        out = face.where(chosen, grads[tap(windows, offset)], out)
    return channels_second(out) if channels_first else out


@kernel(lambda x, y, grad, *rest, **named: _grad_grad(*lift(x, y, grad), *rest, **named), arrays=3)
@quiet
def max_pool_grad_grad(
    x: Any,
    y: Any,
    grad: Any,
    sizes: Ints,
    strides: Ints,
    padding: Padding,
    channels_first: bool = False,
) -> Any:
    """For each window the number in `grad` that stands where the window's output stands in `x`."""
    return _grad_grad(known(x), known(y), known(grad), sizes, strides, padding, channels_first)


def _spread(grad: Any, index: Any, shape: Ints, with_batch: bool) -> Any:
    images, inner = shape[0], prod(shape[1:])
    places = index.reshape(images, -1).astype(np.int64)
    if not with_batch:
        places = places + (np.arange(images) * inner)[:, None]
    places = places.reshape(-1)
    if is_known(grad) and is_known(index):
        out = np.zeros(images * inner, grad.dtype)
        np.add.at(out, places, grad.reshape(-1))
    else:
        grad, places = lift(grad, places)
        out = door.jnp().zeros(images * inner, grad.dtype).at[places].add(grad.reshape(-1))
    return out.reshape(tuple(shape))


@kernel(_spread, arrays=2, exact=False)
@quiet
def max_pool_spread(grad: Any, index: Any, shape: Ints, with_batch: bool) -> Any:
    """The gradient of max_pool_argmax: numbers put where `index` says, those that meet added up."""
    return _spread(known(grad), known(index), shape, with_batch)
