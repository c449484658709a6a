"""Loop variables that no trip carries: every trip leaves its part of them, and the whole is made when all parts are there.

These are the variables that only grow by rows (`growing`) and those to which products are added (`loop_products`).
They can be told where it is known how many trips there will be.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.engine import loop_products
from scopeflow.engine.growing import Growing, filled, growing, room_for
from scopeflow.engine.loops import Loop
from scopeflow.engine.program import Call

# Shape and dtype of an array.
Kind = tuple[tuple[int, ...], Any]


class Parts:
    """What the trips of one loop leave.

    Args:
      loop: the loop.
      registers: what is known before it.
      trips: how many trips there will be; None or 0 for nothing to be left.
      known: variables that are known for each trip.
    """

    def __init__(
        self, loop: Loop, registers: Sequence[Any], trips: int | None, known: Collection[int]
    ) -> None:
        self._trips = trips or 0
        self._grown: list[Growing] = growing(loop, registers) if trips else []
        others = {grown.inside for grown in self._grown}.union(known)
        self._sums = loop_products.summed(loop, others) if trips else []
        self._rows: list[Kind] = []
        self._factors: list[list[Kind]] = []

    def insides(self) -> set[int]:
        """The registers of the variables."""
        return {grown.inside for grown in self._grown}.union(one.inside for one in self._sums)

    def skipped(self) -> set[Call]:
        """The calls that no trip runs."""
        found = {grown.call for grown in self._grown}
        for one in self._sums:
            found.update((one.product, one.add))
        return found

    def of(self, inner: Any) -> tuple[list[Any], list[list[Any]]]:
        """The parts of one trip, once it has been walked.

        Raises:
          NotStatic: if one may not be there.
        """
        taken = [grown.rows for grown in self._grown]
        taken += [factor for one in self._sums for factor in one.factors]
        if any(inner.is_sometimes(register) for register in taken):
            raise xp.NotStatic("a part of a loop variable that may not be there")
        registers = inner.registers
        rows = [registers[grown.rows] for grown in self._grown]
        return rows, [[registers[factor] for factor in one.factors] for one in self._sums]

    def settle(self, parts: tuple[list[Any], list[list[Any]]]) -> dict[int, int]:
        """Hears what a trip leaves; gives the variables that are better carried, and where the next trip's value is."""
        rows, pairs = parts
        self._rows = [_kind(value) for value in rows]
        kinds = [[_kind(value) for value in pair] for pair in pairs]
        pays = [loop_products.pays(pair) for pair in kinds]
        small = [one for one, good in zip(self._sums, pays, strict=True) if not good]
        self._sums = [one for one, good in zip(self._sums, pays, strict=True) if good]
        self._factors = [pair for pair, good in zip(kinds, pays, strict=True) if good]
        return {one.inside: one.add.outs[0] for one in small}

    def room(self, registers: Sequence[Any]) -> tuple[list[Any], list[list[Any]]]:
        """Room for the parts of all trips."""
        grown = [
            room_for(registers[grown.inside], kind, self._trips)
            for grown, kind in zip(self._grown, self._rows, strict=True)
        ]
        return grown, [loop_products.room_for(pair, self._trips) for pair in self._factors]

    def after(self, room: Any, inner: Any, trip: Any) -> tuple[list[Any], list[list[Any]]]:
        """The room once a trip has left its parts there."""
        rows, pairs = self.of(inner)
        grown = [
            filled(buffer, part, trip, self._trips)
            for buffer, part in zip(room[0], rows, strict=True)
        ]
        return grown, [
            loop_products.kept(buffers, pair, trip)
            for buffers, pair in zip(room[1], pairs, strict=True)
        ]

    def whole(self, registers: Sequence[Any], room: Any) -> dict[int, Any]:
        """The variables after the last trip."""
        made = {grown.inside: buffer for grown, buffer in zip(self._grown, room[0], strict=True)}
        for one, buffers in zip(self._sums, room[1], strict=True):
            made[one.inside] = loop_products.total(registers[one.inside], buffers)
        return made


def _kind(value: Any) -> Kind:
    return np.shape(value), value.dtype
