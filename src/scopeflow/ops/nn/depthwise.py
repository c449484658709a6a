"""Convolutions of each channel by itself: the op and those of its gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.nn.conv_shapes import check_backprop, sizes_shape
from scopeflow.ops.nn.windows import (
    arranged,
    channels_first,
    check_attr_lengths,
    check_steps,
    int_list,
    known_rank,
    others_of,
    spatial_of,
    window_dims,
)
from scopeflow.ops.rules import Dims

_ATTRS = (
    'T: floating, strides: list(int), padding: {"SAME"|"VALID"}, data_format: {"NHWC"|"NCHW"} = "NHWC", '
    "dilations: list(int) = [1, 1, 1, 1]"
)


def _shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    data_format = attrs["data_format"]
    dims = known_rank(inputs[0]._dims, 4)
    height, width, depth_in, multiplier = known_rank(inputs[1]._dims, 4)
    check_attr_lengths("DepthwiseConv2D", 4, stride=attrs["strides"], dilation=attrs["dilations"])
    batch, depth = others_of(dims, data_format)
    depth = rules.merge_dim(depth, depth_in)
    outputs = None if depth is None or multiplier is None else depth * multiplier
    inner = window_dims(
        dims,
        (height, width),
        attrs["strides"],
        attrs["padding"],
        data_format,
        attrs["dilations"],
    )
    return (arranged(batch, inner, outputs, data_format),)


def _check(strides: Any, dilations: Any, data_format: str) -> None:
    check_steps(strides, dilations, data_format, 4)
    steps = spatial_of(strides, data_format)
    xp.check(
        steps[0] == steps[1],
        None,
        "Current implementation only supports equal length strides in the row and column dimensions.",
    )


def _as_groups(filter_shape: Sequence[int]) -> tuple[int, ...]:
    """The shape of the filter as one of a convolution with as many groups as channels."""
    height, width, depth, multiplier = filter_shape
    return (height, width, 1, depth * multiplier)


@op(f"DepthwiseConv2dNative(input: T, filter: T; {_ATTRS}) -> (output: T)", shape=_shape)
def _raw_depthwise(input, filter, *, strides, padding, data_format, dilations):
    """Each channel of images correlated with its own filters."""
    _check(strides, dilations, data_format)
    xp.check(input.ndim == 4, None, f"input must be 4-dimensional{list(input.shape)}")
    xp.check(filter.ndim == 4, None, f"filter must be 4-dimensional: {list(filter.shape)}")
    depth = others_of(input.shape, data_format)[1]
    xp.check(
        depth == filter.shape[2],
        None,
        "input and filter must have the same depth: %s vs %s",
        depth,
        filter.shape[2],
    )
    return xp.conv(
        input,
        xp.reshape(filter, _as_groups(filter.shape)),
        spatial_of(strides, data_format),
        padding,
        spatial_of(dilations, data_format),
        channels_first(data_format),
    )


@op(
    f"DepthwiseConv2dNativeBackpropInput(input_sizes: int32, filter: T, out_backprop: T; {_ATTRS}) -> (output: T)",
    shape=sizes_shape(0, 4),
    static=("input_sizes",),
)
def _raw_depthwise_backprop_input(
    input_sizes, filter, out_backprop, *, strides, padding, data_format, dilations
):
    """The gradient of a depthwise convolution by its images."""
    shape = xp.static_ints(input_sizes, "The shape of the images")
    _check(strides, dilations, data_format)
    _check_shapes(
        "DepthwiseConv2DBackpropInput",
        shape,
        filter.shape,
        out_backprop.shape,
        strides,
        padding,
        dilations,
        data_format,
    )
    return xp.conv_input_grad(
        out_backprop,
        xp.reshape(filter, _as_groups(filter.shape)),
        shape,
        spatial_of(strides, data_format),
        padding,
        spatial_of(dilations, data_format),
        channels_first(data_format),
    )


@op(
    f"DepthwiseConv2dNativeBackpropFilter(input: T, filter_sizes: int32, out_backprop: T; {_ATTRS}) -> (output: T)",
    shape=sizes_shape(1, 4),
    static=("filter_sizes",),
)
def _raw_depthwise_backprop_filter(
    input, filter_sizes, out_backprop, *, strides, padding, data_format, dilations
):
    """The gradient of a depthwise convolution by its filters."""
    shape = xp.static_ints(filter_sizes, "The shape of the filters")
    _check(strides, dilations, data_format)
    _check_shapes(
        "DepthwiseConv2DBackpropFilter",
        input.shape,
        shape,
        out_backprop.shape,
        strides,
        padding,
        dilations,
        data_format,
    )
    grad = xp.conv_filter_grad(
        input,
        out_backprop,
        _as_groups(shape),
        spatial_of(strides, data_format),
        padding,
        spatial_of(dilations, data_format),
        channels_first(data_format),
    )
    return xp.reshape(grad, shape)


def _check_shapes(
    kind: str,
    shape: Sequence[int],
    filter_shape: Sequence[int],
    grad_shape: Sequence[int],
    strides: Any,
    padding: Any,
    dilations: Any,
    data_format: str,
) -> None:
    xp.check(len(filter_shape) == 4, None, f"{kind}: filter must be 4-dimensional")
    xp.check(len(shape) == 4, None, f"{kind}: input must be 4-dimensional")
    xp.check(
        others_of(shape, data_format)[1] == filter_shape[2],
        None,
        f"{kind}: input and filter must have the same in_depth",
    )
    check_backprop(
        kind,
        shape,
        _as_groups(filter_shape),
        grad_shape,
        strides,
        padding,
        dilations,
        data_format,
        4,
    )


# -- the public functions --------------------------------------------------------------------------


def depthwise_conv2d_native(
    input: Any,
    filter: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    dilations: Any = [1, 1, 1, 1],  # noqa: B006 - TensorFlow's default, never changed
    name: str | None = None,
) -> Tensor:
    """Each channel of images correlated with its own filters.

    Args:
      input: a Tensor of floats [batch, height, width, channels], or as `data_format` says.
      filter: a Tensor of the same dtype [height, width, channels, multiplier].
      strides: the steps of the windows, a list of four numbers; equal for height and width.
      padding: "SAME" or "VALID".
      data_format: "NHWC" or "NCHW".
      dilations: the steps within a window, a list of four numbers.
      name: a name for the operation.

    Returns:
      A Tensor [batch, new height, new width, channels * multiplier].

    Raises:
      TypeError: if strides or dilations are no lists.
      ValueError: if the shapes do not fit.
    """
    return _raw_depthwise(
        input,
        filter,
        strides=int_list(strides, "strides", "depthwise_conv2d_native"),
        padding=padding,
        data_format="NHWC" if data_format is None else data_format,
        dilations=[1, 1, 1, 1]
        if dilations is None
        else int_list(dilations, "dilations", "depthwise_conv2d_native"),
        name=name,
    )


def depthwise_conv2d_native_backprop_input(
    input_sizes: Any,
    filter: Any,
    out_backprop: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    dilations: Any = [1, 1, 1, 1],  # noqa: B006 - TensorFlow's default, never changed
    name: str | None = None,
) -> Tensor:
    """The gradient of `depthwise_conv2d_native` by its images.

    Args:
      input_sizes: int32 [4], the shape of the images.
      filter: a Tensor of floats [height, width, channels, multiplier].
      out_backprop: the gradient of the convolution's output.
      strides, padding, data_format, dilations: those of the convolution.
      name: a name for the operation.
    """
    kind = "depthwise_conv2d_native_backprop_input"
    return _raw_depthwise_backprop_input(
        input_sizes,
        filter,
        out_backprop,
        strides=int_list(strides, "strides", kind),
        padding=padding,
        data_format=data_format,
        dilations=int_list(dilations, "dilations", kind),
        name=name,
    )


def depthwise_conv2d_native_backprop_filter(
    input: Any,
    filter_sizes: Any,
    out_backprop: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    dilations: Any = [1, 1, 1, 1],  # noqa: B006 - TensorFlow's default, never changed
    name: str | None = None,
) -> Tensor:
    """The gradient of `depthwise_conv2d_native` by its filters.

    Args:
      input: the images.
      filter_sizes: int32 [4], the shape of the filters.
      out_backprop: the gradient of the convolution's output.
      strides, padding, data_format, dilations: those of the convolution.
      name: a name for the operation.
    """
    kind = "depthwise_conv2d_native_backprop_filter"
    return _raw_depthwise_backprop_filter(
        input,
        filter_sizes,
        out_backprop,
        strides=int_list(strides, "strides", kind),
        padding=padding,
        data_format=data_format,
        dilations=int_list(dilations, "dilations", kind),
        name=name,
    )
