"""The gradient of a gradient by differentiation: once more."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.vjp import vjp


@gradient("Vjp")
def _vjp(op: Operation, *grads: Any) -> Any:
    return vjp(op, *grads)
