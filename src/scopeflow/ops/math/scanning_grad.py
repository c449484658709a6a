"""Gradients of running sums and products."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient, not_differentiable
from scopeflow.ops.math.scanning import cumprod, cumsum

not_differentiable("ArgMax", "ArgMin")


@gradient("Cumsum")
def _cumsum(op: Operation, grad: Any) -> Any:
    axis = op.inputs[1]
    exclusive, reverse = op.get_attr("exclusive"), op.get_attr("reverse")
    return cumsum(grad, axis, exclusive=exclusive, reverse=not reverse), None


@gradient("Cumprod")
def _cumprod(op: Operation, grad: Any) -> Any:
    x, axis = op.inputs
    exclusive, reverse = op.get_attr("exclusive"), op.get_attr("reverse")
    product = cumprod(x, axis, exclusive=exclusive, reverse=reverse)
    total = cumsum(product * grad, axis, exclusive=exclusive, reverse=not reverse)
    return total / x, None
