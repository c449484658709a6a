"""What a handle tells of its variable while the graph is built."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.calling import call


def shape_of_variable(handle: Tensor, out_type: Any = dtypes.int32) -> Tensor:
    """The shape of the variable behind a handle: a constant where the handle itself tells it.

    A handle that was led through another node, such as a Switch, tells nothing, as in TensorFlow.
    """
    if handle._op.type == "VarHandleOp":
        dims = handle._op._attrs["shape"]
        if dims is not None and None not in dims:
            return constant(list(dims), out_type)
    return call("VariableShape", handle, out_type=out_type)


def dtype_of_variable(handle: Tensor) -> DType:
    """The dtype of the variable behind a handle, wherever the handle was led through."""
    seen: set[Tensor] = set()
    while handle not in seen and handle._op.type != "VarHandleOp" and handle._op._inputs:
        seen.add(handle)
        handle = handle._op._inputs[0]
    return handle._op._attrs["dtype"] if handle._op.type == "VarHandleOp" else dtypes.float32
