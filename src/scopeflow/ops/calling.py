"""Building nodes by their op's type: how families use each other's ops without importing them."""

from __future__ import annotations

from typing import Any

from scopeflow.ops.define import REGISTRY


def call(op_type: str, *inputs: Any, name: str | None = None, **attrs: Any) -> Any:
    """Adds a node of the type `op_type`, as calling its definition does."""
    return REGISTRY[op_type](*inputs, name=name, **attrs)
