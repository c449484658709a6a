"""Gradients of the arithmetic of two tensors: nodes, names and order are TensorFlow's."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import ones_like, zeros, zeros_like
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.arithmetic import mul_no_nan, multiply, pow, scalar_mul, xdivy, xlogy
from scopeflow.ops.math.broadcasting import (
    FAST_DTYPES,
    Unbroadcast,
    broadcast_gradient_args,
    known_and_equal,
    reduced,
    shapes_and_axes,
)
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import greater_equal, less_equal, not_equal
from scopeflow.ops.math.complexes import conj
from scopeflow.ops.math.elementwise import log, negative
from scopeflow.ops.math.elementwise_grad import after


@gradient("Add", "AddV2")
def _add(op: Operation, grad: Any) -> Any:
    x, y = op.inputs
    if known_and_equal(x, y, grad):
        return grad, grad
    back = Unbroadcast(x, y, grad)
    return back.first(grad), back.second(grad)


@gradient("Sub")
def _sub(op: Operation, grad: Any) -> Any:
    x, y = op.inputs
    if known_and_equal(x, y, grad):
        return grad, -grad
    back = Unbroadcast(x, y, grad)
    return back.first(grad), back.second(-grad)


@gradient("Mul")
def _mul(op: Operation, grad: Any) -> Any:
    x, y = op.inputs
    if isinstance(grad, Tensor) and known_and_equal(x, y, grad) and grad.dtype in FAST_DTYPES:
        return multiply(grad, y), multiply(grad, x)
    back = Unbroadcast(x, y, grad)
    x, y = conj(x), conj(y)
    return back.first(multiply(grad, y)), back.second(multiply(x, grad))


@gradient("MulNoNan")
def _mul_no_nan(op: Operation, grad: Any) -> Any:
    x, y = op.inputs
    if known_and_equal(x, y, grad):
        return mul_no_nan(grad, y), mul_no_nan(x, grad)
    sx, sy, rx, ry = shapes_and_axes(x, y)
    first = reduced(mul_no_nan(grad, y), sx, rx)
    return first, reduced(mul_no_nan(x, grad), sy, ry)


@gradient("Pow")
def _pow(op: Operation, grad: Any) -> Any:
    x, y = op.inputs
    z = op.outputs[0]
    back = Unbroadcast(x, y, grad)
    x, y = conj(x), conj(y)
    grad_x = back.first(grad * y * pow(x, y - 1))
    z = conj(z)
    # no logarithm where there is none: the gradient by the exponent is zero there
    mask = not_equal(x, 0) if x.dtype.is_complex else x > 0
    safe = where(mask, x, ones_like(x))
    logarithm = where(mask, log(safe), zeros_like(x))
    return grad_x, back.second(grad * z * logarithm)


def _extreme(op: Operation, grad: Any, takes_x: Any) -> Any:
    x, y = op.inputs
    sx, sy = shape(x), shape(y)
    nothing = zeros(shape(grad), grad.dtype)
    mask = takes_x(x, y)
    rx, ry = broadcast_gradient_args(sx, sy)
    first = reduced(where(mask, grad, nothing), sx, rx)
    return first, reduced(where(mask, nothing, grad), sy, ry)


@gradient("Maximum")
def _maximum(op: Operation, grad: Any) -> Any:
    return _extreme(op, grad, greater_equal)


@gradient("Minimum")
def _minimum(op: Operation, grad: Any) -> Any:
    return _extreme(op, grad, less_equal)


@gradient("SquaredDifference")
def _squared_difference(op: Operation, grad: Any) -> Any:
    x, y = op.inputs
    with after(grad):
        slope = scalar_mul(2.0, grad) * (x - y)
    if known_and_equal(x, y, grad):
        return slope, -slope
    back = Unbroadcast(x, y, grad)
    return back.first(slope), -back.second(slope)


def _is_there(x: Tensor) -> Tensor:
    return cast(not_equal(x, cast(0.0, dtype=x.dtype)), dtype=x.dtype)


@gradient("Xlogy")
def _xlogy(op: Operation, grad: Any) -> Any:
    x, y = op.inputs
    sx, sy, rx, ry = shapes_and_axes(x, y)
    with after(grad):
        partial_x = xlogy(_is_there(x), y)
        partial_y = xdivy(x, y)
        first = reduced(partial_x * grad, sx, rx)
        return first, reduced(partial_y * grad, sy, ry)


@gradient("Xdivy")
def _xdivy(op: Operation, grad: Any) -> Any:
    x, y = op.inputs
    sx, sy, rx, ry = shapes_and_axes(x, y)
    with after(grad):
        partial_x = xdivy(_is_there(x), y)
        partial_y = xdivy(negative(x), y**2)
        first = reduced(partial_x * grad, sx, rx)
        return first, reduced(partial_y * grad, sy, ry)
