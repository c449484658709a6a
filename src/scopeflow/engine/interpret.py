"""Walking an island's calls one by one: at once in NumPy, or under a JAX trace.

The same walk serves both tiers: which face a kernel takes follows from the values it meets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow.engine import loops
from scopeflow.engine.failure import reraise, uninitialized
from scopeflow.engine.program import Call, Gate, Island, flatten
from scopeflow.ops.control.tracing import OBJECT_OPS
from scopeflow.xp import processor


class _Dead:
    """The value on the branch not taken."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "DEAD"


DEAD = _Dead()

Streams = Callable[[int], Any]


def compute(
    island: Island,
    registers: list[Any],
    streams: Streams,
    context: Any,
    dead: set[Any] | None,
) -> None:
    """Walks an island in NumPy, in the processor's mode for it if that is worth the while.

    Args:
      island: what to run.
      registers: values by register; changed in place.
      streams: gives the random stream at a position of `Island.random`.
      context: what `ctx` means to a lowering: a function of the Operation.
      dead: the nodes that do not run, if some may not.
    """
    if island.own is None:
        island.own = _is_own(island.calls)
    if island.own:
        if dead is None:
            processor.computing(walk, island.calls, registers, streams, context)
        else:
            processor.computing(walk_flow, island.calls, registers, streams, context, dead)
    elif dead is None:
        walk(island.calls, registers, streams, context)
    else:
        walk_flow(island.calls, registers, streams, context, dead)


# The mode is changed in the time of so many calls.
_FEW = 3


def _is_own(calls: Sequence[Call]) -> bool:
    """Whether calls run no code but ours, and do not just handle a few single numbers."""
    every = [call for call in loops.every_call(calls) if type(call) is not loops.Loop]
    if any(call.op.definition.host and call.op.type not in OBJECT_OPS for call in every):
        return False
    if len(every) > _FEW or len(every) < len(calls):
        return True
    return any(
        tensor._dims != () for call in every for tensor in (*call.op._inputs, *call.op._outputs)
    )


def walk(calls: Sequence[Call], registers: list[Any], streams: Streams, context: Any) -> None:
    """Runs calls in order; results go into `registers`.

    Args:
      calls: what to run.
      registers: values by register; changed in place.
      streams: gives the random stream at a position of `Island.random`.
      context: what `ctx` means to a lowering: a function of the Operation.

    Raises:
      Exception: whatever a lowering raised, with the node's name and line added.
    """
    call: Any = None
    try:
        for call in calls:
            if call.plain:
                args = call.args
                if len(args) == 2:
                    value = call.body(registers[args[0]], registers[args[1]], **call.kwargs)
                elif len(args) == 1:
                    value = call.body(registers[args[0]], **call.kwargs)
                else:
                    value = call.body(*[registers[slot] for slot in args], **call.kwargs)
                registers[call.outs[0]] = value
            else:
                step(call, registers, streams, context)
    except Exception as error:
        reraise(error, call, registers)


def walk_flow(
    calls: Sequence[Call], registers: list[Any], streams: Streams, context: Any, dead: set[Any]
) -> None:
    """Like `walk`, where a Switch may leave values and whole nodes dead."""
    call: Any = None
    try:
        for call in calls:
            op = call.op
            kind = op.type
            if not call.gates and kind not in _MEETING and type(call) is not loops.Loop:
                _alive(call, registers, streams, context, dead)
                continue
            values = arguments(call, registers)
            closed = _close(call.gates, values, registers, dead)
            if type(call) is loops.Loop:
                if (
                    closed
                    or all(registers[first] is DEAD for _, first, _ in call.variables)
                    or any(b in dead for b in call.waits)
                ):
                    _kill_loop(call, registers, dead)
                else:
                    _go_round(call, registers, streams, context, dead)
                continue
            if kind in _MEETING:
                _merge(call, values[0], registers, dead)
                continue
            if (
                closed
                or any(_is_dead(value) for value in values)
                or any(before in dead for before in op._control_inputs)
            ):
                _kill(call, registers, dead)
                continue
            if kind in _PARTING:
                _part(call, values, registers)
                continue
            if not call.births and any(value is None for value in values):
                raise uninitialized(op)
            step(call, registers, streams, context)
    except Exception as error:
        reraise(error, call, registers)


_MEETING = frozenset(["Merge", "RefMerge"])
_PARTING = frozenset(["Switch", "RefSwitch"])


def _alive(
    call: Call, registers: list[Any], streams: Streams, context: Any, dead: set[Any]
) -> None:
    """Runs a call that is dead only if an argument is, or what it waits for."""
    values: list[Any] = []
    unborn = False
    for slot in call.args:
        value = registers[slot] if type(slot) is int else [registers[r] for r in slot]  # type: ignore[union-attr]
        if value is DEAD or (type(value) is list and _is_dead(value)):
            _kill(call, registers, dead)
            return
        if value is None:
            unborn = True
        values.append(value)
    op = call.op
    if dead and op._control_inputs and not dead.isdisjoint(op._control_inputs):
        _kill(call, registers, dead)
    elif op.type in _PARTING:
        _part(call, values, registers)
    elif unborn and not call.births:
        raise uninitialized(op)
    elif call.plain:
        registers[call.outs[0]] = call.body(*values, **call.kwargs)
    else:
        step(call, registers, streams, context)


def _part(call: Call, values: list[Any], registers: list[Any]) -> None:
    """A Switch: its value goes one way, and the other is dead."""
    taken = loops.decided(values[1], call.op)
    registers[call.outs[0]] = DEAD if taken else values[0]
    registers[call.outs[1]] = values[0] if taken else DEAD


def _go_round(
    loop: loops.Loop, registers: list[Any], streams: Streams, context: Any, dead: set[Any]
) -> None:
    # what is dead, or a variable without a value, may also come from around it
    around = [registers[register] for register in flatten(loop.args)]
    flow = loop.flow or any(value is DEAD or value is None for value in around)

    def inside(calls: Sequence[Call]) -> None:
        if flow:
            walk_flow(calls, registers, streams, context, dead)
        else:
            walk(calls, registers, streams, context)

    loops.run(loop, registers, inside, dead if flow else None, DEAD)


def _kill_loop(loop: loops.Loop, registers: list[Any], dead: set[Any]) -> None:
    dead.update(loop.ops)
    for outside, _, _ in loop.exits:
        registers[outside] = DEAD
    for inside, before, _, _ in loop.versions:
        registers[inside] = registers[before]


def arguments(call: Call, registers: list[Any]) -> list[Any]:
    """The argument values of a call; a list input is a list."""
    return [registers[s] if type(s) is int else [registers[r] for r in s] for s in call.args]  # type: ignore[union-attr]


def step(call: Call, registers: list[Any], streams: Streams, context: Any) -> None:
    """Runs one call of any kind."""
    if type(call) is loops.Loop:
        _go_round(call, registers, streams, context, set())
        return
    kwargs = call.kwargs
    if call.rng >= 0:
        kwargs = {**kwargs, "rng": streams(call.rng)}
    if call.wants_ctx:
        kwargs = {**kwargs, "ctx": context(call.op)}
    result = call.body(*arguments(call, registers), **kwargs)
    if call.new_versions:
        targets = (*call.new_versions, *call.outs)
        if len(targets) == 1:
            registers[targets[0]] = result
        else:
            for register, value in zip(targets, result, strict=True):
                registers[register] = value
    elif call.single:
        registers[call.outs[0]] = result
    elif call.outs:
        for register, value in zip(call.outs, result, strict=True):
            registers[register] = value


def _is_dead(value: Any) -> bool:
    return value is DEAD or (type(value) is list and any(item is DEAD for item in value))


def _kill(call: Call, registers: list[Any], dead: set[Any]) -> None:
    dead.add(call.op)
    for register in call.outs:
        registers[register] = DEAD
    for new, old in zip(call.new_versions, call.old_versions, strict=True):
        registers[new] = registers[old]


def _merge(call: Call, values: list[Any], registers: list[Any], dead: set[Any]) -> None:
    for index, value in enumerate(values):
        if value is not DEAD:
            registers[call.outs[0]] = value
            registers[call.outs[1]] = np.int32(index)
            return
    _kill(call, registers, dead)


def _close(gates: Sequence[Gate], values: list[Any], registers: list[Any], dead: set[Any]) -> bool:
    """Puts DEAD in place of what was read from a variable through a dead node; True if the call is dead."""
    for argument, place, gate in gates:
        if (registers[gate] is DEAD) if type(gate) is int else (gate in dead):
            if argument < 0:
                return True
            if place < 0:
                values[argument] = DEAD
            else:
                values[argument][place] = DEAD
    return False
