"""Gradients of reading variables; assignments have none."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient


@gradient("ReadVariableOp")
def _read_variable(op: Operation, grad: Any) -> Any:
    return grad
