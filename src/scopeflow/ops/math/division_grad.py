"""Gradients of divisions and remainders: nodes, names and order are TensorFlow's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient, not_differentiable
from scopeflow.ops.math.broadcasting import reduced, shapes_and_axes
from scopeflow.ops.math.complexes import conj
from scopeflow.ops.math.division import div_no_nan, divide, floor_div, realdiv
from scopeflow.ops.math.elementwise import negative

not_differentiable("FloorDiv", "TruncateDiv")


def _quotient(op: Operation, grad: Any, quotient: Callable[..., Any]) -> Any:
    x, y = op.inputs
    sx, sy, rx, ry = shapes_and_axes(x, y)
    x, y = conj(x), conj(y)
    first = reduced(quotient(grad, y), sx, rx)
    return first, reduced(grad * quotient(quotient(-x, y), y), sy, ry)


@gradient("RealDiv")
def _realdiv(op: Operation, grad: Any) -> Any:
    return _quotient(op, grad, realdiv)


@gradient("Div")
def _div(op: Operation, grad: Any) -> Any:
    return _quotient(op, grad, divide)


@gradient("DivNoNan")
def _div_no_nan(op: Operation, grad: Any) -> Any:
    return _quotient(op, grad, div_no_nan)


@gradient("FloorMod")
def _floormod(op: Operation, grad: Any) -> Any:
    x, y = op.inputs
    sx, sy, rx, ry = shapes_and_axes(x, y)
    times = floor_div(x, y)
    first = reduced(grad, sx, rx)
    return first, reduced(grad * negative(times), sy, ry)
