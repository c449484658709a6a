"""The gradient of local response normalization."""

from __future__ import annotations

from typing import Any

from scopeflow.ops.gradient import gradient
from scopeflow.ops.nn.response import raw_lrn_grad


@gradient("LRN")
def _lrn(op: Any, grad: Any) -> Any:
    attrs = {name: op._attrs[name] for name in ("depth_radius", "bias", "alpha", "beta")}
    return raw_lrn_grad(grad, op.inputs[0], op.outputs[0], **attrs)
