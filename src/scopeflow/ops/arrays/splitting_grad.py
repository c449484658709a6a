"""Gradients of taking a tensor apart: putting the parts together."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.gradient import gradient


@gradient("Split")
def _split(op: Operation, *grads: Any) -> Any:
    return None, concat(list(grads), op.inputs[0])


@gradient("SplitV")
def _split_v(op: Operation, *grads: Any) -> Any:
    return concat(list(grads), op.inputs[2]), None, None


@gradient("Unpack")
def _unpack(op: Operation, *grads: Any) -> Any:
    return stack(list(grads), axis=op.get_attr("axis"))
