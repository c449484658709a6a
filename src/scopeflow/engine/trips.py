"""How often a loop goes round, where that follows from what is known while tracing.

Counters, and all that hangs on counters and known values alone, are computed beforehand in NumPy, trip by trip: the
condition among them tells how many trips there are, the others are constants of the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from scopeflow.engine.interpret import walk
from scopeflow.engine.loops import Loop, decided
from scopeflow.engine.program import Call, flatten
from scopeflow.ops.control.stacks import StackState
from scopeflow.ops.control.traced_stack import TracedStack

# Loops of more trips are counted by the program itself.
MOST_TRIPS = 20000
# Values of more elements are computed by the program: what is meant are counters and the like.
MOST_ELEMENTS = 64
_FLOW = frozenset(["Switch", "RefSwitch", "Merge", "RefMerge"])


class Trips(NamedTuple):
    """The trips of a loop, known beforehand.

    Attributes:
      number: how many.
      exact: whether there are so many; otherwise there may be fewer.
      variables: what a loop variable (by register) is in each trip and after the last: [count + 1, ...].
      results: what calls give in each trip, those of the condition after the last one too: one array for each result.
    """

    number: int
    exact: bool
    variables: dict[int, np.ndarray]
    results: dict[Call, tuple[np.ndarray, ...]]


def known_trips(
    loop: Loop, registers: Sequence[Any], sometimes: Callable[[int], bool], context: Any
) -> Trips | None:
    """The trips of a loop, or None if nothing known bounds them, or they go on for too long.

    Args:
      loop: the loop.
      registers: what is known around it.
      sometimes: whether the value of a register may be dead.
      context: what `ctx` means to a lowering.
    """
    too_large: set[Call] = set()
    while True:
        known = _Known(loop, registers, sometimes, too_large)
        deciding = known.deciding(loop)
        if deciding is None:
            return None
        before = len(too_large)
        try:
            found = _go_round(loop, known, deciding, list(registers), context, too_large)
        except Exception:  # whatever fails here fails again where the program is traced or run
            return None
        if len(too_large) == before:
            return found


class _Known:
    """Which calls of a loop hang on nothing that is computed."""

    def __init__(
        self,
        loop: Loop,
        registers: Sequence[Any],
        sometimes: Callable[[int], bool],
        left_out: set[Call],
    ) -> None:
        self.registers = registers
        self.calls = [*loop.condition, *loop.trip]
        made = {register for call in self.calls for register in (*call.outs, *call.new_versions)}
        carried = {inside for inside, _, _ in loop.variables}
        versions = {inside for inside, _, _, _ in loop.versions}
        self._uses = _uses(self.calls)
        computed = {
            inside
            for inside, first, _ in loop.variables
            if sometimes(first) or not _is_number(registers[first])
        }
        while True:
            self.unknown = set(computed) | versions
            self.chosen: set[Call] = set()
            for call in self.calls:
                given = [
                    register
                    for register in flatten(call.args)
                    if not self._is_known(register, made, carried, sometimes)
                ]
                if call not in left_out and _may_be_known(call) and self._given(call, given):
                    self.chosen.add(call)
                else:
                    self.unknown.update(call.outs)
                    self.unknown.update(call.new_versions)
            more = {
                inside
                for inside, _, following in loop.variables
                if inside not in self.unknown
                and not self._is_known(following, made, carried, sometimes)
            }
            if not more:
                break
            computed |= more
        self.variables = [v for v in loop.variables if v[0] not in self.unknown]

    def deciding(self, loop: Loop) -> int | None:
        """The register of what is known to end the loop, if not before it has ended otherwise."""
        makers = {register: call for call in loop.condition for register in call.outs}
        pending = [loop.goes_on]
        for register in pending:
            if register not in self.unknown:
                return register
            maker = makers.get(register)
            if maker is not None and maker.op.type in ("LogicalAnd", "Identity"):
                pending.extend(flatten(maker.args))
        return None

    def _is_known(
        self,
        register: int,
        made: set[int],
        carried: set[int],
        sometimes: Callable[[int], bool],
    ) -> bool:
        if register in self.unknown:
            return False
        if register in made or register in carried:
            return True
        return _is_number(self.registers[register]) and not sometimes(register)

    def _given(self, call: Call, missing: list[int]) -> bool:
        """Whether a call has all it needs; a pop needs a stack of known values that only it takes from."""
        if call.op.type != "StackPopV2":
            return not missing
        if len(missing) != 1 or self._uses.get(missing[0]) != 1:
            return False
        stack = self.registers[missing[0]]
        return isinstance(stack, TracedStack) and stack.known is not None


def _uses(calls: Sequence[Call]) -> dict[int, int]:
    found: dict[int, int] = {}
    for call in calls:
        for register in set(flatten(call.args)):
            found[register] = found.get(register, 0) + 1
    return found


def _may_be_known(call: Call) -> bool:
    if type(call) is Loop or call.gates or call.rng >= 0 or call.wants_ctx or call.new_versions:
        return False
    if call.op.type in _FLOW or not call.outs:
        return False
    definition = call.op.definition
    return call.op.type == "StackPopV2" or not (definition.host or definition.stateful)


def _is_number(value: Any) -> bool:
    return isinstance(value, (np.ndarray, np.generic)) and value.dtype != object


def _go_round(
    loop: Loop,
    known: _Known,
    deciding: int,
    registers: list[Any],
    context: Any,
    too_large: set[Call],
) -> Trips | None:
    """Runs the known calls until the condition is false."""
    condition = [call for call in loop.condition if call in known.chosen]
    trip = [call for call in loop.trip if call in known.chosen]
    for call in (*condition, *trip):
        if call.op.type == "StackPopV2":
            (handle,) = flatten(call.args)
            stack = registers[handle]
            copy = registers[handle] = StackState(stack.name, -1)
            copy.values = list(stack.known)
    for inside, first, _ in known.variables:
        registers[inside] = registers[first]
    variables: dict[int, list[Any]] = {inside: [] for inside, _, _ in known.variables}
    results: dict[Call, list[list[Any]]] = {
        call: [[] for _ in call.outs] for call in (*condition, *trip)
    }
    before = set(too_large)
    count = 0
    while True:
        walk(condition, registers, _no_stream, context)
        for inside, _, _ in known.variables:
            variables[inside].append(registers[inside])
        too_large.update(_noted(condition, registers, results))
        if too_large - before or not decided(registers[deciding], loop.op):
            break
        if count == MOST_TRIPS:
            return None
        walk(trip, registers, _no_stream, context)
        too_large.update(_noted(trip, registers, results))
        if too_large - before:
            break
        following = [registers[register] for _, _, register in known.variables]
        for (inside, _, _), value in zip(known.variables, following, strict=True):
            registers[inside] = value
        count += 1
    stacked = {call: [_stacked(seen) for seen in outs] for call, outs in results.items()}
    told = {inside: _stacked(seen) for inside, seen in variables.items()}
    return Trips(
        count,
        deciding == loop.goes_on,
        {inside: array for inside, array in told.items() if array is not None},
        {
            call: tuple(arrays)  # type: ignore[arg-type]
            for call, arrays in stacked.items()
            if all(array is not None for array in arrays)
        },
    )


def _noted(
    calls: Sequence[Call], registers: Sequence[Any], results: dict[Call, list[list[Any]]]
) -> Iterator[Call]:
    """Keeps the results of calls; gives those that make too much."""
    for call in calls:
        for seen, register in zip(results[call], call.outs, strict=True):
            value = registers[register]
            if not _is_number(value) or np.size(value) > MOST_ELEMENTS:
                yield call
            seen.append(value)


def _stacked(values: Sequence[Any]) -> np.ndarray | None:
    """The values of all trips; None if they are of different kinds, or a large one changes."""
    if not values:
        return None
    first = values[0]
    if all(value is first for value in values):
        return np.broadcast_to(first, (len(values), *np.shape(first)))
    if np.size(first) > MOST_ELEMENTS or any(
        np.shape(v) != np.shape(first) or v.dtype != first.dtype for v in values
    ):
        return None
    return np.stack(values)


def _no_stream(position: int) -> Any:
    raise TypeError("what draws random numbers is not known beforehand")
