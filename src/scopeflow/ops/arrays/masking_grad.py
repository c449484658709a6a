"""Gradients of choosing by truth."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.filling import zeros_like
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.gradient import gradient


@gradient("Select")
def _select(op: Operation, grad: Any) -> Any:
    condition, x = op.inputs[0], op.inputs[1]
    nothing = zeros_like(x)
    first = where(condition, grad, nothing)
    return None, first, where(condition, nothing, grad)
