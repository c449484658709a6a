"""Gradients of what is fed."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient


@gradient("PlaceholderWithDefault")
def _placeholder_with_default(op: Operation, grad: Any) -> Any:
    return grad
