"""Gradients of an added bias."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient
from scopeflow.ops.nn.derivatives import bias_add_grad


@gradient("BiasAdd")
def _bias_add(op: Operation, grad: Any) -> Any:
    return grad, bias_add_grad(grad, data_format=op._attrs["data_format"])
