"""The values of a traced loop: which it can carry, which are one, and what is known of them for each trip."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.engine.loops import Loop
from scopeflow.engine.program import Call, flatten
from scopeflow.ops.control.tracing import Trace
from scopeflow.xp import door

# What counts trips.
COUNT = np.int32


def used_later(loop: Loop) -> set[int]:
    """What the condition computes and others use."""
    made = {r for call in loop.condition for r in (*call.outs, *call.new_versions)}
    used = {r for call in (*loop.trip, *loop.leaving) for r in _taken(call)}
    used.update(following for _, _, following in loop.variables)
    used.update(inside for _, inside, _ in loop.exits)
    for _, _, left, after in loop.versions:
        used.update((left, after))
    return made & used


def _taken(call: Call) -> list[int]:
    return [*flatten(call.args), *(gate for _, _, gate in call.gates if type(gate) is int)]


def told(over_trips: np.ndarray, trip: Any, trace: Trace) -> Any:
    """A value that is known for each trip, in one of them: itself if it is always the same."""
    first = over_trips[0]
    if _is_constant(over_trips):
        return first
    jnp = door.jnp()
    value = None
    if over_trips.ndim == 1 and over_trips.dtype.kind in "iu":
        step = int(over_trips[1]) - int(first)
        line = int(first) + step * np.arange(len(over_trips), dtype=np.int64)
        if np.array_equal(line, over_trips):
            dtype = over_trips.dtype
            value = jnp.asarray(first) + trip.astype(dtype) * dtype.type(step)
    if value is None:
        value = at(over_trips, trip)
    trace.note(value, over_trips)
    return value


def at(over_trips: np.ndarray, trip: Any) -> Any:
    """A value that is known for each trip, in a trip that may only be known when the program runs."""
    if type(trip) is int:
        return over_trips[trip]
    if _is_constant(over_trips):
        return over_trips[0]
    values = door.jnp().asarray(over_trips)
    return door.lax().dynamic_index_in_dim(values, trip, 0, keepdims=False)


def _is_constant(over_trips: np.ndarray) -> bool:
    return over_trips.strides[0] == 0 or bool((over_trips == over_trips[0]).all())


def is_array(value: Any) -> bool:
    """Whether a loop can carry a value."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype != object
    return xp.is_jax(value)


def same(value: Any, other: Any) -> bool:
    """Whether both are one known value."""
    if value is other:
        return True
    known = (np.ndarray, np.generic)
    if not (isinstance(value, known) and isinstance(other, known)) or value.dtype != other.dtype:
        return False
    return np.shape(value) == np.shape(other) and value.tobytes() == other.tobytes()


def like(value: Any, other: Any) -> Any:
    """A value as an array like another.

    Raises:
      NotStatic: if it has another shape or dtype.
    """
    value = door.jnp().asarray(value)
    if value.shape != other.shape or value.dtype != other.dtype:
        raise xp.NotStatic("a loop variable whose shape changes")
    return value


def new_gradients(cells: list[Any]) -> list[tuple[Any, str, tuple[int, ...]]]:
    """The arrays of gradients that a walk has made for arrays around the loop."""
    found = []
    there = {id(cell) for cell in cells}
    for cell in cells:
        for source, made in getattr(cell, "gradients", {}).items():
            if id(made) not in there:
                found.append((cell, source, made.extra))
    return found
