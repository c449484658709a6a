"""The gradient of the cross product."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient
from scopeflow.ops.linalg.norms import cross


@gradient("Cross")
def _cross(op: Operation, grad: Any) -> Any:
    u, v = op.inputs
    return cross(v, grad), cross(grad, u)
