"""One run of an island as an XLA program: variables leased, the program run, new values published.

Launch and publication are one step, which nothing interrupts where memory is given away.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.engine.binding import Bound, LastRun, bound, last_run
from scopeflow.engine.compiler import Compiler
from scopeflow.engine.interruption import uninterruptible
from scopeflow.engine.leaving import DEVICE_WORK
from scopeflow.engine.program import Island
from scopeflow.engine.randomness import Randomness
from scopeflow.engine.store import Slot, Store, Undo, kept
from scopeflow.xp import device


def on_xla(
    store: Store,
    randomness: Randomness,
    island: Island,
    is_last: bool,
    registers: list[Any],
    undo: Undo,
) -> None:
    """Runs an island's program on the present values.

    Args:
      store: the variables.
      randomness: the random streams.
      island: what to run; it has a compiler.
      is_last: whether nothing of the run comes after it.
      registers: values by register; the results go there.
      undo: what the run has published before.

    Raises:
      OpError: if a check fails; then nothing is published.
      NotStatic: if there is no such program.
      OutOfRoom: if a loop made more trips than there was room for.
    """
    names = bound(island, store)
    slots = names.slots
    fed = [registers[register] for register in island.feeds]
    compiler: Compiler = island.compiled
    given: list[Slot] = []
    names.lock()
    try:
        held, versions = store.lease_versions(slots) if slots else ([], [])
        try:
            values = fed + held
            # (nothing here keeps old values alive while new ones are made)
            del held
            with DEVICE_WORK, device.entered():
                last = names.last
                if last is not None and last.holds(compiler.room, versions, fed):
                    given = store.give_away(last.given) if last.given else []
                    if len(given) != len(last.given) or device.strays():
                        last = None
                else:
                    last = None
                    wanted = _to_give(names, len(fed), values, compiler) if is_last else []
                    given = store.give_away(wanted) if wanted else []
                if names.writes:
                    names.last = None
                if last is not None:
                    compiler.runs += 1
                    program = last.program
                else:
                    program = compiler.program(values, _places(names, given, len(fed)))
                    # (only now is it known whether JAX is needed, and so which device is home)
                    _move(store, slots, values, len(fed))
                # (compiling it may have brought JAX in only now)
                within = nullcontext() if last is not None else device.entered()
                with uninterruptible(program.donates), within:
                    outputs = _compute(randomness, program, island, slots, values, registers)
                    _publish(store, names, program, last, outputs, registers, undo)
                if last is not None:
                    last.went_on()
                elif not any(place < len(fed) for place in compiler.static):
                    last = last_run(
                        names, fed, values, versions, given, compiler.room, program, outputs
                    )
                names.last = last
        finally:
            store.take_home(given)
            store.release(slots)
    finally:
        names.unlock()


def _to_give(names: Bound, offset: int, values: Sequence[Any], compiler: Compiler) -> list[Slot]:
    """The variables whose old memory the program may take."""
    return [
        slot
        for slot, place in names.gives
        if values[offset + place] is not None and offset + place not in compiler.static
    ]


def _places(names: Bound, given: Sequence[Slot], offset: int) -> frozenset[int]:
    """The positions of variables among the island's inputs."""
    if not given:
        return frozenset()
    alone = set(given)
    return frozenset(offset + place for slot, place in names.gives if slot in alone)


def _move(store: Store, slots: Sequence[Slot], values: list[Any], offset: int) -> None:
    """Moves variables' values into device memory for good, so that no later run copies them again."""
    for position, slot in enumerate(slots, offset):
        value = values[position]
        if value is not None:
            moved = device.put(value) if type(value) is np.ndarray else device.at_home(value)
            if moved is not value:
                values[position] = moved
                store.keep_on_device(slot, value, moved)


def _compute(
    randomness: Randomness,
    program: Any,
    island: Island,
    slots: Sequence[Slot],
    values: Sequence[Any],
    registers: list[Any],
) -> Sequence[Any]:
    """The program's results, which are in the registers too, once all checks have held."""
    compiler: Compiler = island.compiled
    dynamic = compiler.dynamic_values(values)
    try:
        if island.random:
            with randomness.held(island.random):
                counters = [randomness.take(op, 0) for op in island.random]
                outputs, flags, drawn = program.run(dynamic, counters)
                # (what is run again has drawn nothing)
                _look(compiler, program, flags, slots, outputs)
                counted = iter(drawn)
                for op, blocks in zip(island.random, program.drawn, strict=True):
                    randomness.take(op, int(next(counted)) if blocks is None else blocks)
        else:
            outputs, flags, _ = program.run(dynamic, ())
            _look(compiler, program, flags, slots, outputs)
        device.wait_for(outputs)
    except BaseException:
        for slot in slots:
            if xp.is_jax(slot.value) and slot.value.is_deleted():
                slot.value, slot.lost = None, True
        raise
    if flags:
        compiler.raise_failed(program, flags)
    for register, value in program.known.items():
        registers[register] = value
    for register, value in zip(program.dynamic, outputs, strict=True):
        registers[register] = value
    return outputs


def _look(
    compiler: Compiler, program: Any, flags: Any, slots: Sequence[Slot], outputs: Sequence[Any]
) -> None:
    """Takes old values back if a check has failed, of which alone there are flags; finds out whether a loop had room."""
    if flags:
        for place, output in program.given_back:
            slots[place].value = outputs[output]
        compiler.check_room(program, flags)


def _publish(
    store: Store,
    names: Bound,
    program: Any,
    last: LastRun | None,
    outputs: Sequence[Any],
    registers: Sequence[Any],
    undo: Undo,
) -> None:
    if last is not None and program.donates:
        store.put(outputs, last.outputs)
    elif names.writes:
        known = program.known
        store.publish(
            [
                (slot, kept(registers[register]) if register in known else registers[register])
                for slot, register in names.writes
            ],
            undo,
        )
    if program.donates:
        # an interruption from here on finds the run done: the old values are gone
        undo.settle()
