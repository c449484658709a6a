"""Where the pixels of a resized image lie in the original, along one axis: indices and weights, known from the sizes alone."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np

_F32 = np.float32
# The cubic kernel is sampled at so many places between two pixels.
_CUBIC_STEPS = 1024
_SMALLEST = 1000 * np.finfo(np.float32).tiny


class Taps(NamedTuple):
    """`count` pixels of the original for each of `size` new ones.

    Attributes:
      indices: int64 [count, size], which pixels.
      weights: float32 [count, size], how much of each.
    """

    indices: np.ndarray
    weights: np.ndarray


def scale(old: int, new: int, align_corners: bool) -> np.float32:
    """How many old pixels one step in the new image is."""
    if align_corners and new > 1:
        return _F32((old - 1) / _F32(new - 1))
    return _F32(old / _F32(new))


def places(old: int, new: int, align_corners: bool, half_pixel: bool) -> np.ndarray:
    """The positions of the new pixels in the old image, as float32."""
    step = scale(old, new, align_corners)
    numbers = np.arange(new).astype(_F32)
    if half_pixel:
        return (numbers + _F32(0.5)) * step - _F32(0.5)
    return numbers * step


@functools.lru_cache(256)
def nearest(old: int, new: int, align_corners: bool, half_pixel: bool) -> np.ndarray:
    """The nearest old pixel of each new one: int64 [new]."""
    step = scale(old, new, align_corners)
    numbers = np.arange(new).astype(_F32)
    if half_pixel:
        numbers = numbers + _F32(0.5)
    where = numbers * step
    # half goes away from zero, and nothing here is negative
    whole = np.floor(where + _F32(0.5)) if align_corners else np.floor(where)
    return np.clip(whole.astype(np.int64), 0, old - 1)


@functools.lru_cache(256)
def linear(old: int, new: int, align_corners: bool, half_pixel: bool) -> Taps:
    """The two pixels around each place; the second weight is the fraction, the first what is left of 1."""
    where = places(old, new, align_corners, half_pixel)
    low = np.floor(where)
    fraction = where - low
    below = np.maximum(low.astype(np.int64), 0)
    above = np.minimum(np.ceil(where).astype(np.int64), old - 1)
    return Taps(np.stack([below, above]), np.stack([_F32(1) - fraction, fraction]))


@functools.cache
def _cubic_table(a: float) -> np.ndarray:
    """The cubic kernel at distances 0..1 and 1..2: float32 [2, steps + 1]."""
    near = np.arange(_CUBIC_STEPS + 1) / _CUBIC_STEPS
    far = near + 1
    first = ((a + 2) * near - (a + 3)) * near * near + 1
    second = ((a * far - 5 * a) * far + 8 * a) * far - 4 * a
    return np.stack([first, second]).astype(_F32)


@functools.lru_cache(256)
def cubic(old: int, new: int, align_corners: bool, half_pixel: bool) -> Taps:
    """The four pixels around each place.

    With half-pixel centers the kernel is sharper, and what lies outside of the image counts nothing;
    else the pixel at the edge counts for it.
    """
    where = places(old, new, align_corners, half_pixel)
    low = np.floor(where)
    offset = np.rint((where - low) * _F32(_CUBIC_STEPS)).astype(np.int64)
    near, far = _cubic_table(-0.5 if half_pixel else -0.75)
    rest = _CUBIC_STEPS - offset
    weight = np.stack([far[offset], near[offset], near[rest], far[rest]])
    wish = low.astype(np.int64) + np.arange(-1, 3)[:, None]
    index = np.clip(wish, 0, old - 1)
    if half_pixel:
        weight = np.where(index == wish, weight, _F32(0))
        total = ((weight[0] + weight[1]) + weight[2]) + weight[3]
        large = np.abs(total) >= _SMALLEST
        weight = np.where(large, weight * (_F32(1) / np.where(large, total, _F32(1))), weight)
    return Taps(index, weight)


@functools.lru_cache(256)
def area(old: int, new: int, align_corners: bool) -> Taps:
    """The pixels that each new one covers, and how much of each it covers; -1 marks none."""
    step = scale(old, new, align_corners)
    numbers = np.arange(new).astype(_F32)
    start, end = numbers * step, (numbers + _F32(1)) * step
    first = np.floor(start).astype(np.int64)
    last = np.ceil(end).astype(np.int64)
    wish = first + np.arange(max(int((last - first).max(initial=0)), 1))[:, None]
    place = wish.astype(_F32)
    inner = np.where(place + _F32(1) > end, end - place, _F32(1))
    edge = np.where(place + _F32(1) > end, step, place + _F32(1) - start)
    weight = np.where(place < start, edge, inner).astype(_F32)
    index = np.where(wish < last, np.clip(wish, 0, old - 1), -1)
    return Taps(index, weight)
