"""Products of matrices in a traced loop: what all trips have in common is done once, before the first trip or after the last.

A matrix that no trip changes is turned before the loop where its products take it turned.  The gradient of
such a matrix is a sum of one small product for each trip: its factors are kept, and the sum is one large product.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np

from scopeflow import xp
from scopeflow.engine.loops import Loop, every_call
from scopeflow.engine.program import Call, flatten
from scopeflow.xp import door

_SUMS = frozenset(["Add", "AddV2"])


class Summed(NamedTuple):
    """A loop variable to which every trip adds a product: its register, those of the factors, and the two calls."""

    inside: int
    factors: tuple[int, int]
    product: Call
    add: Call


def summed(loop: Loop, left_out: Collection[int]) -> list[Summed]:
    """The loop variables to which every trip adds the product of a matrix, turned, and another.

    Args:
      loop: the loop.
      left_out: variables that are looked after otherwise.
    """
    made_by = {call.outs[0]: call for call in loop.trip if len(call.outs) == 1}
    if not any(call.op.type == "MatMul" and _is_turned(call) for call in made_by.values()):
        return []
    uses: dict[int, int] = {}
    for call in every_call([*loop.condition, *loop.trip, *loop.leaving]):
        for register in _taken(call):
            uses[register] = uses.get(register, 0) + 1
    for _, _, following in loop.variables:
        uses[following] = uses.get(following, 0) + 1
    found = []
    for inside, _, following in loop.variables:
        add = made_by.get(following)
        if add is None or add.op.type not in _SUMS or add.gates or inside in left_out:
            continue
        terms = flatten(add.args)
        if inside not in terms:
            # as a user's loop has it: the body sees it through an Identity
            seen = [
                call.outs[0]
                for call in loop.trip
                if call.op.type == "Identity" and call.args == (inside,)
            ]
            terms = [inside if [t] == seen and uses.get(t) == 1 else t for t in terms]
        if inside not in terms or uses.get(inside) != 1 or uses.get(following) != 1:
            continue
        terms.remove(inside)
        (term,) = terms
        product = made_by.get(term)
        if product is None or product.op.type != "MatMul" or product.gates or uses.get(term) != 1:
            continue
        if _is_turned(product):
            first, second = flatten(product.args)
            found.append(Summed(inside, (first, second), product, add))
    return found


def _is_turned(call: Call) -> bool:
    """Whether only the first factor is turned."""
    return call.kwargs["transpose_a"] and not call.kwargs["transpose_b"]


def _taken(call: Call) -> list[int]:
    taken = flatten(call.args)
    if type(call) is Loop:
        taken += [first for _, first, _ in call.variables]
        taken += [before for _, before, _, _ in call.versions]
    return taken


def pays(kinds: Sequence[tuple[tuple[int, ...], Any]]) -> bool:
    """Whether two factors are less to keep than their product is to add to, in every trip."""
    (a, _), (b, _) = kinds
    return len(a) == len(b) == 2 and a[0] * (a[1] + b[1]) <= a[1] * b[1]


def room_for(kinds: Sequence[tuple[tuple[int, ...], Any]], trips: int) -> list[Any]:
    """Room for the factors of all trips."""
    return [door.jnp().zeros((trips, *shape), dtype) for shape, dtype in kinds]


def kept(room: Sequence[Any], factors: Sequence[Any], trip: Any) -> list[Any]:
    """The room once a trip has put its factors in place."""
    lax, jnp = door.lax(), door.jnp()
    return [
        lax.dynamic_update_index_in_dim(buffer, jnp.asarray(factor), trip, 0)
        for buffer, factor in zip(room, factors, strict=True)
    ]


def total(first: Any, room: Sequence[Any]) -> Any:
    """The variable after the last trip."""
    a, b = [buffer.reshape((-1, buffer.shape[-1])) for buffer in room]
    return xp.add(first, xp.matmul(a, b, True, False))


def turned(loop: Loop, registers: list[Any], changing: Collection[int]) -> list[Call]:
    """The calls of a trip, of which none turns a matrix that stays the same.

    Args:
      loop: the loop.
      registers: what is known before it; the turned matrices are added.
      changing: registers that have other values in a trip.
    """
    places: dict[int, int] = {}
    calls = []
    for call in loop.trip:
        if call.op.type == "MatMul" and call.kwargs["transpose_b"]:
            matrix = call.args[1]
            value = registers[matrix] if matrix not in changing else None  # type: ignore[index]
            if value is not None and np.ndim(value) == 2:
                if matrix not in places:
                    places[matrix] = len(registers)  # type: ignore[index]
                    registers.append(door.jnp().swapaxes(value, 0, 1))
                call = _with(call, (call.args[0], places[matrix]))  # type: ignore[index]
        calls.append(call)
    return calls


def _with(call: Call, args: tuple[Any, ...]) -> Call:
    made = Call(call.op, args, call.outs)
    made.kwargs = {**call.kwargs, "transpose_b": False}
    made.gates = call.gates
    made.seal()
    return made
