"""Resizing images [batch, height, width, channels] by four methods, and what their gradients compute."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.checks import check, static
from scopeflow.xp.face import is_known, kernel, quiet
from scopeflow.xp.floats import flush
from scopeflow.xp.image import sampling as image_sampling

_F32 = np.dtype(np.float32)


def _dims(value: Any) -> str:
    return "[" + ",".join(map(str, np.shape(value))) + "]"


def resized_shape(images: Any, size: Any, align_corners: bool, half_pixel: bool) -> tuple[int, int]:
    """The new height and width; refuses what cannot be resized."""
    check(
        not (half_pixel and align_corners),
        None,
        "If half_pixel_centers is True, align_corners must be False.",
    )
    check(np.ndim(images) == 4, None, "input must be 4-dimensional%s", _dims(images))
    numbers = static(size, "The size of a resized image")
    check(numbers.ndim == 1, None, "shape_t must be 1-dimensional%s", _dims(numbers))
    check(numbers.size == 2, None, "shape_t must have two elements%s", _dims(numbers))
    height, width = (int(n) for n in numbers)
    check(height > 0 and width > 0, None, "output dimensions must be positive")
    check(images.shape[1] > 0 and images.shape[2] > 0, None, "input image must be of non-zero size")
    check(images.shape[3] > 0, None, "image must have at least one channel")
    return height, width


def _face(x: Any) -> Any:
    return np if is_known(x) else door.jnp()


def _float(x: Any) -> Any:
    return x.astype(_F32) if x.dtype != _F32 else x


def _column(weights: np.ndarray) -> np.ndarray:
    """Weights of places along an axis that two others follow or one, as factors: [places, 1, 1]."""
    return weights[:, None, None]


def _blend(face: Any, images: Any, size: tuple[int, int], align: bool, half: bool) -> Any:
    rows = image_sampling.linear(images.shape[1], size[0], align, half)
    columns = image_sampling.linear(images.shape[2], size[1], align, half)
    x = _float(images)
    share = columns.weights[1][:, None]
    left, right = columns.indices
    # the rows first: they are whole pieces of memory
    upper, lower = (x[:, rows.indices[i]] for i in (0, 1))
    top = upper[:, :, left] + (upper[:, :, right] - upper[:, :, left]) * share
    bottom = lower[:, :, left] + (lower[:, :, right] - lower[:, :, left]) * share
    return top + (bottom - top) * _column(rows.weights[1])


def _bilinear_jax(images: Any, size: Any, align_corners: bool, half_pixel: bool) -> Any:
    shape = resized_shape(images, size, align_corners, half_pixel)
    return _blend(door.jnp(), images, shape, align_corners, half_pixel)


@kernel(_bilinear_jax, exact=False)
@quiet
def resize_bilinear(images: Any, size: Any, align_corners: bool, half_pixel: bool) -> Any:
    """Images of float32, each pixel blended from the four around its place."""
    shape = resized_shape(images, size, align_corners, half_pixel)
    return flush(_blend(np, images, shape, align_corners, half_pixel))


def _pick(images: Any, size: Any, align_corners: bool, half_pixel: bool) -> Any:
    height, width = resized_shape(images, size, align_corners, half_pixel)
    rows = image_sampling.nearest(images.shape[1], height, align_corners, half_pixel)
    columns = image_sampling.nearest(images.shape[2], width, align_corners, half_pixel)
    return images[:, rows][:, :, columns]


@kernel(_pick)
def resize_nearest(images: Any, size: Any, align_corners: bool, half_pixel: bool) -> Any:
    """Images of the same dtype, each pixel a copy of the one nearest to its place."""
    return _pick(images, size, align_corners, half_pixel)


def _cubic(images: Any, size: Any, align_corners: bool, half_pixel: bool) -> Any:
    height, width = resized_shape(images, size, align_corners, half_pixel)
    rows = image_sampling.cubic(images.shape[1], height, align_corners, half_pixel)
    columns = image_sampling.cubic(images.shape[2], width, align_corners, half_pixel)
    x = _float(images)
    tall: Any = 0
    for index, weight in zip(*rows, strict=True):
        tall = tall + x[:, index] * _column(weight)
    wide: Any = 0
    for index, weight in zip(*columns, strict=True):
        wide = wide + tall[:, :, index] * weight[:, None]
    return wide


@kernel(_cubic, exact=False)
@quiet
def resize_bicubic(images: Any, size: Any, align_corners: bool, half_pixel: bool) -> Any:
    """Images of float32, each pixel a cubic blend of the sixteen around its place."""
    return flush(_cubic(images, size, align_corners, half_pixel))


@quiet
def _area(images: Any, size: Any, align_corners: bool) -> Any:
    height, width = resized_shape(images, size, align_corners, False)
    face = _face(images)
    old_height, old_width = images.shape[1:3]
    x = _float(images)
    tall: Any = np.float32(0)
    for index, weight in zip(*image_sampling.area(old_height, height, align_corners), strict=True):
        part = x[:, np.maximum(index, 0)] * _column(weight)
        tall = tall + face.where(_column(index >= 0), part, np.float32(0))
    wide: Any = np.float32(0)
    for index, weight in zip(*image_sampling.area(old_width, width, align_corners), strict=True):
        part = tall[:, :, np.maximum(index, 0)] * weight[:, None]
        wide = wide + face.where((index >= 0)[:, None], part, np.float32(0))
    covered = image_sampling.scale(old_height, height, align_corners) * image_sampling.scale(
        old_width, width, align_corners
    )
    return wide * (np.float32(1) / covered)


@kernel(_area, exact=False)
@quiet
def resize_area(images: Any, size: Any, align_corners: bool) -> Any:
    """Images of float32, each pixel the mean of what it covers."""
    return flush(_area(images, size, align_corners))
