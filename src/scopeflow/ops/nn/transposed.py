"""Transposed convolutions: the gradients of convolutions, used as layers of their own."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.blocks import batch_to_space, space_to_batch
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import expand_dims, shape, squeeze
from scopeflow.ops.math.reduction import renamed
from scopeflow.ops.nn.conv import _raw_conv2d_backprop_input
from scopeflow.ops.nn.conv3d import _raw_backprop_input
from scopeflow.ops.nn.windows import sequence
from scopeflow.ops.scoping import name_scope


def conv2d_transpose(
    value: Any = None,
    filter: Any = None,
    output_shape: Any = None,
    strides: Any = None,
    padding: Any = "SAME",
    data_format: str | None = "NHWC",
    name: str | None = None,
    input: Any = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """The transpose of `conv2d`: images grown from their features.

    Args:
      value: a Tensor of floats [batch, height, width, channels], or as `data_format` says.
      filter: a Tensor of the same dtype [height, width, outputs, channels].
      output_shape: int32 [4], the shape of the result.
      strides: the steps of the windows in the result: one number, two, or one for each dimension.
      padding: "SAME" or "VALID": that of the convolution which this one transposes.
      data_format: "NHWC" or "NCHW".
      name: a name for the operation.
      input: the newer spelling of `value`.
      filters: the newer spelling of `filter`.
      dilations: the steps within a window, as `strides`.

    Returns:
      A Tensor of the shape `output_shape`.

    Raises:
      InvalidArgumentError: in a run, if the shapes do not belong to one convolution.
    """
    value = renamed("input", input, "value", value)
    filter = renamed("filters", filters, "filter", filter)
    with name_scope(name, "conv2d_transpose", [value, filter, output_shape]) as full:
        return _transposed2d(
            value, filter, output_shape, strides, padding, data_format, dilations, full
        )


def _transposed2d(
    value: Any,
    filter: Any,
    output_shape: Any,
    strides: Any,
    padding: Any,
    data_format: str | None,
    dilations: Any,
    name: str,
) -> Tensor:
    data_format = "NHWC" if data_format is None else data_format
    channel_index = 1 if data_format.startswith("NC") else 3
    return _raw_conv2d_backprop_input(
        output_shape,
        filter,
        value,
        strides=sequence(strides, 2, channel_index, "strides"),
        padding=padding,
        data_format=data_format,
        dilations=sequence(dilations, 2, channel_index, "dilations"),
        name=name,
    )


def conv3d_transpose(
    value: Any,
    filter: Any = None,
    output_shape: Any = None,
    strides: Any = None,
    padding: Any = "SAME",
    data_format: str | None = "NDHWC",
    name: str | None = None,
    input: Any = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """The transpose of `conv3d`.

    Args:
      value: a Tensor of floats [batch, depth, height, width, channels], or as `data_format` says.
      filter: a Tensor of the same dtype [depth, height, width, outputs, channels].
      output_shape: int32 [5], the shape of the result.
      strides: the steps of the windows in the result: one number, three, or one for each dimension.
      padding: "SAME" or "VALID".
      data_format: "NDHWC" or "NCDHW".
      name: a name for the operation.
      input: the newer spelling of `value`.
      filters: the newer spelling of `filter`.
      dilations: the steps within a window, as `strides`.

    Raises:
      InvalidArgumentError: in a run, if the shapes do not belong to one convolution.
    """
    filter = renamed("filters", filters, "filter", filter)
    value = renamed("input", input, "value", value)
    return _transposed3d(
        value, filter, output_shape, strides, padding, data_format, dilations, name
    )


def _transposed3d(
    value: Any,
    filter: Any,
    output_shape: Any,
    strides: Any,
    padding: Any,
    data_format: str | None,
    dilations: Any,
    name: str | None,
) -> Tensor:
    with name_scope(name, "conv3d_transpose", [value, filter, output_shape]) as full:
        data_format = "NDHWC" if data_format is None else data_format
        channel_index = 1 if data_format.startswith("NC") else 4
        return _raw_backprop_input(
            output_shape,
            filter,
            value,
            strides=sequence(strides, 3, channel_index, "strides"),
            padding=padding,
            data_format=data_format,
            dilations=sequence(dilations, 3, channel_index, "dilations"),
            name=full,
        )


def conv1d_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str | None = "NWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The transpose of `conv1d`.

    Args:
      input: a Tensor of floats [batch, width, channels], or as `data_format` says.
      filters: a Tensor of the same dtype [width, outputs, channels].
      output_shape: int32 [3], the shape of the result.
      strides: the step of the windows in the result: one number, or one for each dimension.
      padding: "SAME" or "VALID".
      data_format: "NWC" or "NCW".
      dilations: the step within a window, as `strides`.
      name: a name for the scope of the operations.

    Raises:
      ValueError: for another format.
    """
    with name_scope(name, "conv1d_transpose", [input, filters, output_shape]) as full:
        if data_format is None or data_format == "NWC":
            wide_format, axis, channel_index = "NHWC", 1, 2
        elif data_format == "NCW":
            wide_format, axis, channel_index = "NCHW", 2, 1
        else:
            raise ValueError('data_format must be "NWC" or "NCW".')
        strides = [1, *sequence(strides, 1, channel_index, "stride")]
        rates = [1, *sequence(dilations, 1, channel_index, "dilations")]
        wide = expand_dims(input, axis)
        wide_filters = expand_dims(filters, 0)
        if not isinstance(output_shape, (list, tuple, np.ndarray, Tensor)):
            output_shape = list(output_shape)
        sizes = concat([output_shape[:axis], [1], output_shape[axis:]], 0)
        result = _raw_conv2d_backprop_input(
            sizes,
            wide_filters,
            wide,
            strides=strides,
            padding=padding,
            data_format=wide_format,
            dilations=rates,
            name=full,
        )
        return squeeze(result, [axis])


def conv_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str | None = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The transpose of a convolution of one, two or three spatial dimensions.

    Args:
      input: a Tensor of floats [batch, ..., channels], or as `data_format` says.
      filters: a Tensor of the same dtype [..., outputs, channels].
      output_shape: int32 [rank], the shape of the result; its length must be known.
      strides: the steps of the windows in the result.
      padding: "SAME" or "VALID".
      data_format: one that begins with "NC" says that the channels come second.
      dilations: the steps within a window.
      name: a name for the scope of the operations.

    Raises:
      ValueError: for another length of `output_shape`.
    """
    with name_scope(name, "conv_transpose", [input, filters, output_shape]) as full:
        if isinstance(output_shape, Tensor):
            count = output_shape.shape[0] - 2
        else:
            count = len(output_shape) - 2
        if not 1 <= count <= 3:
            raise ValueError(f"output_shape must be of length 3, 4 or 5 but was {count + 2}.")
        rest = (strides, padding, data_format)
        if count == 1:
            return conv1d_transpose(input, filters, output_shape, *rest, dilations, full)
        if count == 2:
            with name_scope(full, "conv2d_transpose", [input, filters, output_shape]) as inner:
                return _transposed2d(input, filters, output_shape, *rest, dilations, inner)
        return _transposed3d(input, filters, output_shape, *rest, dilations, full)


def atrous_conv2d_transpose(
    value: Any,
    filters: Any,
    output_shape: Any,
    rate: int,
    padding: str,
    name: str | None = None,
) -> Tensor:
    """The transpose of `atrous_conv2d`.

    Args:
      value: a Tensor of floats [batch, height, width, channels].
      filters: a Tensor of the same dtype [height, width, outputs, channels].
      output_shape: int32 [4], the shape of the result.
      rate: the step within a window.
      padding: "SAME" or "VALID".
      name: a name for the scope of the operations.

    Raises:
      ValueError: if the shapes do not fit, or for a rate below 1.
    """
    with name_scope(name, "atrous_conv2d_transpose", [value, filters, output_shape]):
        value = convert_to_tensor(value, name="value")
        filters = convert_to_tensor(filters, name="filters")
        if not value.shape.dims[3].is_compatible_with(filters.shape[3]):
            raise ValueError(
                "value's input channels does not match filters' input channels, "
                f"{value.shape[3]} != {filters.shape[3]}"
            )
        if rate < 1:
            raise ValueError(f"rate {rate} cannot be less than one")
        if rate == 1:
            return conv2d_transpose(
                value, filters, output_shape, strides=[1, 1, 1, 1], padding=padding
            )
        sizes = convert_to_tensor(output_shape, name="output_shape")
        if not sizes.shape.is_compatible_with(TensorShape([4])):
            raise ValueError(f"output_shape must have shape (4,), got {sizes.shape}")
        if isinstance(output_shape, tuple):
            output_shape = list(output_shape)
        if isinstance(output_shape, (list, np.ndarray)) and not filters.shape.dims[
            2
        ].is_compatible_with(output_shape[3]):
            raise ValueError(
                f"output_shape does not match filter's output channels, {output_shape[3]} != {filters.shape[2]}"
            )
        (top, bottom), (left, right) = _margins(filters, rate, padding)
        height = output_shape[1] + top + bottom
        width = output_shape[2] + left + right
        more_rows = (rate - height % rate) % rate
        more_columns = (rate - width % rate) % rate
        spread = space_to_batch(
            input=value, paddings=[[0, more_rows], [0, more_columns]], block_size=rate
        )
        input_sizes = [
            rate * rate * output_shape[0],
            (height + more_rows) // rate,
            (width + more_columns) // rate,
            output_shape[3],
        ]
        grown = _raw_conv2d_backprop_input(
            input_sizes, filters, spread, strides=[1, 1, 1, 1], padding="VALID"
        )
        crops = [[top, bottom + more_rows], [left, right + more_columns]]
        return batch_to_space(input=grown, crops=crops, block_size=rate)


def _margins(filters: Tensor, rate: int, padding: str) -> list[tuple[Any, Any]]:
    """(before, after) of the dilated convolution along height and width."""
    if padding == "VALID":
        return [(0, 0), (0, 0)]
    if padding != "SAME":
        raise ValueError("padding must be either VALID or SAME: {}".format(padding))  # noqa: UP032
    sizes: Any = filters.shape.as_list() if filters.shape.is_fully_defined() else shape(filters)
    dilated = [size + (size - 1) * (rate - 1) for size in (sizes[0], sizes[1])]
    extras = [size - 1 for size in dilated]
    margins = []
    for extra in extras:
        before = extra // 2
        margins.append((before, extra - before))
    return margins
