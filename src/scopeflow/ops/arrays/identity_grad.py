"""Gradients of the ops that pass values on."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient


@gradient("Identity", "RefIdentity")
def _identity(op: Operation, grad: Any) -> Any:
    return grad


@gradient("IdentityN")
def _identity_n(op: Operation, *grads: Any) -> Any:
    return list(grads)


@gradient("PreventGradient")
def _prevent_gradient(op: Operation, grad: Any) -> Any:
    raise LookupError(f"Gradient explicitly disabled. Reason: {op.get_attr('message')}")
