"""Depthwise and separable convolutions of images, dilated by way of the batch."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.math.reduction import renamed
from scopeflow.ops.nn.conv import conv2d
from scopeflow.ops.nn.depthwise import depthwise_conv2d_native
from scopeflow.ops.nn.spacing import with_space_to_batch
from scopeflow.ops.scoping import name_scope


def depthwise_conv2d(
    input: Any,
    filter: Any,
    strides: Any,
    padding: str,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """Each channel of images correlated with its own filters.

    Args:
      input: a Tensor of floats [batch, height, width, channels], or as `data_format` says.
      filter: a Tensor of the same dtype [height, width, channels, multiplier].
      strides: the steps of the windows, a list of four numbers; equal for height and width.
      padding: "SAME" or "VALID".
      rate: the steps within a window, two numbers; not together with strides above 1.
      name: a name for the operation.
      data_format: "NHWC" (as None) or "NCHW".
      dilations: the newer spelling of `rate`.

    Returns:
      A Tensor [batch, new height, new width, channels * multiplier].

    Raises:
      ValueError: if the shapes do not fit.
    """
    rate = renamed("dilations", dilations, "rate", rate)
    with name_scope(name, "depthwise", [input, filter]) as full:
        input = convert_to_tensor(input, name="tensor_in")
        filter = convert_to_tensor(filter, name="filter_in")
        if rate is None:
            rate = [1, 1]

        def plain(x: Tensor, _: int, plain_padding: str) -> Tensor:
            return depthwise_conv2d_native(
                input=x,
                filter=filter,
                strides=strides,
                padding=plain_padding,
                data_format=data_format,  # type: ignore[arg-type]
                name=full,
            )

        return with_space_to_batch(
            input=input,
            filter_shape=shape(filter),
            dilation_rate=rate,
            padding=padding,
            data_format=data_format,
            op=plain,
        )


def separable_conv2d(
    input: Any,
    depthwise_filter: Any,
    pointwise_filter: Any,
    strides: Any,
    padding: str,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """A depthwise convolution of images, then one over the channels of each pixel.

    Args:
      input: a Tensor of floats [batch, height, width, channels], or as `data_format` says.
      depthwise_filter: a Tensor of the same dtype [height, width, channels, multiplier].
      pointwise_filter: a Tensor of the same dtype [1, 1, channels * multiplier, outputs].
      strides: the steps of the windows, a list of four numbers; equal for height and width.
      padding: "SAME" or "VALID".
      rate: the steps within a window, two numbers; not together with strides above 1.
      name: a name for the operation.
      data_format: "NHWC" (as None) or "NCHW".
      dilations: the newer spelling of `rate`.

    Returns:
      A Tensor [batch, new height, new width, outputs].

    Raises:
      ValueError: if the shapes do not fit.
    """
    rate = renamed("dilations", dilations, "rate", rate)
    with name_scope(name, "separable_conv2d", [input, depthwise_filter, pointwise_filter]) as full:
        input = convert_to_tensor(input, name="tensor_in")
        depthwise_filter = convert_to_tensor(depthwise_filter, name="depthwise_filter")
        pointwise_filter = convert_to_tensor(pointwise_filter, name="pointwise_filter")
        pointwise_shape = pointwise_filter.shape.with_rank(4)
        pointwise_shape.dims[0].assert_is_compatible_with(1)
        pointwise_shape.dims[1].assert_is_compatible_with(1)
        if rate is None:
            rate = [1, 1]

        def plain(x: Tensor, _: int, plain_padding: str) -> Tensor:
            return depthwise_conv2d_native(
                input=x,
                filter=depthwise_filter,
                strides=strides,
                padding=plain_padding,
                data_format=data_format,  # type: ignore[arg-type]
                name="depthwise",
            )

        by_channel = with_space_to_batch(
            input=input,
            filter_shape=shape(depthwise_filter),
            dilation_rate=rate,
            padding=padding,
            data_format=data_format,
            op=plain,
        )
        return conv2d(
            by_channel,
            pointwise_filter,
            strides=[1, 1, 1, 1],
            padding="VALID",
            data_format=data_format,
            name=full,
        )
