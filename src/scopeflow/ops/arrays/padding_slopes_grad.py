"""The gradient of the gradient of mirrored padding: the padding itself."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.calling import call
from scopeflow.ops.gradient import gradient


@gradient("MirrorPadGrad")
def _mirror_pad_grad(op: Operation, grad: Any) -> Any:
    return call("MirrorPad", grad, op.inputs[1], mode=op._attrs["mode"]), None
