"""A loop under a trace: `lax.while_loop` around one walk of its body.

What the loop carries is found out by walking the body once for nothing: loop variables that stay what they are and
values known for each trip beforehand are not carried, and TensorArrays and stacks tell what they need.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.engine import loop_products
from scopeflow.engine.alive import select, traced
from scopeflow.engine.draws import added, times
from scopeflow.engine.failures_in_loops import FirstFailure
from scopeflow.engine.loop_parts import Parts
from scopeflow.engine.loop_values import (
    COUNT,
    at,
    is_array,
    like,
    new_gradients,
    same,
    told,
    used_later,
)
from scopeflow.engine.loops import Loop
from scopeflow.engine.program import Call
from scopeflow.engine.trips import Trips, known_trips
from scopeflow.ops.control.tracing import OutOfRoom
from scopeflow.xp import door


class TracedLoop:
    """One loop of one trace.

    Args:
      flow: the TracedFlow that has reached the loop.
      loop: its call.
      alive: when a run reaches it.
    """

    def __init__(self, flow: Any, loop: Loop, alive: Any) -> None:
        self.flow = flow
        self.loop = loop
        self.alive = alive
        self.around: list[Any] = list(flow.registers)
        for inside, first, _ in loop.variables:
            self.around[inside] = self.around[first]
        for inside, before, _, _ in loop.versions:
            self.around[inside] = self.around[before]
        self.trips: Trips = known_trips(
            loop, self.around, self._inner(self.around).is_sometimes, flow.context
        ) or Trips(-1, False, {}, {})
        # the registers that may change from trip to trip, and where the next trip's value is
        self.slots: dict[int, int] = {inside: after for inside, _, after in loop.variables}
        self.slots.update((inside, after) for inside, _, _, after in loop.versions)
        for inside in self.trips.variables:
            self.slots.pop(inside)
        if not self.trips.exact:
            # the condition is worked out at the end of each trip: the next one and what follows may use it
            self.slots.update((register, register) for register in used_later(loop))
            self.slots[loop.goes_on] = loop.goes_on
            for call in self.trips.results:
                for register in call.outs:
                    self.slots.pop(register, None)
        self.parts = Parts(loop, self.around, self._count, self.trips.variables)
        for inside in self.parts.insides():
            self.slots.pop(inside)
        self.calls = loop_products.turned(loop, self.around, self._changing())
        # the results of the walk for nothing
        self.carried: list[int] = []
        self.fixed: dict[int, Any] = {}
        self.cells: list[tuple[Any, Any, list[str]]] = []
        self.draws: dict[int, Any] = {}
        self.failure = FirstFailure()

    def _changing(self) -> set[int]:
        """The registers that have other values in a trip."""
        calls = (*self.loop.condition, *self.loop.trip)
        found = {register for call in calls for register in (*call.outs, *call.new_versions)}
        found.update(out for call in calls if type(call) is Loop for out, _, _ in call.exits)
        return found.union(self.slots, self.trips.variables, self.parts.insides())

    @property
    def _count(self) -> int | None:
        """How many trips there are wherever the loop is reached, if that is known."""
        return self.trips.number if self.trips.exact and not self.alive else None

    @property
    def _most(self) -> int | None:
        """How many trips there is room for."""
        return self.trips.number if self.trips.number >= 0 else self.flow.trace.room or None

    # -- the whole ---------------------------------------------------------------------------------

    def run(self) -> None:
        """Writes the loop down; its results go into the registers of the flow around it.

        Raises:
          NotStatic: if it does not fit into a program.
        """
        registers = self.around
        if not self.trips.exact:
            self._outside(registers, self.loop.condition)
            answer = registers[self.loop.goes_on]
            if np.ndim(answer) or answer is None:
                raise xp.NotStatic("a condition of several truth values fails where it stands")
        if self.trips.number:
            self._explore()
            registers, made = self._loop(registers)
            self._set_known(registers, made)
        if self.trips.exact:
            self._outside(registers, self.loop.condition)
        inner = self._outside(registers, self.loop.leaving)
        for inside, before, left, _ in self.loop.versions:
            old = self.flow.registers[before]
            self.flow.registers[inside] = select(self.alive, registers[left], old)
        for outside, inside, op in self.loop.exits:
            if inner.is_sometimes(inside):
                raise xp.NotStatic("a loop that does not always give a value")
            self.flow.set_value(outside, registers[inside], op, self.alive)

    def _inner(self, registers: list[Any]) -> Any:
        return self.flow.inside(registers, self.alive)

    def _outside(self, registers: list[Any], calls: Sequence[Call]) -> Any:
        """Walks a part of the loop before the first trip, or after the last."""
        flow, inner = self.flow, self._inner(registers)
        taken = traced(self.alive) if self.alive else None
        flow.streams.settle()
        drawn = dict(flow.streams.used)
        with flow.trace.only_when(taken):
            inner.walk(calls)
        flow.streams.settle()
        if self.alive and flow.streams.used != drawn:
            raise xp.NotStatic("random numbers drawn around a loop on a branch")
        flow.adopt(inner, self.alive)
        return inner

    def _set_known(self, registers: list[Any], made: Any) -> None:
        """What was known for each trip, after the last one."""
        for inside, over_trips in self.trips.variables.items():
            registers[inside] = at(over_trips, made)
        if not self.trips.exact:
            for call in self.loop.condition:
                for register, array in zip(
                    call.outs, self.trips.results.get(call, ()), strict=False
                ):
                    registers[register] = at(array, made)

    def _take_up(self, inner: Any) -> None:
        if any(inner.is_sometimes(after) for after in self.slots.values()):
            raise xp.NotStatic("a loop variable that may not be there")

    # -- one trip ----------------------------------------------------------------------------------

    def _trip(self, values: dict[int, Any], trip: Any) -> tuple[Any, dict[int, Any]]:
        """Walks the body once.

        Args:
          values: what the carried registers are.
          trip: the number of the trip, from 0.

        Returns:
          The flow of the walk, and what the slots are for the next trip.
        """
        registers = list(self.around)
        for register, value in values.items():
            registers[register] = value
        inner = self._inner(registers)
        inner.skipped = self.parts.skipped()
        loop = self.loop
        self._tell(registers, inner, trip, self.trips.number)
        if self.trips.exact:
            inner.walk(loop.condition)
            inner.walk(self.calls)
            self._take_up(inner)
            return inner, {inside: registers[after] for inside, after in self.slots.items()}
        for call in loop.condition:
            for register, make in zip(call.outs, inner.told.get(call, ()), strict=False):
                registers[register] = make()
        inner.walk(self.calls)
        following = [registers[after] for _, _, after in loop.variables]
        following += [registers[after] for _, _, _, after in loop.versions]
        insides = [inside for inside, _, _ in loop.variables]
        insides += [inside for inside, _, _, _ in loop.versions]
        self._take_up(inner)
        for inside, value in zip(insides, following, strict=True):
            registers[inside] = value
        # the condition of the next trip
        self._tell(registers, inner, trip + COUNT(1), self.trips.number + 1)
        inner.walk(loop.condition)
        return inner, {inside: registers[inside] for inside in self.slots}

    def _tell(self, registers: list[Any], inner: Any, trip: Any, count: int) -> None:
        """Sets what is known of a trip beforehand."""
        self.flow.trace.trip = trip
        trace = self.flow.trace
        # what is the same in every trip is one value: branches are told apart by it
        made: dict[Any, Any] = {}

        def of_this_trip(over_trips: np.ndarray) -> Any:
            values = over_trips[:count]
            key = (values.dtype, values.shape, values.tobytes())
            if key not in made:
                made[key] = told(values, trip, trace)
            return made[key]

        for inside, over_trips in self.trips.variables.items():
            registers[inside] = of_this_trip(over_trips)
        inner.told = {
            call: [partial(of_this_trip, array) for array in arrays]
            for call, arrays in self.trips.results.items()
        }

    # -- the walk for nothing ----------------------------------------------------------------------

    def _explore(self) -> None:
        """Finds out what the loop carries."""
        jax, jnp = door.jax(), door.jnp()
        trace = self.flow.trace
        while True:
            cells = list(trace.cells)
            before = [cell.snapshot() for cell in cells]
            arrays = {
                register: jnp.asarray(self.around[register])
                for register in self.slots
                if is_array(self.around[register])
            }
            fields = [
                {name: jnp.asarray(value) for name, value in cell.values().items()}
                for cell in cells
            ]
            drawn = self.flow.streams.begin({})
            seen: dict[str, Any] = {}

            def walk(
                values: Any, fields: Any, trip: Any, cells: Any = cells, seen: Any = seen
            ) -> Any:
                for cell, of_cell in zip(cells, fields, strict=True):
                    cell.enter_trip(of_cell)
                with trace.trips():
                    inner, following = self._trip(values, trip)
                self.flow.streams.settle()
                seen["reports"] = [cell.report() for cell in cells]
                seen["fixed"] = {
                    register
                    for register, value in following.items()
                    if value is values.get(register, self.around[register])
                    or same(value, self.around[register])
                }
                seen["following"] = {
                    register: (np.shape(value), value.dtype)
                    for register, value in following.items()
                    if is_array(value)
                }
                seen["better"] = self.parts.settle(self.parts.of(inner))
                seen["draws"] = {
                    position: used if type(used) is int else None
                    for position, used in self.flow.streams.used.items()
                }
                return self.failure.explored(inner.checks)

            try:
                shown = jax.eval_shape(walk, arrays, fields, np.zeros((), COUNT))
                # (made here too, arrays of gradients can be carried)
                made = new_gradients(cells)
            finally:
                for cell, snapshot in zip(cells, before, strict=True):
                    cell.restore(snapshot)
                del trace.cells[len(cells) :]
                self.flow.streams.begin(drawn)
            for array, source, extra in made:
                array.gradient(source, extra)
            self.slots.update(seen["better"])
            if not made and not seen["better"]:
                break
        self.failure.shapes = shown
        self._settle(seen, cells)

    def _settle(self, seen: dict[str, Any], cells: list[Any]) -> None:
        for register in self.slots:
            value = self.around[register]
            if register in seen["fixed"]:
                self.fixed[register] = value
                continue
            kind = seen["following"].get(register)
            if not is_array(value) or kind is None:
                raise xp.NotStatic("a loop variable that is no array")
            if kind != (np.shape(value), value.dtype):
                raise xp.NotStatic("a loop variable whose shape changes")
            self.carried.append(register)
        self.draws = seen["draws"]
        for cell, report in zip(cells, seen["reports"], strict=True):
            if report is not None:
                self.cells.append((cell, report, cell.prepare(report, self._count, self._most)))

    # -- in earnest --------------------------------------------------------------------------------

    def _loop(self, registers: list[Any]) -> tuple[list[Any], Any]:
        """The registers after the loop, and how many trips there were."""
        jnp = door.jnp()
        trace, streams = self.flow.trace, self.flow.streams
        streams.settle()
        used = dict(streams.used)
        moving = [p for p, drawn in self.draws.items() if drawn is None]
        before = [(cell, cell.snapshot()) for cell in trace.cells]
        known_cells = len(trace.cells)
        start = (
            jnp.zeros((), COUNT),
            {register: jnp.asarray(registers[register]) for register in self.carried},
            [
                {name: jnp.asarray(getattr(cell, name)) for name in names}
                for cell, _, names in self.cells
            ],
            {position: jnp.asarray(used.get(position, 0), np.uint64) for position in moving},
            self.failure.start(),
            self.parts.room(registers),
        )

        def body(state: Any) -> Any:
            trip, values, fields, drawn, failed, parts = state
            for (cell, report, _), of_cell in zip(self.cells, fields, strict=True):
                cell.load(report, of_cell, trip, self._most)
            streams.begin(
                {
                    p: drawn[p] if blocks is None else added(used.get(p, 0), times(trip, blocks))
                    for p, blocks in self.draws.items()
                }
            )
            with trace.trips():
                inner, following = self._trip(values, trip)
            streams.settle()
            ended = (
                trip + COUNT(1),
                {r: like(following[r], values[r]) for r in self.carried},
                [cell.carried(names) for cell, _, names in self.cells],
                {p: jnp.asarray(streams.used[p], np.uint64) for p in moving},
                self.failure.after(failed, inner.checks),
                self.parts.after(parts, inner, trip),
            )
            for cell, snapshot in before:
                cell.restore(snapshot)
            del trace.cells[known_cells:]
            return ended

        def goes_on(state: Any) -> Any:
            trip, values, _, _, failed, _ = state
            if self.trips.exact:
                more = trip < COUNT(self.trips.number)
            else:
                answer = self.loop.goes_on
                more = jnp.asarray(values.get(answer, self.fixed.get(answer)))
            if self.alive:
                more = jnp.logical_and(more, traced(self.alive))
            return self.failure.unless_failed(more, failed)

        streams.begin(dict(used))
        ended = door.lax().while_loop(goes_on, body, start)
        trip, values, fields, drawn, failed, parts = ended
        count: Any = trip if self._count is None else self._count
        after = dict(used)
        for position, blocks in self.draws.items():
            after[position] = (
                drawn[position]
                if blocks is None
                else added(used.get(position, 0), times(count, blocks))
            )
        streams.begin(after)
        snapshots = {id(cell): snapshot for cell, snapshot in before}
        for (cell, report, _), of_cell in zip(self.cells, fields, strict=True):
            cell.leave(report, of_cell, self._count, trip, snapshots[id(cell)])
        self.flow.checks.extend(self.failure.checks(failed))
        if self.trips.number < 0 and any(report.takes_room for _, report, _ in self.cells):
            # (the trips themselves do not hang on what they keep: that a loop fails is still true)
            enough = trip <= COUNT(self.flow.trace.room)
            self.flow.checks.append((self.loop, enough, OutOfRoom, "%d", [trip]))
        left = list(registers)
        for register, value in values.items():
            left[register] = value
        for register, value in self.parts.whole(registers, parts).items():
            left[register] = value
        return left, count
