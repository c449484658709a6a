"""Gradients of the functions of one tensor: nodes, names and order are TensorFlow's."""

from __future__ import annotations

import math
from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.calling import call
from scopeflow.ops.gradient import gradient, not_differentiable
from scopeflow.ops.math.arithmetic import add, multiply, subtract
from scopeflow.ops.math.complexes import conj
from scopeflow.ops.math.derivatives import reciprocal_grad, rsqrt_grad, sqrt_grad, tanh_grad
from scopeflow.ops.math.elementwise import (
    cos,
    cosh,
    digamma,
    exp,
    reciprocal,
    sign,
    sin,
    sinh,
    sqrt,
    square,
)

not_differentiable("Floor", "Ceil", "Rint", "Round")


def after(grad: Any) -> Any:
    """A context whose nodes are computed only once the gradient is there, so that forward values live no longer."""
    return get_default_graph().control_dependencies([grad])


def number(value: float, dtype: Any) -> Tensor:
    """A constant of a dtype."""
    return constant(value, dtype.base_dtype)


@gradient("Abs")
def _abs(op: Operation, grad: Any) -> Any:
    return grad * sign(op.inputs[0])


@gradient("Neg")
def _neg(op: Operation, grad: Any) -> Any:
    return -grad


@gradient("Sign")
def _sign(op: Operation, grad: Any) -> Any:
    x = op.inputs[0]
    return zeros(shape(x), dtype=x.dtype)


@gradient("Reciprocal", "Inv")
def _reciprocal(op: Operation, grad: Any) -> Any:
    return reciprocal_grad(op.outputs[0], grad)


@gradient("Sqrt")
def _sqrt(op: Operation, grad: Any) -> Any:
    return sqrt_grad(op.outputs[0], grad)


@gradient("Rsqrt")
def _rsqrt(op: Operation, grad: Any) -> Any:
    return rsqrt_grad(op.outputs[0], grad)


@gradient("Square")
def _square(op: Operation, grad: Any) -> Any:
    x = op.inputs[0]
    with after(grad):
        x = conj(x)
        y = number(2.0, x.dtype)
        return multiply(grad, multiply(x, y))


@gradient("Exp")
def _exp(op: Operation, grad: Any) -> Any:
    y = op.outputs[0]
    with after(grad):
        y = conj(y)
        return grad * y


@gradient("Expm1")
def _expm1(op: Operation, grad: Any) -> Any:
    x = op.inputs[0]
    with after(grad):
        return grad * exp(conj(x))


@gradient("Log")
def _log(op: Operation, grad: Any) -> Any:
    x = op.inputs[0]
    with after(grad):
        return grad * reciprocal(conj(x))


@gradient("Log1p")
def _log1p(op: Operation, grad: Any) -> Any:
    x = op.inputs[0]
    with after(grad):
        return grad * reciprocal(1 + conj(x))


@gradient("Sinh")
def _sinh(op: Operation, grad: Any) -> Any:
    x = op.inputs[0]
    with after(grad):
        return grad * cosh(conj(x))


@gradient("Cosh")
def _cosh(op: Operation, grad: Any) -> Any:
    x = op.inputs[0]
    with after(grad):
        return grad * sinh(conj(x))


@gradient("Tanh")
def _tanh(op: Operation, grad: Any) -> Any:
    y = op.outputs[0]
    with after(grad):
        return tanh_grad(conj(y), grad)


@gradient("Asinh")
def _asinh(op: Operation, grad: Any) -> Any:
    y = op.outputs[0]
    with after(grad):
        return grad / cosh(conj(y))


@gradient("Acosh")
def _acosh(op: Operation, grad: Any) -> Any:
    y = op.outputs[0]
    with after(grad):
        return grad / sinh(conj(y))


@gradient("Atanh")
def _atanh(op: Operation, grad: Any) -> Any:
    x = op.inputs[0]
    with after(grad):
        squared = square(conj(x))
        one = number(1, grad.dtype)
        return grad * reciprocal(subtract(one, squared))


@gradient("Sin")
def _sin(op: Operation, grad: Any) -> Any:
    x = op.inputs[0]
    with after(grad):
        return grad * cos(conj(x))


@gradient("Cos")
def _cos(op: Operation, grad: Any) -> Any:
    x = op.inputs[0]
    with after(grad):
        x = conj(x)
        return -grad * sin(x)


@gradient("Tan")
def _tan(op: Operation, grad: Any) -> Any:
    x = op.inputs[0]
    with after(grad):
        secant = reciprocal(cos(conj(x)))
        return square(secant) * grad


def _root_of_rest(x: Tensor, grad: Any) -> Any:
    """1 / sqrt(1 - x * x)."""
    squared = square(conj(x))
    one = number(1, grad.dtype)
    return reciprocal(sqrt(subtract(one, squared)))


@gradient("Asin")
def _asin(op: Operation, grad: Any) -> Any:
    with after(grad):
        return grad * _root_of_rest(op.inputs[0], grad)


@gradient("Acos")
def _acos(op: Operation, grad: Any) -> Any:
    with after(grad):
        slope = _root_of_rest(op.inputs[0], grad)
        return -grad * slope


@gradient("Atan")
def _atan(op: Operation, grad: Any) -> Any:
    x = op.inputs[0]
    with after(grad):
        squared = square(conj(x))
        one = number(1, grad.dtype)
        return grad * reciprocal(add(one, squared))


@gradient("Atan2")
def _atan2(op: Operation, grad: Any) -> Any:
    y, x = op.inputs
    with after(grad):
        inverse = grad / (square(x) + square(y))
        return x * inverse, -y * inverse


def _bell(op: Operation, grad: Any, factor: float) -> Any:
    """The gradient of a multiple of the integral of exp(-x * x)."""
    x = op.inputs[0]
    grad_height = grad * number(factor, grad.dtype)
    with after(grad):
        return grad_height * exp(-square(conj(x)))


@gradient("Erf")
def _erf(op: Operation, grad: Any) -> Any:
    return _bell(op, grad, 2 / math.sqrt(math.pi))


@gradient("Erfc")
def _erfc(op: Operation, grad: Any) -> Any:
    return _bell(op, grad, -2 / math.sqrt(math.pi))


@gradient("Lgamma")
def _lgamma(op: Operation, grad: Any) -> Any:
    x = op.inputs[0]
    with after(grad):
        return grad * digamma(conj(x))


@gradient("Digamma")
def _digamma(op: Operation, grad: Any) -> Any:
    x = op.inputs[0]
    with after(grad):
        x = conj(x)
        order = number(1, x.dtype)
        return grad * call("Polygamma", order, x)


__all__ = ["after", "number"]
