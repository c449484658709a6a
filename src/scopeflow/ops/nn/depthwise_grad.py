"""Gradients of depthwise convolutions, and of those gradients."""

from __future__ import annotations

from typing import Any

from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.gradient import gradient
from scopeflow.ops.nn import depthwise


def _attrs(op: Any) -> dict[str, Any]:
    return {name: op._attrs[name] for name in ("strides", "padding", "data_format", "dilations")}


@gradient("DepthwiseConv2dNative")
def _depthwise(op: Any, grad: Any) -> list[Any]:
    x, filter = op.inputs
    return [
        depthwise._raw_depthwise_backprop_input(shape(x), filter, grad, **_attrs(op)),
        depthwise._raw_depthwise_backprop_filter(x, shape(filter), grad, **_attrs(op)),
    ]


@gradient("DepthwiseConv2dNativeBackpropInput")
def _backprop_input(op: Any, grad: Any) -> list[Any]:
    _, filter, out_backprop = op.inputs
    return [
        None,
        depthwise._raw_depthwise_backprop_filter(grad, shape(filter), out_backprop, **_attrs(op)),
        depthwise._raw_depthwise(grad, filter, **_attrs(op)),
    ]


@gradient("DepthwiseConv2dNativeBackpropFilter")
def _backprop_filter(op: Any, grad: Any) -> list[Any]:
    x, _, out_backprop = op.inputs
    return [
        depthwise._raw_depthwise_backprop_input(shape(x), grad, out_backprop, **_attrs(op)),
        None,
        depthwise._raw_depthwise(x, grad, **_attrs(op)),
    ]
