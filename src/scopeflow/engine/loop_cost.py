"""How much work a loop is likely to be, told from the graph alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scopeflow.engine.frames import ENTERS
from scopeflow.engine.loops import Loop
from scopeflow.engine.node_cost import Shapes, Sizes, node_cost
from scopeflow.engine.program import Call
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.static import constant_value

# So many trips a loop is taken to make whose condition does not tell.
UNKNOWN_TRIPS = 32
_COMPARISONS = frozenset(["Less", "LessEqual", "Greater", "GreaterEqual", "NotEqual"])
_SHOWING = frozenset([*ENTERS, "Identity", "Merge", "Switch"])


def loops_cost(calls: Sequence[Call], sizes: Sizes, fed: Shapes) -> float:
    """The NumPy time of the loops among calls in microseconds, roughly.

    Args:
      calls: calls of all kinds, in order.
      sizes: of the plan's tensors.
      fed: the shapes of what is fed.
    """
    return _cost_of(calls, sizes, {}, False, fed)


def _cost_of(
    calls: Sequence[Call],
    sizes: Sizes,
    trips_of: dict[Operation, int],
    inside: bool,
    fed: Shapes,
) -> float:
    total = 0.0
    for call in calls:
        if type(call) is Loop:
            trips = _likely_trips(call, trips_of, fed)
            # a backward loop starts from what the forward loop has counted
            trips_of.update((op, trips) for _, _, op in call.exits)
            total += trips * _cost_of((*call.condition, *call.trip), sizes, trips_of, True, fed)
        elif inside:
            total += node_cost(call.op, sizes)
    return total


def _likely_trips(loop: Loop, trips_of: dict[Operation, int], fed: Shapes) -> int:
    """How many trips a loop makes, if a comparison with a number tells; otherwise a guess."""
    found = [
        limit
        for call in loop.condition
        if call.op.type in _COMPARISONS
        for tensor in call.op._inputs
        if (limit := _limit(tensor, trips_of, fed)) is not None
    ]
    return max(min(found), 1) if found else UNKNOWN_TRIPS


def _limit(tensor: Tensor, trips_of: dict[Operation, int], fed: Shapes) -> int | None:
    """The number that a loop counts up to, or down from."""
    for _ in range(20):
        op = tensor._op
        if op.type not in _SHOWING or not op._inputs:
            break
        if op.type == "Merge" and op._inputs[0]._op.type not in ENTERS:
            break
        tensor = op._inputs[0]
    op = tensor._op
    if op in trips_of:
        return trips_of[op]
    value = constant_value(tensor)
    if value is None and op.type == "StridedSlice" and op._inputs[0]._op.type == "Shape":
        return _fed_size(op, fed)
    if value is None or np.size(value) != 1 or not np.all(np.isfinite(value)):
        return None
    number = int(np.reshape(value, ()))
    return number if number > 1 else None


def _fed_size(slice_op: Operation, fed: Shapes) -> int | None:
    """A size of what is fed, perhaps transposed before."""
    tensor = slice_op._inputs[0]._op._inputs[0]
    axis = constant_value(slice_op._inputs[1])
    if tensor._op.type == "Transpose":
        order = constant_value(tensor._op._inputs[1])
        if order is None or axis is None:
            return None
        axis, tensor = order[np.reshape(axis, -1)], tensor._op._inputs[0]
    shape = fed.get(tensor)
    if shape is None or axis is None or np.size(axis) != 1 or not shape:
        return None
    return shape[int(np.reshape(axis, ()))]
