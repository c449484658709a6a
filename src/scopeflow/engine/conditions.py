"""Branches under a trace, where it may not be known which way a run goes.

What is known while tracing is decided at once: the other branch is not part of the program. Where a predicate is computed, both branches are, and a Merge selects; what a branch would write or complain about counts
only where the branch is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.engine.alive import ALWAYS, Alive, both, choice, either, select, traced
from scopeflow.engine.draws import Draws
from scopeflow.engine.failure import reraise, uninitialized
from scopeflow.engine.interpret import step
from scopeflow.engine.loops import Loop
from scopeflow.engine.moving_windows import MOVING, moved
from scopeflow.engine.program import Call, Island, flatten
from scopeflow.graph.operation import Operation
from scopeflow.ops.control.tracing import Cell, ThisRun, Trace
from scopeflow.xp import door

# A check of a traced program: (call, ok, error class, message, what it shows).
Found = tuple[Call, Any, Any, str, Sequence[Any]]
_MERGES = ("Merge", "RefMerge")
_SWITCHES = ("Switch", "RefSwitch")


class TracedFlow:
    """One trace of an island with branches or loops.

    Args:
      registers: values by register; changed in place.
      streams: gives the random stream at a position of `Island.random`.
      context: what `ctx` means to a lowering.
      trace: what objects with a state need to know.

    Attributes:
      checks: what the program must check, in order.
      told: calls whose results are known otherwise: what makes each of them.
      skipped: calls that are not run.
    """

    def __init__(
        self, registers: list[Any], streams: Draws, context: Any, trace: Trace | None = None
    ) -> None:
        self.registers = registers
        self.streams = streams
        self.context = context
        self.trace = Trace() if trace is None else trace
        self.checks: list[Found] = []
        self.told: dict[Call, list[Callable[[], Any]]] = {}
        self.skipped: set[Call] = set()
        # the choices that must have come out so for this walk to happen at all
        self._assumed: frozenset[Any] = frozenset()
        # what is not always there
        self._values: dict[int, Alive] = {}
        self._ops: dict[Operation, Alive] = {}

    def exported(self, register: int) -> Any:
        """The value of a register that leaves the island.

        Raises:
          NotStatic: if a run may find it dead.
        """
        if register in self._values:
            raise xp.NotStatic("what is on a branch cannot leave a compiled program")
        value = self.registers[register]
        if isinstance(value, Cell):
            raise xp.NotStatic("a TensorArray or stack cannot leave a compiled program")
        return value

    def walk(self, calls: Sequence[Call]) -> None:
        """Runs calls in order.

        Raises:
          NotStatic: if the program cannot be written down without knowing more.
        """
        for call in calls:
            try:
                self._run(call)
            except xp.NotStatic:
                raise
            except Exception as error:
                reraise(error, call, self.registers)

    def _run(self, call: Call) -> None:
        kind = call.op.type
        if call in self.skipped:
            return
        if type(call) is Loop:
            self._loop(call)
        elif kind in _MERGES:
            self._merge(call)
        else:
            alive = self._alive(call)
            if alive is False:
                self._kill(call)
            elif kind in _SWITCHES:
                self._switch(call, alive)
            elif not alive:
                self._plainly(call)
            else:
                self._if_taken(call, alive)
            if call in self.told:
                for register, make in zip(call.outs, self.told[call], strict=True):
                    self.registers[register] = make()

    # -- what is alive -----------------------------------------------------------------------------

    def _alive(self, call: Call) -> Alive:
        """When a run reaches this call."""
        found: Alive = ALWAYS
        for register in flatten(call.args):
            found = both(found, self._values.get(register, ALWAYS))
        for _, _, gate in call.gates:
            found = both(found, self._gate(gate))
        for before in call.op._control_inputs:
            found = both(found, self._ops.get(before, ALWAYS))
        return found and found - self._assumed

    def _gate(self, gate: Any) -> Alive:
        if type(gate) is int:
            return self._values.get(gate, ALWAYS)
        return self._ops.get(gate, ALWAYS)

    def _set(self, call: Call, alive: Alive) -> None:
        if alive == ALWAYS:
            self._ops.pop(call.op, None)
            for register in call.outs:
                self._values.pop(register, None)
        else:
            self._ops[call.op] = alive
            for register in call.outs:
                self._values[register] = alive

    def _kill(self, call: Call) -> None:
        self._set(call, False)
        for register in call.outs:
            self.registers[register] = None
        for new, old in zip(call.new_versions, call.old_versions, strict=True):
            self.registers[new] = self.registers[old]

    # -- calls -------------------------------------------------------------------------------------

    def _plainly(self, call: Call) -> None:
        if not call.births and any(
            self.registers[register] is None for register in flatten(call.args)
        ):
            raise uninitialized(call.op)
        with xp.collect_checks() as found, door.jax().named_scope(call.op.name):
            self._step(call)
        self.checks.extend((call, *check) for check in found)
        self._set(call, ALWAYS)

    def _step(self, call: Call) -> None:
        if call.op.type in MOVING and self.trace.trip is not None:
            value = moved(call, self.registers, self.trace)
            if value is not None:
                self.registers[call.outs[0]] = value
                return
        step(call, self.registers, self.streams, self.context)

    def _if_taken(self, call: Call, alive: Alive) -> None:
        """Computes what a branch would, whether it is taken or not."""
        if any(self.registers[register] is None for register in flatten(call.args)):
            raise xp.NotStatic("a variable that may have no value")
        taken = traced(alive)
        self.streams.settle()
        try:
            with (
                self.trace.only_when(taken),
                xp.collect_checks() as found,
                door.jax().named_scope(call.op.name),
            ):
                self._step(call)
        except errors.OpError as error:
            if call.outs or call.new_versions:
                raise xp.NotStatic("a branch that always fails") from None
            found = [(False, type(error), error._message.replace("%", "%%"), ())]  # type: ignore[list-item]
        self.streams.settle(taken)
        for ok, error_class, message, shown in found:
            fine = door.jnp().logical_or(ok, door.jnp().logical_not(taken))
            self.checks.append((call, fine, error_class, message, shown))
        self._set(call, alive)
        for new, old in zip(call.new_versions, call.old_versions, strict=True):
            self.registers[new] = select(alive, self.registers[new], self.registers[old])

    # -- loops -------------------------------------------------------------------------------------

    def _loop(self, loop: Loop) -> None:
        alive = self._alive_loop(loop)
        if alive is False:
            for outside, _, op in loop.exits:
                self.set_value(outside, None, op, False)
            for inside, before, _, _ in loop.versions:
                self.registers[inside] = self.registers[before]
            return
        from scopeflow.engine.traced_loop import TracedLoop  # few programs compile loops

        try:
            TracedLoop(self, loop, alive).run()
        except xp.NotStatic:
            raise
        except Exception as error:
            # (NumPy finds out whether the run does, and in which trip)
            raise ThisRun(f"a loop fails while it is traced: {error}") from error

    def _alive_loop(self, loop: Loop) -> Alive:
        """When a run reaches a loop: where its condition has an answer."""
        firsts = {inside: first for inside, first, _ in loop.variables}
        found = ALWAYS
        for before in loop.waits:
            found = both(found, self._ops.get(before, ALWAYS))
        for register in loop.decides():
            found = both(found, self._values.get(firsts.get(register, register), ALWAYS))
        whole = found
        for first in firsts.values():
            whole = both(whole, self._values.get(first, ALWAYS))
        if whole != found:
            raise xp.NotStatic("a loop of which only a part may be dead")
        return found and found - self._assumed

    def inside(self, registers: list[Any], alive: Alive) -> TracedFlow:
        """A walk of a part of a loop that is reached when `alive`."""
        made = TracedFlow(registers, self.streams, self.context, self.trace)
        made._values, made._ops = dict(self._values), dict(self._ops)
        made._assumed = self._assumed | alive
        return made

    def adopt(self, inner: TracedFlow, alive: Alive) -> None:
        """Takes over the checks of a walk that counts when `alive`."""
        for call, ok, error, message, shown in inner.checks:
            if alive:
                ok = door.jnp().logical_or(ok, door.jnp().logical_not(traced(alive)))
            self.checks.append((call, ok, error, message, shown))

    def is_sometimes(self, register: int) -> bool:
        """Whether the value of a register may be dead."""
        alive = self._values.get(register, ALWAYS)
        return bool(alive is False or alive - self._assumed)

    def set_value(self, register: int, value: Any, op: Operation, alive: Alive) -> None:
        """Sets what comes out of a loop."""
        self.registers[register] = value
        if alive == ALWAYS:
            self._values.pop(register, None)
            self._ops.pop(op, None)
        else:
            self._values[register] = self._ops[op] = alive

    # -- switches ----------------------------------------------------------------------------------

    def _switch(self, call: Call, alive: Alive) -> None:
        data, pred = (self.registers[slot] for slot in call.args)  # type: ignore[index]
        if np.ndim(pred):
            raise xp.NotStatic("a predicate of several truth values fails where it stands")
        self._set(call, alive)
        for register, side in zip(call.outs, (False, True), strict=True):
            reached = both(alive, choice(pred, side))
            self.registers[register] = data
            if reached == ALWAYS:
                self._values.pop(register, None)
            else:
                self._values[register] = reached

    def _merge(self, call: Call) -> None:
        slots = call.args[0]
        assert isinstance(slots, tuple)
        reached = [self._values.get(slot, ALWAYS) for slot in slots]
        for argument, place, gate in call.gates:
            if argument == 0 and place >= 0:
                reached[place] = both(reached[place], self._gate(gate))
        there = [(index, alive) for index, alive in enumerate(reached) if alive is not False]
        if not there:
            self._kill(call)
            return
        index, whole = there[-1]
        value, which = self.registers[slots[index]], np.int32(index)
        for index, alive in reversed(there[:-1]):
            value = select(alive, self.registers[slots[index]], value)
            which = select(alive, np.int32(index), which)
            whole = either(whole, alive)
        self._set(call, whole)
        self.registers[call.outs[0]] = value
        self.registers[call.outs[1]] = which


def known_predicates(island: Island) -> Iterator[int]:
    """Registers of predicates that follow from fed bools alone: worth a program for each of their values."""
    makers: dict[int, Call] = {}
    for call in island.calls:
        for register in call.outs:
            makers[register] = call
    entered = {register for _, register in island.entry}
    feeds = set(island.feeds)
    for call in island.calls:
        if call.op.type in _SWITCHES:
            pred = call.args[1]
            if isinstance(pred, int) and _is_told(pred, call.op._inputs[1], makers, entered, feeds):
                yield pred


def _is_told(
    register: int, tensor: Any, makers: dict[int, Call], entered: set[int], feeds: set[int]
) -> bool:
    if register in entered:
        return False
    maker = makers.get(register)
    if maker is None:
        return register not in feeds or (
            tensor.dtype.base_dtype.name == "bool" and tensor._dims in ((), None)
        )
    if maker.rng >= 0:
        return False
    flat = flatten(maker.args)
    return len(flat) == len(maker.op._inputs) and all(
        _is_told(slot, given, makers, entered, feeds)
        for slot, given in zip(flat, maker.op._inputs, strict=True)
    )
