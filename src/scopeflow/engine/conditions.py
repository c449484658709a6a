"""Branches under a trace, where it may not be known which way a run goes.

What is known while tracing is decided at once: the other branch is not part of the program. Where a predicate is computed, both branches are, and a Merge selects; what a branch would write or complain about counts
only where the branch is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from scopeflow import errors, xp
from scopeflow.engine.failure import reraise, uninitialized
from scopeflow.engine.interpret import step
from scopeflow.engine.program import Call, Island, flatten
from scopeflow.graph.operation import Operation
from scopeflow.xp import door

# A check of a traced program: (call, ok, error class, message, what it shows).
Found = tuple[Call, Any, Any, str, Sequence[Any]]
_MERGES = ("Merge", "RefMerge")
_SWITCHES = ("Switch", "RefSwitch")


class TracedFlow:
    """One trace of an island with branches.

    Args:
      registers: values by register; changed in place.
      streams: gives the random stream at a position of `Island.random`.
      context: what `ctx` means to a lowering.

    Attributes:
      checks: what the program must check, in order.
    """

    def __init__(self, registers: list[Any], streams: Callable[[int], Any], context: Any) -> None:
        self.registers = registers
        self.streams = streams
        self.context = context
        self.checks: list[Found] = []
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
        return self.registers[register]

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
        if kind in _MERGES:
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

    # -- what is alive -----------------------------------------------------------------------------

    def _alive(self, call: Call) -> Alive:
        """When a run reaches this call."""
        found: Alive = _ALWAYS
        for register in flatten(call.args):
            found = _both(found, self._values.get(register, _ALWAYS))
        for _, _, gate in call.gates:
            found = _both(found, self._gate(gate))
        for before in call.op._control_inputs:
            found = _both(found, self._ops.get(before, _ALWAYS))
        return found

    def _gate(self, gate: Any) -> Alive:
        if type(gate) is int:
            return self._values.get(gate, _ALWAYS)
        return self._ops.get(gate, _ALWAYS)

    def _set(self, call: Call, alive: Alive) -> None:
        if alive == _ALWAYS:
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
            step(call, self.registers, self.streams, self.context)
        self.checks.extend((call, *check) for check in found)
        self._set(call, _ALWAYS)

    def _if_taken(self, call: Call, alive: Alive) -> None:
        """Computes what a branch would, whether it is taken or not."""
        if call.rng >= 0:
            raise xp.NotStatic("random numbers on a branch are drawn only where it is taken")
        if any(self.registers[register] is None for register in flatten(call.args)):
            raise xp.NotStatic("a variable that may have no value")
        try:
            with xp.collect_checks() as found, door.jax().named_scope(call.op.name):
                step(call, self.registers, self.streams, self.context)
        except errors.OpError as error:
            if call.outs or call.new_versions:
                raise xp.NotStatic("a branch that always fails") from None
            found = [(False, type(error), error._message.replace("%", "%%"), ())]  # type: ignore[list-item]
        for ok, error_class, message, shown in found:
            fine = door.jnp().logical_or(ok, door.jnp().logical_not(_traced(alive)))
            self.checks.append((call, fine, error_class, message, shown))
        self._set(call, alive)
        for new, old in zip(call.new_versions, call.old_versions, strict=True):
            self.registers[new] = _select(alive, self.registers[new], self.registers[old])

    def _switch(self, call: Call, alive: Alive) -> None:
        data, pred = (self.registers[slot] for slot in call.args)  # type: ignore[index]
        if np.ndim(pred):
            raise xp.NotStatic("a predicate of several truth values fails where it stands")
        self._set(call, alive)
        for register, side in zip(call.outs, (False, True), strict=True):
            reached = _both(alive, _choice(pred, side))
            self.registers[register] = data
            if reached == _ALWAYS:
                self._values.pop(register, None)
            else:
                self._values[register] = reached

    def _merge(self, call: Call) -> None:
        slots = call.args[0]
        assert isinstance(slots, tuple)
        reached = [self._values.get(slot, _ALWAYS) for slot in slots]
        for argument, place, gate in call.gates:
            if argument == 0 and place >= 0:
                reached[place] = _both(reached[place], self._gate(gate))
        there = [(index, alive) for index, alive in enumerate(reached) if alive is not False]
        if not there:
            self._kill(call)
            return
        index, whole = there[-1]
        value, which = self.registers[slots[index]], np.int32(index)
        for index, alive in reversed(there[:-1]):
            value = _select(alive, self.registers[slots[index]], value)
            which = _select(alive, np.int32(index), which)
            whole = _either(whole, alive)
        self._set(call, whole)
        self.registers[call.outs[0]] = value
        self.registers[call.outs[1]] = which


# When a value is there: False for never, else the choices that must all have come out so - none, for always.
Alive = Any
_ALWAYS: frozenset[Any] = frozenset()


class _Choice(NamedTuple):
    """One side of a traced predicate."""

    key: int
    side: bool
    pred: Any


def _choice(pred: Any, side: bool) -> Alive:
    if xp.is_known(pred):
        return _ALWAYS if bool(pred) is side else False
    return frozenset([_Choice(id(pred), side, _Held(pred))])


class _Held:
    """Keeps a traced value out of comparisons."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


def _both(one: Alive, other: Alive) -> Alive:
    if one is False or other is False:
        return False
    found = one | other
    sides = {(choice.key, choice.side) for choice in found}
    return False if any((key, not side) in sides for key, side in sides) else found


def _either(one: Alive, other: Alive) -> Alive:
    """Where either is there: two sides of one choice are always."""
    common = one & other
    left, right = one - common, other - common
    if not left or not right:
        return common
    if len(left) == len(right) == 1:
        (a,), (b,) = left, right
        if a.key == b.key:
            return common
    return _choice(door.jnp().logical_or(_traced(one), _traced(other)), True)


def _traced(alive: Alive) -> Any:
    """Whether a value is there, as a traced bool."""
    jnp = door.jnp()
    found = None
    for choice in sorted(alive, key=lambda choice: (choice.key, choice.side)):
        pred = choice.pred.value
        one = pred if choice.side else jnp.logical_not(pred)
        found = one if found is None else jnp.logical_and(found, one)
    return jnp.asarray(True) if found is None else found


def _select(alive: Any, value: Any, otherwise: Any) -> Any:
    """`value` where `alive`."""
    if not alive or value is otherwise:
        return value
    if value is None or otherwise is None:
        raise xp.NotStatic("a variable that may have no value")
    if (
        getattr(value, "dtype", None) is None
        or np.shape(value) != np.shape(otherwise)
        or value.dtype != otherwise.dtype
        or value.dtype == object
    ):
        raise xp.NotStatic("branches that give values of different shapes")
    return door.jnp().where(_traced(alive), value, otherwise)


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
