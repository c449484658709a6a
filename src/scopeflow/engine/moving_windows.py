"""Slices and paddings in a loop's body that move from trip to trip.

Their begins and ends decide about shapes, and a trace does not know them: they hang on the loop's counter.  But where
they are known for each trip beforehand and every trip's window has the same sizes, a window is where it starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.engine.program import Call
from scopeflow.ops.control.tracing import OverTrips, Trace
from scopeflow.xp import door

MOVING = frozenset(["Pad", "PadV2", "StridedSlice", "StridedSliceGrad"])


def moved(call: Call, registers: Sequence[Any], trace: Trace) -> Any:
    """The result of such an op in the trip that is being traced; None where its own lowering serves."""
    args = [registers[slot] for slot in call.args]  # type: ignore[index]
    kind = call.op.type
    if kind in ("Pad", "PadV2"):
        return _padded(trace, *args)
    begin, end, strides = args[1:4]
    if xp.is_known(begin) and xp.is_known(end) or not xp.is_known(strides):
        return None
    if kind == "StridedSlice":
        found = _windows(trace, np.shape(args[0]), begin, end, strides, call.kwargs)
        if found is None:
            return None
        starts, sizes, shape = found
        data = door.jnp().asarray(args[0])
        return door.lax().dynamic_slice(data, _now(starts, trace), sizes).reshape(shape)
    if not xp.is_known(args[0]):
        return None
    whole = xp.static_ints(args[0])
    found = _windows(trace, whole, begin, end, strides, call.kwargs)
    if found is None:
        return None
    starts, sizes, _ = found
    return _placed(args[4], np.zeros((), args[4].dtype), whole, sizes, _now(starts, trace))


def _padded(trace: Trace, data: Any, paddings: Any, value: Any = None) -> Any:
    told = trace.over_trips(paddings)
    if not isinstance(told, OverTrips):
        return None
    amounts = told.values.reshape(len(told.values), -1, 2)
    wholes = {tuple(whole) for whole in (amounts.sum(2) + np.asarray(np.shape(data))).tolist()}
    if len(wholes) != 1 or bool((amounts < 0).any()):
        return None
    filling = np.zeros((), data.dtype) if value is None else value
    starts = _now(amounts[:, :, 0], trace)
    return _placed(data, filling, wholes.pop(), np.shape(data), starts)


def _placed(
    data: Any, filling: Any, whole: tuple[int, ...], sizes: tuple[int, ...], starts: Any
) -> Any:
    jnp = door.jnp()
    around = jnp.full(whole, filling, data.dtype)
    return door.lax().dynamic_update_slice(around, jnp.reshape(data, sizes), starts)


def _now(starts: np.ndarray, trace: Trace) -> list[Any]:
    """Where the window of this trip starts."""
    jnp, lax = door.jnp(), door.lax()
    each = []
    for column in starts.astype(np.int32).T:
        if bool((column == column[0]).all()):
            each.append(jnp.asarray(column[0]))
        else:
            each.append(
                lax.dynamic_index_in_dim(jnp.asarray(column), trace.trip, 0, keepdims=False)
            )
    return each


def _windows(
    trace: Trace,
    whole: tuple[int, ...],
    begin: Any,
    end: Any,
    strides: Any,
    masks: dict[str, Any],
) -> tuple[np.ndarray, tuple[int, ...], tuple[int, ...]] | None:
    """Of the window of each trip: where it starts, [trips, rank]; its sizes; the shape of the result."""
    told = [trace.over_trips(value) for value in (begin, end)]
    count = max((len(t.values) for t in told if isinstance(t, OverTrips)), default=0)
    if not count or any(t is None for t in told) or bool((np.asarray(strides) != 1).any()):
        return None
    if 0 in whole:
        return None
    # an array without memory, whose every place has an address of its own
    steps = [int(np.prod([size + 1 for size in whole[axis + 1 :]])) for axis in range(len(whole))]
    probe = np.lib.stride_tricks.as_strided(np.zeros(1, np.int8), whole, steps)
    names = ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask")
    given = {name: masks[name] for name in names}
    starts = np.zeros((count, len(whole)), np.int64)
    shapes = set()
    for trip in range(count):
        ends = [t.values[trip] if isinstance(t, OverTrips) else t for t in told]
        try:
            window = xp.strided_slice(probe, ends[0], ends[1], strides, **given)
        except Exception:  # a slice that fails: its own lowering says so, or the run in NumPy
            return None
        if 0 in window.shape:
            return None
        offset = window.__array_interface__["data"][0] - probe.__array_interface__["data"][0]
        for axis, step in enumerate(steps):
            starts[trip, axis], offset = divmod(offset, step)
        sizes = dict(zip(window.strides, window.shape, strict=True))
        shapes.add((tuple(sizes.get(step, 1) for step in steps), window.shape))
    if len(shapes) != 1:
        return None
    ((sizes_of_all, shape),) = shapes
    return starts, sizes_of_all, shape
