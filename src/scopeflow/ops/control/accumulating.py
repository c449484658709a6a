"""Adding up, over the trips of a backward loop, the gradients of what is the same in every trip."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import zeros, zeros_like
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import shape_internal
from scopeflow.ops.calling import call
from scopeflow.ops.control.contexts import within
from scopeflow.ops.control.looping import again, entered, left
from scopeflow.ops.control.switching import merge, switch
from scopeflow.ops.math.arithmetic import add, maximum


def accumulated(loop: Any, op: Operation, grad: Tensor) -> Tensor:
    """The sum of `grad` over all trips.

    Args:
      loop: the backward loop; it is entered.
      op: the Enter whose gradient this is.
      grad: the gradient in one trip.
    """
    loop.Exit()
    try:
        start = _zeros_of_sum(loop, op, grad)
    finally:
        loop.Enter()
    with loop:
        loop.AddName(start.name)
        first = entered(start, loop.name, False, loop.parallel_iterations, name="b_acc")
        loop.loop_enters.append(first)
        merged = merge([first, first], name="b_acc")[0]
        switched = switch(merged, loop.pivot)
        merged.op._update_input(1, again(add(switched[1], grad)))
        made = left(switched[0], name="b_acc")
        loop.loop_exits.append(made)
        loop.ExitResult([made])
    return made


def _zeros_of_sum(loop: Any, op: Operation, grad: Tensor) -> Tensor:
    """What the sum starts from, outside the loop: its shape matters if there is no trip."""
    around, dtype = loop.outer_context, grad.dtype.base_dtype
    if grad._dims is not None and None not in grad._dims:
        with within(around):
            return constant(0, dtype, shape=grad._dims, name="b_acc")
    value = op._inputs[0]
    if around is not None and around.IsWhileContext() and around.grad_state is not None:
        outer = loop.grad_state.outer
        with within(loop.grad_state.forward_context.outer_context):
            sizes = _sizes(value)
        history = outer.keep(sizes)
        with around:
            return zeros(outer.recall(history, sizes), dtype)
    with within(around):
        return zeros(_sizes(value), dtype)


def accumulated_slices(loop: Any, op: Operation, grad: IndexedSlices) -> IndexedSlices:
    """All slices of all trips, one behind the other.

    Args:
      loop: the backward loop; it is entered.
      op: the Enter whose gradient this is.
      grad: the gradient in one trip.
    """
    loop.Exit()
    try:
        with within(loop.outer_context):
            starts = _first_slices(op, grad)
    finally:
        loop.Enter()
    with loop:
        for start in starts:
            loop.AddName(start.name)
        # they grow in every trip: only the shape of a row is known
        firsts = [
            entered(start, loop.name, False, loop.parallel_iterations, False, "b_acc")
            for start in starts
        ]
        firsts[0]._dims = (None,)
        rows = starts[1]._dims
        if rows is not None:
            firsts[1]._dims = (None, *rows[1:])
        loop.loop_enters.extend(firsts)
        merges = [merge([first, first], name="b_acc")[0] for first in firsts]
        switches = [switch(merged, loop.pivot) for merged in merges]
        grown = [
            concat([switched[1], part], 0)
            for switched, part in zip(switches[:2], (grad.indices, grad.values), strict=True)
        ]
        if len(starts) > 2:
            grown.append(maximum(grad.dense_shape, switches[2][1]))
        following = [again(value) for value in grown]
        for merged, value in zip(merges, following, strict=True):
            merged.op._update_input(1, value)
        made = [left(switched[0], name="b_acc") for switched in switches]
        loop.loop_exits.extend(made)
        loop.ExitResult(made)
    return IndexedSlices(made[1], made[0], made[2] if len(made) > 2 else None)


def _first_slices(op: Operation, grad: IndexedSlices) -> list[Tensor]:
    """One row of zeros: (indices, values[, dense_shape])."""
    dims, dtype = grad.values._dims, grad.values.dtype.base_dtype
    if dims is not None and None not in dims:
        values = constant(0, dtype, shape=(1, *dims[1:]), name="b_acc")
    else:
        rows = _sizes(op._inputs[0])
        values = zeros(concat([[1], rows[1:]], 0), dtype)
    indices = constant([0], grad.indices.dtype)
    found = [indices, values]
    if grad.dense_shape is not None:
        known = grad.dense_shape._dims
        if known is not None and None not in known:
            found.append(constant(0, grad.dense_shape.dtype, shape=known))
        else:
            found.append(zeros_like(_sizes(op._inputs[0]), optimize=False))
    return found


def _sizes(value: Tensor) -> Tensor:
    if value.dtype is dtypes.resource:
        return call("VariableShape", value)
    return shape_internal(value, optimize=False)
