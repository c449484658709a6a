"""Loop variables that every trip makes longer: the rows of a sparse gradient, gathered trip by trip.

Such a variable is only ever joined with the rows of one trip.  Where the number of trips is known, its rows have their
room before the first trip, and each trip fills its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from scopeflow import xp
from scopeflow.engine.loops import Loop
from scopeflow.engine.program import Call, flatten
from scopeflow.xp import door


class Growing(NamedTuple):
    """One such variable: its register, that of a trip's rows, and the call that joins them."""

    inside: int
    rows: int
    call: Call


def growing(loop: Loop, registers: Sequence[Any]) -> list[Growing]:
    """The loop variables that grow."""
    joins = {call.outs[0]: call for call in loop.trip if call.op.type == "ConcatV2"}
    if not joins:
        return []
    uses: dict[int, int] = {}
    for call in (*loop.condition, *loop.trip, *loop.leaving):
        for register in flatten(call.args):
            uses[register] = uses.get(register, 0) + 1
    for _, _, following in loop.variables:
        uses[following] = uses.get(following, 0) + 1
    found = []
    for inside, first, following in loop.variables:
        join = joins.get(following)
        if join is None or uses.get(inside) != 1 or uses[following] != 1:
            continue
        parts, axis = join.args
        if not (isinstance(parts, tuple) and len(parts) == 2 and parts[0] == inside):
            continue
        at = registers[axis]  # type: ignore[index]
        value = registers[first]
        if isinstance(at, (np.ndarray, np.generic)) and int(at) == 0 and np.ndim(value) > 0:
            found.append(Growing(inside, parts[1], join))
    return found


def room_for(value: Any, kind: tuple[tuple[int, ...], Any], trips: int) -> Any:
    """The variable with room behind it for the rows of all trips.

    Args:
      value: the variable before the loop.
      kind: shape and dtype of one trip's rows.
      trips: how many trips there will be.
    """
    shape, dtype = kind
    if shape[1:] != np.shape(value)[1:] or dtype != value.dtype:
        raise xp.NotStatic("rows of different shapes")
    jnp = door.jnp()
    room = jnp.zeros((trips * shape[0], *shape[1:]), dtype)
    return jnp.concatenate([jnp.asarray(value), room])


def filled(buffer: Any, rows: Any, trip: Any, trips: int) -> Any:
    """The variable once a trip has put its rows in place."""
    count = np.shape(rows)[0]
    lax, jnp = door.lax(), door.jnp()
    start = np.int32(buffer.shape[0] - trips * count) + trip * np.int32(count)
    if not count:
        return buffer
    return lax.dynamic_update_slice_in_dim(buffer, jnp.asarray(rows), start, 0)
