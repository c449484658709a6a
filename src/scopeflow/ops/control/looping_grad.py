"""Gradients of the nodes that loops are made of: what enters is what left, and the other way round."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.control.accumulating import accumulated, accumulated_slices
from scopeflow.ops.control.looping import entered, left
from scopeflow.ops.control.sliced import slice_parts
from scopeflow.ops.gradient import gradient, not_differentiable


@gradient("Exit", "RefExit")
def _exit(op: Operation, grad: Any) -> Any:
    loop = get_default_graph()._get_control_flow_context()
    if not loop.back_prop:
        return None
    home: Any = op._control_flow_context
    if home.grad_state is not None:
        raise TypeError("Second-order gradient for while loops not supported.")
    if not isinstance(grad, (Tensor, IndexedSlices)):
        raise TypeError(f"Type {type(grad)} not supported")
    parts = slice_parts(grad) if isinstance(grad, IndexedSlices) else [grad]
    name = None if isinstance(grad, IndexedSlices) else "b_exit"
    for part in parts:
        loop.AddName(part.name)
    with loop:
        made = [entered(p, loop.name, False, loop.parallel_iterations, name=name) for p in parts]
        loop.loop_enters.extend(made)
    return IndexedSlices(*made) if isinstance(grad, IndexedSlices) else made[0]


@gradient("NextIteration", "RefNextIteration")
def _next_iteration(op: Operation, grad: Any) -> Any:
    return grad


@gradient("Enter", "RefEnter")
def _enter(op: Operation, grad: Any) -> Any:
    loop = get_default_graph()._get_control_flow_context()
    if loop is None or not loop.back_prop or loop.grad_state is None:
        return grad
    if op._attrs["is_constant"]:
        if isinstance(grad, IndexedSlices):
            return accumulated_slices(loop, op, grad)
        return accumulated(loop, op, grad)
    parts = slice_parts(grad) if isinstance(grad, IndexedSlices) else [grad]
    made = [left(part) for part in parts]
    loop.loop_exits.extend(made)
    loop.ExitResult(made)
    return IndexedSlices(*made) if isinstance(grad, IndexedSlices) else made[0]


not_differentiable("LoopCond")
