"""The gradient of a tensor that is printed on its way."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient


@gradient("Print")
def _print(op: Operation, *grads: Any) -> Any:
    return [*grads, *[None] * (len(op.inputs) - 1)]
