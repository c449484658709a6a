"""Convolutions of volumes, and their gradients by volume and by filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.define import op
from scopeflow.ops.math.reduction import renamed
from scopeflow.ops.nn.conv_shapes import check_backprop, conv_shape, sizes_shape
from scopeflow.ops.nn.windows import (
    channels_first,
    check_steps,
    int_list,
    known_rank,
    others_of,
    spatial_of,
)
from scopeflow.ops.rules import Dims

_STRIDES = 'strides: list(int) >= 5, padding: {"SAME"|"VALID"}'
_DILATIONS = "dilations: list(int) = [1, 1, 1, 1, 1]"
_ATTRS = f'{_STRIDES}, data_format: {{"NDHWC"|"NCDHW"}} = "NDHWC", {_DILATIONS}'
_OLD = "{float16|float32|float64}"


@op(
    f"Conv3D(input: T, filter: T; T: floating, {_ATTRS}) -> (output: T)",
    shape=conv_shape("Conv3D", 5),
)
def _raw_conv3d(input, filter, *, strides, padding, data_format, dilations):
    """Volumes correlated with filters."""
    check_steps(strides, dilations, data_format, 5)
    xp.check(input.ndim == 5, None, "input must be 5-dimensional")
    xp.check(filter.ndim == 5, None, "filter must be 5-dimensional")
    depth, per_group = others_of(input.shape, data_format)[1], filter.shape[3]
    xp.check(
        per_group > 0 and depth % per_group == 0,
        None,
        "Input depth must be evenly divisible by filter depth: %s vs %s",
        depth,
        per_group,
    )
    return xp.conv(
        input,
        filter,
        spatial_of(strides, data_format),
        padding,
        spatial_of(dilations, data_format),
        channels_first(data_format),
    )


def _by_input(
    kind: str,
    sizes: Any,
    filter: Any,
    grad: Any,
    strides: Any,
    padding: Any,
    dilations: Any,
    form: str,
) -> Any:
    shape = xp.static_ints(sizes, "The shape of the volumes")
    check_backprop(kind, shape, filter.shape, grad.shape, strides, padding, dilations, form, 5)
    return xp.conv_input_grad(
        grad,
        filter,
        shape,
        spatial_of(strides, form),
        padding,
        spatial_of(dilations, form),
        channels_first(form),
    )


def _by_filter(
    kind: str, x: Any, sizes: Any, grad: Any, strides: Any, padding: Any, dilations: Any, form: str
) -> Any:
    shape = xp.static_ints(sizes, "The shape of the filters")
    check_backprop(kind, x.shape, shape, grad.shape, strides, padding, dilations, form, 5)
    return xp.conv_filter_grad(
        x,
        grad,
        shape,
        spatial_of(strides, form),
        padding,
        spatial_of(dilations, form),
        channels_first(form),
    )


@op(
    f"Conv3DBackpropInputV2(input_sizes: Tshape, filter: T, out_backprop: T; T: floating, {_ATTRS}, "
    "Tshape: index = int32) -> (output: T)",
    shape=sizes_shape(0, 5),
    static=("input_sizes",),
)
def _raw_backprop_input(
    input_sizes, filter, out_backprop, *, strides, padding, data_format, dilations
):
    """The gradient of a convolution by its volumes."""
    return _by_input(
        "Conv3DBackpropInputOp",
        input_sizes,
        filter,
        out_backprop,
        strides,
        padding,
        dilations,
        data_format,
    )


@op(
    f"Conv3DBackpropFilterV2(input: T, filter_sizes: int32, out_backprop: T; T: floating, {_ATTRS}) -> (output: T)",
    shape=sizes_shape(1, 5),
    static=("filter_sizes",),
)
def _raw_backprop_filter(
    input, filter_sizes, out_backprop, *, strides, padding, data_format, dilations
):
    """The gradient of a convolution by its filters."""
    return _by_filter(
        "Conv3DBackpropFilterOp",
        input,
        filter_sizes,
        out_backprop,
        strides,
        padding,
        dilations,
        data_format,
    )


def _like(index: int) -> Any:
    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
        return (known_rank(inputs[index]._dims, 5),)

    return rule


@op(
    f"Conv3DBackpropInput(input: T, filter: T, out_backprop: T; T: {_OLD}, {_STRIDES}, {_DILATIONS}) -> (output: T)",
    shape=_like(0),
)
def _old_backprop_input(input, filter, out_backprop, *, strides, padding, dilations):
    """The gradient of a convolution by its volumes, whose shape is that of an input."""
    shape = tuple(input.shape)
    return _by_input(
        "Conv3DBackpropInputOp", shape, filter, out_backprop, strides, padding, dilations, "NDHWC"
    )


@op(
    f"Conv3DBackpropFilter(input: T, filter: T, out_backprop: T; T: {_OLD}, {_STRIDES}, {_DILATIONS}) -> (output: T)",
    shape=_like(1),
)
def _old_backprop_filter(input, filter, out_backprop, *, strides, padding, dilations):
    """The gradient of a convolution by its filters, whose shape is that of an input."""
    shape = tuple(filter.shape)
    return _by_filter(
        "Conv3DBackpropFilterOp", input, shape, out_backprop, strides, padding, dilations, "NDHWC"
    )


def conv3d(
    input: Any,
    filter: Any = None,
    strides: Any = None,
    padding: Any = None,
    data_format: str = "NDHWC",
    dilations: Any = [1, 1, 1, 1, 1],  # noqa: B006 - TensorFlow's default, never changed
    name: str | None = None,
    filters: Any = None,
) -> Tensor:
    """Volumes correlated with filters.

    Args:
      input: a Tensor of floats [batch, depth, height, width, channels], or as `data_format` says.
      filter: a Tensor of the same dtype [depth, height, width, channels, outputs].
      strides: the steps of the windows, a list of five numbers.
      padding: "SAME" or "VALID".
      data_format: "NDHWC" or "NCDHW".
      dilations: the steps within a window, a list of five numbers.
      name: a name for the operation.
      filters: the newer spelling of `filter`.

    Raises:
      TypeError: if strides or dilations are no lists.
      ValueError: if the shapes do not fit.
    """
    filter = renamed("filters", filters, "filter", filter)
    return _raw_conv3d(
        input,
        filter,
        strides=int_list(strides, "strides", "conv3d"),
        padding=padding,
        data_format="NDHWC" if data_format is None else data_format,
        dilations=int_list(dilations, "dilations", "conv3d"),
        name=name,
    )


def conv3d_backprop_filter_v2(
    input: Any,
    filter_sizes: Any,
    out_backprop: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NDHWC",
    dilations: Any = [1, 1, 1, 1, 1],  # noqa: B006 - TensorFlow's default, never changed
    name: str | None = None,
) -> Tensor:
    """The gradient of `conv3d` by its filters.

    Args:
      input: the volumes.
      filter_sizes: int32 [5], the shape of the filters.
      out_backprop: the gradient of the convolution's output.
      strides, padding, data_format, dilations: those of the convolution.
      name: a name for the operation.

    Returns:
      A Tensor of the shape `filter_sizes`.
    """
    return _raw_backprop_filter(
        input,
        filter_sizes,
        out_backprop,
        strides=int_list(strides, "strides", "conv3d_backprop_filter_v2"),
        padding=padding,
        data_format=data_format,
        dilations=int_list(dilations, "dilations", "conv3d_backprop_filter_v2"),
        name=name,
    )


conv3d_backprop_filter = conv3d_backprop_filter_v2
