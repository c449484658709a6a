"""Batch normalization of images in one piece, and its gradient; computed in float32."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.face import is_known, kernel, lift, quiet
from scopeflow.xp.floats import flush


def _face(x: Any) -> Any:
    return np if is_known(x) else door.jnp()


def _axes(x: Any, channels_first: bool) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The axes that are summed over, and the shape of one number per channel beside `x`."""
    axis = 1 if channels_first else x.ndim - 1
    shape = [1] * x.ndim
    shape[axis] = x.shape[axis]
    return tuple(i for i in range(x.ndim) if i != axis), tuple(shape)


def _normalized(
    x: Any, scale: Any, offset: Any, mean: Any, variance: Any, epsilon: float, shape: Any
) -> Any:
    face = _face(x)
    wide = x.astype(np.float32)
    factor = scale / face.sqrt(variance + np.float32(epsilon))
    out = (wide - mean.reshape(shape)) * factor.reshape(shape) + offset.reshape(shape)
    return out.astype(x.dtype)


def _train(
    x: Any, scale: Any, offset: Any, epsilon: float, channels_first: bool
) -> tuple[Any, Any, Any, Any]:
    face = _face(x)
    axes, shape = _axes(x, channels_first)
    wide = x.astype(np.float32)
    count = prod(x.shape[axis] for axis in axes)
    if not count:
        none = np.full(scale.shape, np.nan, np.float32)
        return x, none, none, none
    mean = face.mean(wide, axes, dtype=np.float32)
    centered = wide - mean.reshape(shape)
    variance = face.mean(centered * centered, axes, dtype=np.float32)
    unbiased = variance * np.float32(count / max(count - 1, 1))
    return _normalized(x, scale, offset, mean, variance, epsilon, shape), mean, variance, unbiased


def _train_jax(x: Any, scale: Any, offset: Any, epsilon: float, channels_first: bool) -> Any:
    x, scale, offset = lift(x, scale, offset)
    return _train(x, scale, offset, epsilon, channels_first)


@kernel(_train_jax, arrays=3, exact=False)
@quiet
def batch_norm(x: Any, scale: Any, offset: Any, epsilon: float, channels_first: bool) -> Any:
    """(normalized x, mean, variance, unbiased variance) of images, by the channel."""
    return _train(flush(x), scale, offset, epsilon, channels_first)


def _apply_jax(
    x: Any, scale: Any, offset: Any, mean: Any, variance: Any, epsilon: float, channels_first: bool
) -> Any:
    x, scale, offset, mean, variance = lift(x, scale, offset, mean, variance)
    return _normalized(x, scale, offset, mean, variance, epsilon, _axes(x, channels_first)[1])


@kernel(_apply_jax, arrays=5, exact=False)
@quiet
def batch_norm_apply(
    x: Any, scale: Any, offset: Any, mean: Any, variance: Any, epsilon: float, channels_first: bool
) -> Any:
    """Images normalized with a given mean and variance of each channel."""
    shape = _axes(x, channels_first)[1]
    return _normalized(flush(x), scale, offset, mean, variance, epsilon, shape)


def _grad(
    grad: Any,
    x: Any,
    scale: Any,
    mean: Any,
    variance: Any,
    epsilon: float,
    channels_first: bool,
    training: bool,
) -> tuple[Any, Any, Any]:
    face = _face(x)
    axes, shape = _axes(x, channels_first)
    wide, g = x.astype(np.float32), grad.astype(np.float32)
    count = prod(x.shape[axis] for axis in axes)
    inverse = 1 / face.sqrt(variance + np.float32(epsilon))
    centered = wide - mean.reshape(shape)
    by_offset = face.sum(g, axes, dtype=np.float32)
    product = face.sum(g * centered, axes, dtype=np.float32)
    by_scale = product * inverse
    if training and count:
        share = product / np.float32(count) * inverse * inverse
        g = g - (by_offset / np.float32(count)).reshape(shape) - centered * share.reshape(shape)
    by_x = g * (scale * inverse).reshape(shape)
    return by_x.astype(x.dtype), by_scale, by_offset


def _grad_jax(grad: Any, x: Any, scale: Any, mean: Any, variance: Any, *rest: Any) -> Any:
    return _grad(*lift(grad, x, scale, mean, variance), *rest)


@kernel(_grad_jax, arrays=5, exact=False)
@quiet
def batch_norm_grad(
    grad: Any,
    x: Any,
    scale: Any,
    mean: Any,
    variance: Any,
    epsilon: float,
    channels_first: bool,
    training: bool,
) -> Any:
    """The gradients of a batch normalization by images, scale and offset."""
    return _grad(flush(grad), flush(x), scale, mean, variance, epsilon, channels_first, training)
