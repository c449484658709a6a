"""Convolutions of images, and their gradients by image and by filter."""

from __future__ import annotations

from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed
from scopeflow.ops.define import op
from scopeflow.ops.math.reduction import renamed
from scopeflow.ops.nn.conv_shapes import check_backprop, conv_shape, sizes_shape
from scopeflow.ops.nn.windows import (
    channels_first,
    check_steps,
    int_list,
    kernel_padding,
    others_of,
    sequence,
    spatial_of,
)

_ATTRS = (
    "T: floating, strides: list(int), use_cudnn_on_gpu: bool = True, "
    'padding: {"SAME"|"VALID"|"EXPLICIT"}, explicit_paddings: list(int) = [], '
    'data_format: {"NHWC"|"NCHW"} = "NHWC", dilations: list(int) = [1, 1, 1, 1]'
)


# -- the ops ---------------------------------------------------------------------------------------


@op(f"Conv2D(input: T, filter: T; {_ATTRS}) -> (output: T)", shape=conv_shape("Conv2D", 4))
def _raw_conv2d(input, filter, *, strides, padding, explicit_paddings, data_format, dilations):
    """Images correlated with filters."""
    check_steps(strides, dilations, data_format, 4)
    xp.check(input.ndim == 4, None, f"input must be 4-dimensional{bracketed(input.shape)}")
    xp.check(filter.ndim == 4, None, f"filter must be 4-dimensional: {bracketed(filter.shape)}")
    depth = others_of(input.shape, data_format)[1]
    per_group = filter.shape[2]
    xp.check(per_group > 0, None, "filter must not have zero elements")
    xp.check(
        depth % per_group == 0,
        None,
        "input depth must be evenly divisible by filter depth: %s vs %s",
        depth,
        per_group,
    )
    return xp.conv(
        input,
        filter,
        spatial_of(strides, data_format),
        kernel_padding(padding, explicit_paddings, data_format),
        spatial_of(dilations, data_format),
        channels_first(data_format),
    )


@op(
    f"Conv2DBackpropInput(input_sizes: int32, filter: T, out_backprop: T; {_ATTRS}) -> (output: T)",
    shape=sizes_shape(0, 4),
    static=("input_sizes",),
)
def _raw_conv2d_backprop_input(
    input_sizes,
    filter,
    out_backprop,
    *,
    strides,
    padding,
    explicit_paddings,
    data_format,
    dilations,
):
    """The gradient of a convolution by its images."""
    shape = xp.static_ints(input_sizes, "The shape of the images")
    pads = kernel_padding(padding, explicit_paddings, data_format)
    check_backprop(
        "Conv2DCustomBackpropInput",
        shape,
        filter.shape,
        out_backprop.shape,
        strides,
        pads,
        dilations,
        data_format,
        4,
    )
    return xp.conv_input_grad(
        out_backprop,
        filter,
        shape,
        spatial_of(strides, data_format),
        pads,
        spatial_of(dilations, data_format),
        channels_first(data_format),
    )


@op(
    f"Conv2DBackpropFilter(input: T, filter_sizes: int32, out_backprop: T; {_ATTRS}) -> (output: T)",
    shape=sizes_shape(1, 4),
    static=("filter_sizes",),
)
def _raw_conv2d_backprop_filter(
    input,
    filter_sizes,
    out_backprop,
    *,
    strides,
    padding,
    explicit_paddings,
    data_format,
    dilations,
):
    """The gradient of a convolution by its filters."""
    shape = xp.static_ints(filter_sizes, "The shape of the filters")
    pads = kernel_padding(padding, explicit_paddings, data_format)
    check_backprop(
        "Conv2DCustomBackpropFilter",
        input.shape,
        shape,
        out_backprop.shape,
        strides,
        pads,
        dilations,
        data_format,
        4,
    )
    return xp.conv_filter_grad(
        input,
        out_backprop,
        shape,
        spatial_of(strides, data_format),
        pads,
        spatial_of(dilations, data_format),
        channels_first(data_format),
    )


# -- the public functions --------------------------------------------------------------------------


def converted_padding(padding: Any) -> tuple[Any, list[int]]:
    """A padding argument as the attributes `padding` and `explicit_paddings`.

    Raises:
      ValueError: for "EXPLICIT" itself, or a list that is no list of four pairs.
    """
    if padding == "EXPLICIT":
        raise ValueError(
            '"EXPLICIT" is not a valid value for the padding parameter. To use explicit padding, the padding '
            "parameter must be a list."
        )
    if not isinstance(padding, (list, tuple)):
        return padding, []
    for index, pair in enumerate(padding):
        start = "When padding is a list, each element of padding must be a list/tuple of size 2. "
        if not isinstance(pair, (list, tuple)):
            raise ValueError(f"{start}Element with index {index} of padding is not a list/tuple")
        if len(pair) != 2:
            raise ValueError(f"{start}Element with index {index} of padding has size {len(pair)}")
    if len(padding) != 4:
        raise ValueError(
            f"When padding is a list, it must be of size 4. Got padding of size: {len(padding)}"
        )
    return "EXPLICIT", [number for pair in padding for number in pair]


def conv2d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool = True,
    data_format: str | None = "NHWC",
    dilations: Any = [1, 1, 1, 1],  # noqa: B006 - TensorFlow's default, never changed
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """Images correlated with filters: a convolution layer without its bias.

    Args:
      input: a Tensor of floats [batch, height, width, channels], or as `data_format` says.
      filter: a Tensor of the same dtype [height, width, channels, outputs].
      strides: the steps of the windows: one number, two, or one for each dimension.
      padding: "SAME" (as many windows as steps fit), "VALID" (windows inside the image only), or a list of four pairs
        (before, after), one for each dimension.
      use_cudnn_on_gpu: kept in the graph.
      data_format: "NHWC" or "NCHW".
      dilations: the steps within a window, as `strides`.
      name: a name for the operation.
      filters: the newer spelling of `filter`.

    Returns:
      A Tensor [batch, new height, new width, outputs], in the order of `data_format`.

    Raises:
      ValueError: if the shapes do not fit, or for another padding.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.nn.conv2d(tf.zeros([8, 28, 28, 1]), tf.zeros([5, 5, 1, 32]), strides=2, padding="SAME")
    <tf.Tensor 'Conv2D:0' shape=(8, 14, 14, 32) dtype=float32>

    ```
    """
    filter = renamed("filters", filters, "filter", filter)
    padding, explicit = converted_padding(padding)
    if data_format is None:
        data_format = "NHWC"
    channel_index = 1 if data_format.startswith("NC") else 3
    return _raw_conv2d(
        input,
        filter,
        strides=sequence(strides, 2, channel_index, "strides"),
        padding=padding,
        use_cudnn_on_gpu=use_cudnn_on_gpu,
        explicit_paddings=explicit,
        data_format=data_format,
        dilations=sequence(dilations, 2, channel_index, "dilations"),
        name=name,
    )


def conv2d_backprop_input(
    input_sizes: Any,
    filter: Any = None,
    out_backprop: Any = None,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool = True,
    data_format: str = "NHWC",
    dilations: Any = [1, 1, 1, 1],  # noqa: B006 - TensorFlow's default, never changed
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """The gradient of `conv2d` by its images.

    Args:
      input_sizes: int32 [4], the shape of the images.
      filter: a Tensor of floats [height, width, channels, outputs].
      out_backprop: the gradient of the convolution's output.
      strides, padding, use_cudnn_on_gpu, data_format, dilations: those of the convolution; lists of four numbers.
      name: a name for the operation.
      filters: the newer spelling of `filter`.

    Returns:
      A Tensor of the shape `input_sizes`.

    Raises:
      TypeError: if strides or dilations are no lists.
      InvalidArgumentError: in a run, if the shapes do not belong to one convolution.
    """
    filter = renamed("filters", filters, "filter", filter)
    padding, explicit = converted_padding(padding)
    return _raw_conv2d_backprop_input(
        input_sizes,
        filter,
        out_backprop,
        strides=int_list(strides, "strides", "conv2d_backprop_input"),
        padding=padding,
        use_cudnn_on_gpu=use_cudnn_on_gpu,
        explicit_paddings=explicit,
        data_format=data_format,
        dilations=int_list(dilations, "dilations", "conv2d_backprop_input"),
        name=name,
    )


def conv2d_backprop_filter(
    input: Any,
    filter_sizes: Any,
    out_backprop: Any,
    strides: Any,
    padding: Any,
    use_cudnn_on_gpu: bool = True,
    data_format: str = "NHWC",
    dilations: Any = [1, 1, 1, 1],  # noqa: B006 - TensorFlow's default, never changed
    name: str | None = None,
) -> Tensor:
    """The gradient of `conv2d` by its filters.

    Args:
      input: the images.
      filter_sizes: int32 [4], the shape of the filters.
      out_backprop: the gradient of the convolution's output.
      strides, padding, use_cudnn_on_gpu, data_format, dilations: those of the convolution; lists of four numbers.
      name: a name for the operation.

    Returns:
      A Tensor of the shape `filter_sizes`.

    Raises:
      TypeError: if strides or dilations are no lists.
      InvalidArgumentError: in a run, if the shapes do not belong to one convolution.
    """
    padding, explicit = converted_padding(padding)
    return _raw_conv2d_backprop_filter(
        input,
        filter_sizes,
        out_backprop,
        strides=int_list(strides, "strides", "conv2d_backprop_filter"),
        padding=padding,
        use_cudnn_on_gpu=use_cudnn_on_gpu,
        explicit_paddings=explicit,
        data_format=data_format,
        dilations=int_list(dilations, "dilations", "conv2d_backprop_filter"),
        name=name,
    )
