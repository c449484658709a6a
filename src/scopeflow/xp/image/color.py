"""The colors of images whose last dimension is red, green, blue: hue and saturation, contrast."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.errors import FailedPreconditionError
from scopeflow.xp import door
from scopeflow.xp.checks import check
from scopeflow.xp.face import is_known, kernel, quiet
from scopeflow.xp.floats import bfloat16, flush, widen

_HALVES = (np.dtype(np.float16), bfloat16)


def _shown(x: Any) -> str:
    return "[" + ",".join(map(str, np.shape(x))) + "]"


def _face(x: Any) -> Any:
    return np if is_known(x) else door.jnp()


def _check_colors(x: Any) -> None:
    check(np.ndim(x) >= 1, None, "input must be at least 1D%s", _shown(x))
    check(
        x.shape[-1] == 3,
        FailedPreconditionError,
        "input must have 3 channels but input only has %s channels.",
        x.shape[-1],
    )


def _hue(face: Any, x: Any, top: Any, span: Any) -> Any:
    """The hue in [0, 1), 0 for grays."""
    kind = x.dtype.type
    red, green, blue = x[..., 0], x[..., 1], x[..., 2]
    third = kind(2.0 / 6.0)
    unit = kind(1) / (kind(6) * span)
    of_blue = unit * (red - green) + third + third
    of_green = unit * (blue - red) + third
    found = face.where(
        red == top, unit * (green - blue), face.where(green == top, of_green, of_blue)
    )
    found = face.where(span > 0, found, kind(0))
    return face.where(found < 0, found + kind(1), found)


def _shares(face: Any, hue: Any) -> Any:
    """How much of the span from the least to the greatest color each color has: 0 to 1."""
    kind = hue.dtype.type
    place = hue * kind(6)
    red = face.abs(place - kind(3)) - kind(1)
    green = kind(2) - face.abs(place - kind(2))
    blue = kind(2) - face.abs(place - kind(4))
    return face.clip(face.stack([red, green, blue], -1), kind(0), kind(1))


def _from_hsv(face: Any, hue: Any, saturation: Any, value: Any) -> Any:
    kind = hue.dtype.type
    saturation, value = saturation[..., None], value[..., None]
    return (kind(1) - saturation + saturation * _shares(face, hue)) * value


def _saturation(face: Any, top: Any, span: Any) -> Any:
    return face.where(top > 0, span / top, top.dtype.type(0))


def _to_hsv(face: Any, x: Any) -> tuple[Any, Any, Any]:
    top = x.max(-1)
    span = top - x.min(-1)
    return _hue(face, x, top, span), _saturation(face, top, span), top


def _widened(images: Any) -> Any:
    return (
        widen(images)
        if is_known(images)
        else (images.astype(np.float32) if images.dtype in _HALVES else images)
    )


@quiet
def _rgb_to_hsv(images: Any) -> Any:
    _check_colors(images)
    face = _face(images)
    return face.stack(_to_hsv(face, _widened(images)), -1).astype(images.dtype)


@kernel(_rgb_to_hsv, exact=False)
def rgb_to_hsv(images: Any) -> Any:
    """Hue, saturation and value of colors, all in [0, 1] for colors in [0, 1]."""
    return flush(_rgb_to_hsv(np.asarray(images)))


@quiet
def _hsv_to_rgb(images: Any) -> Any:
    _check_colors(images)
    face = _face(images)
    x = _widened(images)
    return _from_hsv(face, x[..., 0], x[..., 1], x[..., 2]).astype(images.dtype)


@kernel(_hsv_to_rgb, exact=False)
def hsv_to_rgb(images: Any) -> Any:
    """The colors of a hue, saturation and value."""
    return flush(_hsv_to_rgb(np.asarray(images)))


def _check_adjusted(images: Any, amount: Any, name: str) -> None:
    check(np.ndim(images) >= 3, None, "input must be at least 3-D, got shape%s", _shown(images))
    check(np.ndim(amount) == 0, None, "%s must be scalar: %s", name, _shown(amount))


def _check_channels(images: Any) -> None:
    check(
        images.shape[-1] == 3,
        None,
        "input must have 3 channels but instead has %s channels.",
        images.shape[-1],
    )


@quiet
def _adjust_hue(images: Any, delta: Any) -> Any:
    _check_adjusted(images, delta, "delta")
    _check_channels(images)
    face = _face(images) if is_known(delta) else door.jnp()
    x = _widened(images)
    top, least = x.max(-1), x.min(-1)
    span = top - least
    hue = _hue(face, x, top, span) + delta
    hue = hue - face.floor(hue)
    turned = least[..., None] + _shares(face, hue) * span[..., None]
    return turned.astype(images.dtype)


@kernel(_adjust_hue, arrays=2, exact=False)
def adjust_hue(images: Any, delta: Any) -> Any:
    """Colors with their hue turned by `delta` of a full circle."""
    return flush(_adjust_hue(np.asarray(images), np.asarray(delta)))


@quiet
def _adjust_saturation(images: Any, scale: Any) -> Any:
    _check_adjusted(images, scale, "scale")
    _check_channels(images)
    face = _face(images) if is_known(scale) else door.jnp()
    hue, saturation, value = _to_hsv(face, _widened(images))
    kind = saturation.dtype.type
    changed = face.clip(saturation * scale, kind(0), kind(1))
    return _from_hsv(face, hue, changed, value).astype(images.dtype)


@kernel(_adjust_saturation, arrays=2, exact=False)
def adjust_saturation(images: Any, scale: Any) -> Any:
    """Colors with their saturation multiplied by `scale` and held within [0, 1]."""
    return flush(_adjust_saturation(np.asarray(images), np.asarray(scale)))


@quiet
def _adjust_contrast(images: Any, factor: Any) -> Any:
    _check_adjusted(images, factor, "contrast_factor")
    x = _widened(images)
    count = x.shape[-3] * x.shape[-2]
    if not count:
        return images
    mean = x.sum((-3, -2), keepdims=True, dtype=x.dtype) / x.dtype.type(count)
    return ((x - mean) * factor + mean).astype(images.dtype)


@kernel(_adjust_contrast, arrays=2, exact=False)
def adjust_contrast(images: Any, factor: Any) -> Any:
    """Images whose distances from the mean of their channel are multiplied by `factor`."""
    return flush(_adjust_contrast(np.asarray(images), np.asarray(factor)))
