"""Gradients of convolutions of volumes, and of those gradients."""

from __future__ import annotations

from typing import Any

from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.gradient import gradient
from scopeflow.ops.nn import conv3d


def _attrs(op: Any) -> dict[str, Any]:
    return {name: op._attrs[name] for name in ("strides", "padding", "data_format", "dilations")}


@gradient("Conv3D")
def _conv3d(op: Any, grad: Any) -> list[Any]:
    x, filter = op.inputs
    return [
        conv3d._raw_backprop_input(shape(x), filter, grad, **_attrs(op)),
        conv3d._raw_backprop_filter(x, shape(filter), grad, **_attrs(op)),
    ]


@gradient("Conv3DBackpropInputV2")
def _conv3d_backprop_input(op: Any, grad: Any) -> list[Any]:
    _, filter, out_backprop = op.inputs
    return [
        None,
        conv3d._raw_backprop_filter(grad, shape(filter), out_backprop, **_attrs(op)),
        conv3d._raw_conv3d(grad, filter, **_attrs(op)),
    ]


@gradient("Conv3DBackpropFilterV2")
def _conv3d_backprop_filter(op: Any, grad: Any) -> list[Any]:
    x, _, out_backprop = op.inputs
    return [
        conv3d._raw_backprop_input(shape(x), grad, out_backprop, **_attrs(op)),
        None,
        conv3d._raw_conv3d(x, grad, **_attrs(op)),
    ]
