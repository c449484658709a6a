"""The gradient of grayscale dilation."""

from __future__ import annotations

from typing import Any

from scopeflow.ops.gradient import gradient
from scopeflow.ops.nn import morphology


@gradient("Dilation2D")
def _dilation2d(op: Any, grad: Any) -> list[Any]:
    attrs = {name: op._attrs[name] for name in ("strides", "rates", "padding")}
    x, filter = op.inputs
    return [
        morphology.raw_by_input(x, filter, grad, **attrs),
        morphology.raw_by_filter(x, filter, grad, **attrs),
    ]
