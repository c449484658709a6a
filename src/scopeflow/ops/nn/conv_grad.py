"""Gradients of convolutions of images, and of those gradients."""

from __future__ import annotations

from typing import Any

from scopeflow.ops.arrays.shaping import shape, shape_n
from scopeflow.ops.gradient import gradient
from scopeflow.ops.nn.conv import (
    _raw_conv2d,
    _raw_conv2d_backprop_filter,
    _raw_conv2d_backprop_input,
)

_NAMES = (
    "strides",
    "padding",
    "explicit_paddings",
    "use_cudnn_on_gpu",
    "data_format",
    "dilations",
)


def _attrs(op: Any) -> dict[str, Any]:
    return {name: op._attrs[name] for name in _NAMES}


@gradient("Conv2D")
def _conv2d(op: Any, grad: Any) -> list[Any]:
    x, filter = op.inputs
    x_shape, filter_shape = shape_n([x, filter])
    return [
        _raw_conv2d_backprop_input(x_shape, filter, grad, **_attrs(op)),
        _raw_conv2d_backprop_filter(x, filter_shape, grad, **_attrs(op)),
    ]


@gradient("Conv2DBackpropInput")
def _conv2d_backprop_input(op: Any, grad: Any) -> list[Any]:
    _, filter, out_backprop = op.inputs
    return [
        None,
        _raw_conv2d_backprop_filter(grad, shape(filter), out_backprop, **_attrs(op)),
        _raw_conv2d(grad, filter, **_attrs(op)),
    ]


@gradient("Conv2DBackpropFilter")
def _conv2d_backprop_filter(op: Any, grad: Any) -> list[Any]:
    x, _, out_backprop = op.inputs
    return [
        _raw_conv2d_backprop_input(shape(x), grad, out_backprop, **_attrs(op)),
        None,
        _raw_conv2d(x, grad, **_attrs(op)),
    ]
