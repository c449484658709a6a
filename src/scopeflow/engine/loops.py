"""A loop as one call of a plan: condition and body are calls of their own, walked once for each trip."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.engine.program import Call, flatten
from scopeflow.graph.operation import Operation


class Loop(Call):
    """What a plan does for one frame of the graph.

    Attributes:
      variables: (register in the loop, where its first value is, where the next trip's value is).
      condition: the calls before it is known whether there is another trip.
      goes_on: the register of the answer.
      trip: the calls of a trip.
      leaving: the calls between a Switch and an Exit, after the last trip.
      exits: (register outside, register in the loop, the Exit).
      versions: of each variable of the session that the loop writes: (register in the loop, before
        it, when it has been left, after the body).
      ops: all its nodes.
      waits: nodes outside without which it does not start.
      flow: whether values in it may be dead.
    """

    __slots__ = (
        "condition",
        "exits",
        "flow",
        "goes_on",
        "leaving",
        "ops",
        "trip",
        "variables",
        "versions",
        "waits",
    )

    def __init__(self, op: Operation) -> None:
        super().__init__(op, (), ())
        self.variables: list[tuple[int, int, int]] = []
        self.condition: list[Call] = []
        self.goes_on = -1
        self.trip: list[Call] = []
        self.leaving: list[Call] = []
        self.exits: list[tuple[int, int, Operation]] = []
        self.versions: list[tuple[int, int, int, int]] = []
        self.ops: frozenset[Operation] = frozenset()
        self.waits: tuple[Operation, ...] = ()
        self.flow = False
        self.kwargs = {}
        self.rng = -1
        self.wants_ctx = False
        self.births = True

    def seal(self) -> None:
        """Works out what comes in from around it and what it makes."""
        made = {register for register, _, _ in self.variables}
        made.update(register for register, _, _, _ in self.versions)
        used: set[int] = {first for _, first, _ in self.variables}
        used.update(before for _, before, _, _ in self.versions)
        for call in (*self.condition, *self.trip, *self.leaving):
            used.update(r for r in flatten(call.args) if r not in made)
            used.update(gate for _, _, gate in call.gates if type(gate) is int and gate not in made)
            made.update(call.outs)
            made.update(call.new_versions)
        made.update(outside for outside, _, _ in self.exits)
        used.update(n for _, _, n in self.variables if n not in made)
        if self.goes_on not in made:
            used.add(self.goes_on)
        self.args = tuple(sorted(used))
        self.outs = tuple(sorted(made))

    def comes_from(self) -> dict[int, tuple[int, ...]]:
        """The registers that what goes round, or comes out, may come from."""
        found: dict[int, tuple[int, ...]] = {}
        for inside, first, following in self.variables:
            found[inside] = (first, following)
        for inside, before, left, after in self.versions:
            found[inside] = (before, left, after)
        for outside, inside, _ in self.exits:
            found[outside] = (inside,)
        return found

    def decides(self) -> set[int]:
        """The registers that the condition's answer hangs on."""
        makers = {register: call for call in self.condition for register in call.outs}
        found: set[int] = set()
        pending = [self.goes_on]
        while pending:
            register = pending.pop()
            if register not in found:
                found.add(register)
                if register in makers:
                    pending.extend(flatten(makers[register].args))
        return found


def every_call(calls: Sequence[Call]) -> Iterator[Call]:
    """The calls, and those in loops, however deep."""
    for call in calls:
        yield call
        if type(call) is Loop:
            yield from every_call(call.condition)
            yield from every_call(call.trip)
            yield from every_call(call.leaving)


Walk = Callable[[Sequence[Call]], None]


def decided(value: Any, op: Operation) -> bool:
    """The truth of a predicate.

    Raises:
      InvalidArgumentError: TensorFlow's words, if it is not one truth value.
    """
    if type(value) is np.bool_ or (type(value) is np.ndarray and not value.ndim):
        return bool(value)
    known = xp.static(value, "The predicate of a Switch")
    if np.ndim(known):
        shape = ",".join(str(size) for size in np.shape(known))
        raise errors.InvalidArgumentError(
            None,
            op,
            f"The second input must be a scalar, but it has shape [{shape}]. Reduce it, as with tf.reduce_all.",
        )
    return bool(known)


def run(
    loop: Loop, registers: list[Any], walk: Walk, dead: set[Any] | None, dead_value: Any
) -> None:
    """Goes round until the condition is false.

    Args:
      loop: what to run.
      registers: values by register; changed in place.
      walk: runs calls.
      dead: the nodes that do not run; those of the loop are decided anew in every trip.  None where
        every node runs.
      dead_value: what stands in the registers of values that there are not.
    """
    for inside, first, _ in loop.variables:
        registers[inside] = registers[first]
    for inside, before, _, _ in loop.versions:
        registers[inside] = registers[before]
    while True:
        if dead is not None:
            dead.difference_update(loop.ops)
        walk(loop.condition)
        answer = registers[loop.goes_on]
        if answer is dead_value or not decided(answer, loop.op):
            break
        walk(loop.trip)
        following = [registers[register] for _, _, register in loop.variables]
        for (inside, _, _), value in zip(loop.variables, following, strict=True):
            registers[inside] = value
        versions = [registers[after] for _, _, _, after in loop.versions]
        for (inside, _, _, _), value in zip(loop.versions, versions, strict=True):
            registers[inside] = value
    walk(loop.leaving)
    versions = [registers[after] for _, _, after, _ in loop.versions]
    for (inside, _, _, _), value in zip(loop.versions, versions, strict=True):
        registers[inside] = value
    for outside, inside, op in loop.exits:
        # without an answer nothing leaves
        value = registers[outside] = dead_value if answer is dead_value else registers[inside]
        if value is dead_value and dead is not None:
            dead.add(op)
