"""Gradients of tensors of one value."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.reduction import reduce_sum


@gradient("Fill")
def _fill(op: Operation, grad: Any) -> Any:
    return None, reduce_sum(grad)
