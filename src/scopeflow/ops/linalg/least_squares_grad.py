"""The gradient of the fused least squares op, which TensorFlow has for one of its two ways only."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient


@gradient("MatrixSolveLs")
def _matrix_solve_ls(op: Operation, grad: Any) -> Any:
    if not op.get_attr("fast"):
        raise ValueError("Gradient not defined for fast=False")
    # `matrix_solve_ls` makes such nodes of others, which have gradients
    raise NotImplementedError("The gradient of a MatrixSolveLs node is not supported.")
