"""`tf.nn.fused_batch_norm`: batch normalization in one op, in the three versions of it, and their gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed
from scopeflow.ops import rules
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.define import op
from scopeflow.ops.nn.windows import (
    arranged,
    channels_first,
    known_rank,
    others_of,
    spatial_of,
)
from scopeflow.ops.rules import Dims

_ATTRS = 'epsilon: float = 9.99999975e-05, data_format: {"NHWC"|"NCHW"} = "NHWC", is_training: bool = True'
_ONE = "T: {float32}"
_TWO = "T: {float16|bfloat16|float32}, U: {float32}"
# What a CPU has to say in the reserve of the third version.
_NOTHING = np.zeros((), np.float32)


def _channels(inputs: Sequence[Tensor], attrs: dict[str, Any], count: int) -> Any:
    """The channels that the first input and the `count` vectors after it agree on."""
    dims = known_rank(inputs[0]._dims, 4)
    depth = others_of(dims, attrs["data_format"])[1]
    for tensor in inputs[1 : 1 + count]:
        (size,) = known_rank(tensor._dims, 1)
        depth = rules.merge_dim(depth, size)
    return dims, depth


def _shape(reserves: int) -> Any:
    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, ...]:
        data_format = attrs["data_format"]
        dims, depth = _channels(inputs, attrs, 2 if attrs["is_training"] else 4)
        whole = arranged(dims[0], spatial_of(dims, data_format), depth, data_format)
        more: tuple[Dims, ...] = (None,) * (reserves - 2)
        return (whole, (depth,), (depth,), (depth,), (depth,), *more)

    return rule


def _grad_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, ...]:
    data_format = attrs["data_format"]
    dims = known_rank(inputs[0]._dims, 4)
    depth = others_of(dims, data_format)[1]
    others = known_rank(inputs[1]._dims, 4)
    depth = rules.merge_dim(depth, others_of(others, data_format)[1])
    for tensor in inputs[2:5]:
        (size,) = known_rank(tensor._dims, 1)
        depth = rules.merge_dim(depth, size)
    whole = arranged(dims[0], spatial_of(dims, data_format), depth, data_format)
    left: Dims = (0,) if attrs["is_training"] else (depth,)
    return (whole, (depth,), (depth,), left, left)


def _check(x: Any, data_format: str, **vectors: Any) -> None:
    xp.check(x.ndim == 4, None, f"input must be 4-dimensional{bracketed(x.shape)}")
    depth = others_of(x.shape, data_format)[1]
    for what, vector in vectors.items():
        xp.check(vector.ndim == 1, None, f"{what} must be 1-dimensional{bracketed(vector.shape)}")
        xp.check(
            vector.shape[0] == depth,
            None,
            f"{what} must have the same number of elements as the channels of x, got {vector.shape[0]} and {depth}",
        )


def _normalized(
    x: Any,
    scale: Any,
    offset: Any,
    mean: Any,
    variance: Any,
    epsilon: float,
    data_format: str,
    is_training: bool,
) -> tuple[Any, ...]:
    _check(x, data_format, scale=scale, offset=offset)
    first = channels_first(data_format)
    if is_training:
        y, batch_mean, batch_variance, unbiased = xp.batch_norm(x, scale, offset, epsilon, first)
        return y, batch_mean, unbiased, batch_mean, batch_variance
    _check(x, data_format, estimated_mean=mean, estimated_variance=variance)
    y = xp.batch_norm_apply(x, scale, offset, mean, variance, epsilon, first)
    # on a CPU TensorFlow leaves these outputs unset, on a GPU they are what was given
    return y, mean, variance, mean, variance


@op(
    f"FusedBatchNorm(x: T, scale: T, offset: T, mean: T, variance: T; {_ONE}, {_ATTRS}) "
    "-> (y: T, batch_mean: T, batch_variance: T, reserve_space_1: T, reserve_space_2: T)",
    shape=_shape(2),
)
def raw_fused_batch_norm(x, scale, offset, mean, variance, *, epsilon, data_format, is_training):
    """Images normalized by the channel, and the statistics used."""
    return _normalized(x, scale, offset, mean, variance, epsilon, data_format, is_training)


@op(
    f"FusedBatchNormV2(x: T, scale: U, offset: U, mean: U, variance: U; {_TWO}, {_ATTRS}) "
    "-> (y: T, batch_mean: U, batch_variance: U, reserve_space_1: U, reserve_space_2: U)",
    shape=_shape(2),
)
def raw_fused_batch_norm_v2(x, scale, offset, mean, variance, *, epsilon, data_format, is_training):
    """Images, maybe of a 16-bit type, normalized by the channel, and the statistics used."""
    return _normalized(x, scale, offset, mean, variance, epsilon, data_format, is_training)


@op(
    f"FusedBatchNormV3(x: T, scale: U, offset: U, mean: U, variance: U; {_TWO}, {_ATTRS}) "
    "-> (y: T, batch_mean: U, batch_variance: U, reserve_space_1: U, reserve_space_2: U, reserve_space_3: U)",
    shape=_shape(3),
)
def raw_fused_batch_norm_v3(x, scale, offset, mean, variance, *, epsilon, data_format, is_training):
    """Images normalized by the channel, the statistics used, and a reserve that holds nothing."""
    made = _normalized(x, scale, offset, mean, variance, epsilon, data_format, is_training)
    return (*made, _NOTHING)


def _gradients(
    grad: Any,
    x: Any,
    scale: Any,
    mean: Any,
    variance: Any,
    epsilon: float,
    data_format: str,
    is_training: bool,
) -> tuple[Any, ...]:
    _check(x, data_format, scale=scale, saved_mean=mean, saved_variance=variance)
    xp.check(grad.shape == x.shape, None, "x and y_backprop must have the same shape")
    made = xp.batch_norm_grad(
        grad, x, scale, mean, variance, epsilon, channels_first(data_format), is_training
    )
    left = np.zeros(0 if is_training else mean.shape, np.float32)
    return (*made, left, left)


@op(
    f"FusedBatchNormGrad(y_backprop: T, x: T, scale: T, reserve_space_1: T, reserve_space_2: T; {_ONE}, {_ATTRS}) "
    "-> (x_backprop: T, scale_backprop: T, offset_backprop: T, reserve_space_3: T, reserve_space_4: T)",
    shape=_grad_shape,
)
def raw_grad(
    y_backprop,
    x,
    scale,
    reserve_space_1,
    reserve_space_2,
    *,
    epsilon,
    data_format,
    is_training,
):
    """The gradients of FusedBatchNorm by images, scale and offset."""
    return _gradients(
        y_backprop, x, scale, reserve_space_1, reserve_space_2, epsilon, data_format, is_training
    )


@op(
    "FusedBatchNormGradV2(y_backprop: T, x: T, scale: float32, reserve_space_1: U, reserve_space_2: U; "
    f"{_TWO}, {_ATTRS}) "
    "-> (x_backprop: T, scale_backprop: U, offset_backprop: U, reserve_space_3: U, reserve_space_4: U)",
    shape=_grad_shape,
)
def raw_grad_v2(
    y_backprop,
    x,
    scale,
    reserve_space_1,
    reserve_space_2,
    *,
    epsilon,
    data_format,
    is_training,
):
    """The gradients of FusedBatchNormV2 by images, scale and offset."""
    return _gradients(
        y_backprop, x, scale, reserve_space_1, reserve_space_2, epsilon, data_format, is_training
    )


@op(
    "FusedBatchNormGradV3(y_backprop: T, x: T, scale: float32, reserve_space_1: U, reserve_space_2: U, "
    f"reserve_space_3: U; {_TWO}, {_ATTRS}) "
    "-> (x_backprop: T, scale_backprop: U, offset_backprop: U, reserve_space_4: U, reserve_space_5: U)",
    shape=_grad_shape,
)
def raw_grad_v3(
    y_backprop,
    x,
    scale,
    reserve_space_1,
    reserve_space_2,
    reserve_space_3,
    *,
    epsilon,
    data_format,
    is_training,
):
    """The gradients of FusedBatchNormV3 by images, scale and offset."""
    return _gradients(
        y_backprop, x, scale, reserve_space_1, reserve_space_2, epsilon, data_format, is_training
    )


# A smaller epsilon than cuDNN takes is replaced by this one.
_LEAST_EPSILON = 1.001e-5


def fused_batch_norm(
    x: Any,
    scale: Any,
    offset: Any,
    mean: Any = None,
    variance: Any = None,
    epsilon: float = 0.001,
    data_format: str = "NHWC",
    is_training: bool = True,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """Images normalized by the channel: y = scale * (x - mean) / sqrt(variance + epsilon) + offset.

    Args:
      x: a Tensor of float16, bfloat16 or float32 [batch, height, width, channels], or as `data_format` says.
      scale: a Tensor of float32 [channels].
      offset: a Tensor of float32 [channels].
      mean: a Tensor of float32 [channels]; only if `is_training` is false.
      variance: a Tensor of float32 [channels]; only if `is_training` is false.
      epsilon: a small number; at least 1.001e-5 is taken.
      data_format: "NHWC" or "NCHW".
      is_training: whether to normalize with the batch's own mean and variance.
      name: a name for the operation.

    Returns:
      (y, mean, variance): the images, the batch's mean, and its variance with Bessel's correction; or those that were
      given.

    Raises:
      ValueError: if mean or variance are given for training, or the shapes do not fit.
    """
    x = internal_convert(x, name="input")
    scale = internal_convert(scale, name="scale")
    offset = internal_convert(offset, name="offset")
    if is_training and (mean is not None or variance is not None):
        raise ValueError("Both 'mean' and 'variance' must be None if is_training is True.")
    if mean is None:
        mean = constant([])
    if variance is None:
        variance = constant([])
    epsilon = epsilon if epsilon > _LEAST_EPSILON else _LEAST_EPSILON
    made = raw_fused_batch_norm_v3(
        x,
        scale,
        offset,
        mean,
        variance,
        epsilon=epsilon,
        data_format=data_format,
        is_training=is_training,
        name=name,
    )
    return made[0], made[1], made[2]
