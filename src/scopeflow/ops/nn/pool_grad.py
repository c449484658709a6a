"""Gradients of pools, and of those gradients."""

from __future__ import annotations

from typing import Any

from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.identity import stop_gradient
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.gradient import gradient
from scopeflow.ops.nn import pool

_NAMES = ("ksize", "strides", "padding", "data_format")


def _attrs(op: Any, *names: str) -> dict[str, Any]:
    return {name: op._attrs[name] for name in names or _NAMES}


def _zeros_like(tensor: Any) -> Any:
    return zeros(shape(tensor), dtype=tensor.dtype)


@gradient("MaxPool")
def _max_pool(op: Any, grad: Any) -> Any:
    return pool.raw_max_pool_grad(op.inputs[0], op.outputs[0], grad, **_attrs(op))


@gradient("MaxPoolV2")
def _max_pool_v2(op: Any, grad: Any) -> list[Any]:
    x, ksize, strides = op.inputs
    made = pool.raw_max_pool_grad_v2(
        x, op.outputs[0], grad, ksize, strides, **_attrs(op, "padding", "data_format")
    )
    return [made, None, None]


@gradient("MaxPoolGrad")
def _max_pool_grad(op: Any, grad: Any) -> list[Any]:
    x, y = op.inputs[:2]
    return [
        _zeros_like(x),
        _zeros_like(y),
        pool.raw_max_pool_grad_grad(x, y, grad, **_attrs(op)),
    ]


@gradient("MaxPoolGradV2")
def _max_pool_grad_v2(op: Any, grad: Any) -> list[Any]:
    x, y, _, ksize, strides = op.inputs
    return [
        _zeros_like(x),
        _zeros_like(y),
        pool.raw_max_pool_grad_grad_v2(
            x, y, grad, ksize, strides, **_attrs(op, "padding", "data_format")
        ),
        None,
        None,
    ]


@gradient("MaxPoolGradGrad")
def _max_pool_grad_grad(op: Any, grad: Any) -> list[Any]:
    x, y = op.inputs[:2]
    return [_zeros_like(x), _zeros_like(y), pool.raw_max_pool_grad(x, y, grad, **_attrs(op))]


@gradient("MaxPool3D")
def _max_pool3d(op: Any, grad: Any) -> Any:
    return pool.raw_max_pool3d_grad(op.inputs[0], op.outputs[0], grad, **_attrs(op))


@gradient("MaxPool3DGrad")
def _max_pool3d_grad(op: Any, grad: Any) -> list[Any]:
    x, y = op.inputs[:2]
    return [
        _zeros_like(x),
        _zeros_like(y),
        pool.raw_max_pool3d_grad_grad(x, y, grad, **_attrs(op)),
    ]


@gradient("MaxPool3DGradGrad")
def _max_pool3d_grad_grad(op: Any, grad: Any) -> list[Any]:
    x, y = op.inputs[:2]
    return [_zeros_like(x), _zeros_like(y), pool.raw_max_pool3d_grad(x, y, grad, **_attrs(op))]


@gradient("AvgPool")
def _avg_pool(op: Any, grad: Any) -> Any:
    return pool.raw_avg_pool_grad(shape(op.inputs[0]), grad, **_attrs(op))


@gradient("AvgPoolGrad")
def _avg_pool_grad(op: Any, grad: Any) -> list[Any]:
    return [stop_gradient(op.inputs[0]), pool.raw_avg_pool(grad, **_attrs(op))]


@gradient("AvgPool3D")
def _avg_pool3d(op: Any, grad: Any) -> Any:
    return pool.raw_avg_pool3d_grad(shape(op.inputs[0]), grad, **_attrs(op))


@gradient("AvgPool3DGrad")
def _avg_pool3d_grad(op: Any, grad: Any) -> list[Any]:
    return [stop_gradient(op.inputs[0]), pool.raw_avg_pool3d(grad, **_attrs(op))]
