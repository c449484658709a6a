"""Convolutions composed of others: over sequences, of any rank, and dilated by way of the batch."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.graph.shapes import TensorShape, as_shape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.shaping import expand_dims, squeeze
from scopeflow.ops.math.reduction import renamed
from scopeflow.ops.nn.conv import conv2d
from scopeflow.ops.nn.conv3d import conv3d
from scopeflow.ops.nn.spacing import BatchSpread, strides_and_rates
from scopeflow.ops.nn.windows import sequence
from scopeflow.ops.scoping import name_scope


def conv1d(
    value: Any = None,
    filters: Any = None,
    stride: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool | None = None,
    data_format: str | None = None,
    name: str | None = None,
    input: Any = None,
    dilations: Any = None,
) -> Tensor:
    """Sequences correlated with filters.

    Args:
      value: a Tensor of floats [batch, width, channels], or as `data_format` says.
      filters: a Tensor of the same dtype [width, channels, outputs].
      stride: the step of the windows: one number, or one for each dimension.
      padding: "SAME" or "VALID".
      use_cudnn_on_gpu: kept in the graph.
      data_format: "NWC" (as None) or "NCW".
      name: a name for the operation.
      input: the newer spelling of `value`.
      dilations: the step within a window.

    Returns:
      A Tensor [batch, new width, outputs], in the order of `data_format`.

    Raises:
      ValueError: if the shapes do not fit, or for another format.
    """
    value = renamed("input", input, "value", value)
    with name_scope(name, "conv1d", [value, filters]) as full:
        if data_format is None or data_format in ("NHWC", "NWC"):
            data_format, axis, channel_index = "NHWC", 1, 2
        elif data_format in ("NCHW", "NCW"):
            data_format, axis, channel_index = "NCHW", 2, 1
        else:
            raise ValueError('data_format must be "NWC" or "NCW".')
        strides = [1, *sequence(stride, 1, channel_index, "stride")]
        rates = [1, *sequence(dilations, 1, channel_index, "dilations")]
        wide = expand_dims(value, axis)
        wide_filters = expand_dims(filters, 0)
        result = conv2d(
            wide,
            wide_filters,
            strides=strides,
            padding=padding,
            use_cudnn_on_gpu=True if use_cudnn_on_gpu is None else use_cudnn_on_gpu,
            data_format=data_format,
            dilations=rates,
            name=full,
        )
        return squeeze(result, [axis])


_DIRECT = {
    1: lambda x, filter, strides, padding, data_format, rates, name: conv1d(
        x, filter, strides, padding, data_format=data_format, dilations=rates, name=name
    ),
    2: lambda x, filter, strides, padding, data_format, rates, name: conv2d(
        x,
        filter,
        strides,
        padding,
        data_format=data_format or "NHWC",
        dilations=rates,
        name=name,
    ),
    3: lambda x, filter, strides, padding, data_format, rates, name: conv3d(
        x,
        filter,
        strides,
        padding,
        data_format=data_format or "NDHWC",
        dilations=rates,
        name=name,
    ),
}


def convolution(
    input: Any,
    filter: Any,
    padding: str,
    strides: Any = None,
    dilation_rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    filters: Any = None,
    dilations: Any = None,
) -> Tensor:
    """Arrays of one, two or three spatial dimensions correlated with filters.

    Args:
      input: a Tensor of floats [batch, ..., channels], or as `data_format` says.
      filter: a Tensor of the same dtype [..., channels, outputs].
      padding: "SAME" or "VALID".
      strides: the steps of the windows: one number, or one for each spatial dimension.
      dilation_rate: the steps within a window, likewise; not together with strides above 1.
      name: a name for the scope of the operations.
      data_format: one that begins with "NC" says that the channels come second.
      filters: the newer spelling of `filter`.
      dilations: the newer spelling of `dilation_rate`.

    Raises:
      ValueError: if the shapes do not fit.
    """
    filter = renamed("filters", filters, "filter", filter)
    rates = renamed("dilations", dilations, "dilation_rate", dilation_rate)
    return convolution_internal(input, filter, strides, padding, data_format, rates, name)


def convolution_internal(
    input: Any,
    filter: Any,
    strides: Any,
    padding: Any,
    data_format: str | None,
    dilations: Any,
    name: str | None,
) -> Tensor:
    """`convolution`, of arguments under one spelling each."""
    dims = _dims(input)
    if dims is None:
        dims = _dims(filter)
    if dims is None:
        raise ValueError("rank of input or filter must be known")
    count = len(dims) - 2
    if not 1 <= count <= 3:
        raise ValueError(f"Input tensor must be of rank 3, 4 or 5 but was {count + 2}.")
    second = data_format is not None and data_format.startswith("NC")
    channel_index = 1 if second else count + 1
    strides = sequence(strides, count, channel_index, "strides")
    rates = sequence(dilations, count, channel_index, "dilations")
    with name_scope(name, "convolution", [input, filter]) as full:
        if all(rate == 1 for rate in rates):
            return _DIRECT[count](input, filter, strides, padding, data_format, rates, full)
        inner = slice(2, None) if second else slice(1, -1)
        return _dilated(
            input, filter, padding, strides[inner], rates[inner], data_format, count, full
        )


def _dims(value: Any) -> Any:
    """The static sizes of a tensor or an array; a list has none and is refused, as in TensorFlow."""
    shape = value.shape
    return as_shape(shape)._dims


def _dilated(
    input: Any,
    filter: Any,
    padding: Any,
    strides: Any,
    rates: Any,
    data_format: str | None,
    count: int,
    name: str,
) -> Tensor:
    shape, filter_shape = as_shape(input.shape), as_shape(filter.shape)
    if shape._dims is not None and filter_shape._dims is not None:
        rank = len(filter_shape._dims)
        if len(shape._dims) != rank:
            raise ValueError(f"input tensor must have rank {rank}")
    made = Convolution(shape, filter_shape, count, padding, strides, rates, data_format, name)
    return made(input, filter)


class Convolution:
    """A convolution of known shapes, made ready for any number of inputs and filters.

    Args:
      shape: the static shape of the inputs.
      filter_shape: that of the filters.
      count: the number of spatial dimensions.
      padding, strides, dilation_rate, data_format, name: as of `tf.nn.convolution`.

    Raises:
      ValueError: if the shapes do not fit.
    """

    def __init__(
        self,
        shape: TensorShape,
        filter_shape: TensorShape,
        count: int,
        padding: Any,
        strides: Any = None,
        dilation_rate: Any = None,
        data_format: str | None = None,
        name: str | None = None,
    ) -> None:
        second = data_format is not None and data_format.startswith("NC")
        if shape._dims is not None and filter_shape._dims is not None:
            depth = shape._dims[1 if second else count + 1]
            wanted = filter_shape._dims[count]
            if depth is not None and wanted is not None and depth != wanted:
                raise ValueError(
                    f"number of input channels does not match corresponding dimension of filter, {depth} != {wanted}"
                )
        steps, rates = strides_and_rates(count, strides, dilation_rate)
        self._steps = steps.tolist()
        self._second, self._format, self._name = second, data_format, name
        self._spread = BatchSpread(
            shape,
            rates,
            padding,
            filter_shape=filter_shape,
            spatial_dims=range(2, count + 2) if second else range(1, count + 1),
            data_format=data_format,
        )

    def __call__(self, input: Any, filter: Any) -> Tensor:
        """The convolution of `input` with `filter`."""

        def plain(x: Tensor, count: int, padding: str) -> Tensor:
            steps, data_format, name = self._steps, self._format, self._name
            if count == 1:
                return conv1d(x, filter, steps[0], padding, data_format=data_format, name=name)
            strides = [1, 1, *steps] if self._second else [1, *steps, 1]
            ones = [1] * (count + 2)
            return _DIRECT[count](x, filter, strides, padding, data_format, ones, name)

        return self._spread(input, plain)


def atrous_conv2d(
    value: Any, filters: Any, rate: int, padding: str, name: str | None = None
) -> Tensor:
    """Images correlated with filters that have gaps.

    Args:
      value: a Tensor of floats [batch, height, width, channels].
      filters: a Tensor of the same dtype [height, width, channels, outputs].
      rate: the step within a window.
      padding: "SAME" or "VALID".
      name: a name for the scope of the operations.

    Raises:
      ValueError: if the shapes do not fit, or for a rate below 1.
    """
    return convolution(
        input=value,
        filter=filters,
        padding=padding,
        dilation_rate=np.broadcast_to(rate, (2,)),
        name=name,
    )
