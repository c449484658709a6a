"""The transposes of resizing: each new pixel's gradient given back to the old pixels it was made of."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.checks import check, static
from scopeflow.xp.face import is_known, kernel, quiet
from scopeflow.xp.floats import flush
from scopeflow.xp.image import sampling as image_sampling


def _spread(x: Any, axis: int, index: np.ndarray, size: int) -> Any:
    """Adds the slices of `x` along an axis into `size` places: `index` says which, and never falls."""
    shape = (*x.shape[:axis], size, *x.shape[axis + 1 :])
    if is_known(x):
        out = np.zeros(shape, x.dtype)
        first = np.flatnonzero(np.diff(index, prepend=-1))
        where: Any = (*(slice(None),) * axis, index[first])
        out[where] = np.add.reduceat(x, first, axis=axis, dtype=x.dtype)
        return out
    where = (*(slice(None),) * axis, index)
    return door.jnp().zeros(shape, x.dtype).at[where].add(x)


def _transposed(table: Any, grads: Any, original: Any, align: bool, half: bool) -> Any:
    check(not (half and align), None, "If half_pixel_centers is True, align_corners must be False.")
    check(grads.ndim == 4, None, "input_grad must be 4-dimensional")
    check(original.ndim == 4, None, "original_image must be 4-dimensional")
    _, height, width, _ = original.shape
    rows = table(height, grads.shape[1], align, half)
    columns = table(width, grads.shape[2], align, half)
    total: Any = 0
    for row, tall in zip(*rows, strict=True):
        for column, wide in zip(*columns, strict=True):
            share = (grads * tall[:, None, None]) * wide[:, None]
            if original.dtype == np.float64:
                share = share.astype(np.float64)
            total = total + _spread(_spread(share, 1, row, height), 2, column, width)
    return total.astype(original.dtype)


def _bilinear(grads: Any, original: Any, align_corners: bool, half_pixel: bool) -> Any:
    return _transposed(image_sampling.linear, grads, original, align_corners, half_pixel)


@kernel(_bilinear, arrays=2, exact=False)
@quiet
def resize_bilinear_grad(grads: Any, original: Any, align_corners: bool, half_pixel: bool) -> Any:
    """The gradient of `resize_bilinear`, in the dtype of the original images."""
    return flush(_bilinear(grads, np.asarray(original), align_corners, half_pixel))


def _bicubic(grads: Any, original: Any, align_corners: bool, half_pixel: bool) -> Any:
    if original.dtype == np.float64:
        # the shares of a cubic blend are float64 numbers; those of a linear one are not
        grads = grads.astype(np.float64)
    return _transposed(image_sampling.cubic, grads, original, align_corners, half_pixel)


@kernel(_bicubic, arrays=2, exact=False)
@quiet
def resize_bicubic_grad(grads: Any, original: Any, align_corners: bool, half_pixel: bool) -> Any:
    """The gradient of `resize_bicubic`, in the dtype of the original images."""
    return flush(_bicubic(grads, np.asarray(original), align_corners, half_pixel))


def _nearest(grads: Any, size: Any, align_corners: bool, half_pixel: bool) -> Any:
    check(grads.ndim == 4, None, "input must be 4-dimensional[%s]", ",".join(map(str, grads.shape)))
    numbers = static(size, "The size of an image")
    check(
        numbers.ndim == 1,
        None,
        "shape_t must be 1-dimensional[%s]",
        ",".join(map(str, numbers.shape)),
    )
    check(numbers.size == 2, None, "shape_t must have two elements[%s]", str(numbers.size))
    height, width = (int(n) for n in numbers)
    check(height > 0 and width > 0, None, "shape_t's elements must be positive")
    rows = image_sampling.nearest(height, grads.shape[1], align_corners, half_pixel)
    columns = image_sampling.nearest(width, grads.shape[2], align_corners, half_pixel)
    return _spread(_spread(grads, 1, rows, height), 2, columns, width)


@kernel(_nearest, exact=False)
@quiet
def resize_nearest_grad(grads: Any, size: Any, align_corners: bool, half_pixel: bool) -> Any:
    """The gradient of `resize_nearest`, for an original of the height and width `size`."""
    return flush(_nearest(grads, size, align_corners, half_pixel))
