"""An island as an XLA program: traced by the interpreter's own walk, cached by shapes and static values."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from scopeflow import xp
from scopeflow.engine.compiled import Program
from scopeflow.engine.donation import donating, results_in_order
from scopeflow.engine.draws import Draws
from scopeflow.engine.failure import node_line
from scopeflow.engine.interpret import walk
from scopeflow.engine.kept.asking import Asking
from scopeflow.engine.layout import FLOW_TYPES
from scopeflow.engine.loops import Loop, every_call
from scopeflow.engine.program import Call, Island, flatten
from scopeflow.ops.control.tracing import OBJECT_OPS, OutOfRoom, ThisRun, Trace, within
from scopeflow.xp import device, door

if TYPE_CHECKING:
    from scopeflow.engine.conditions import Found

# For so many trips of a loop there is room at first, if they are only known when the program runs; if that was not
# enough, for as many as there were, and as many again.
ROOM = 32
# More trips than this are not kept.
MOST_ROOM = 1 << 16
# A program with loops takes long to compile: so many combinations of values known while tracing get one at first
# sight, further ones only while each comes so many times, and so many are left to NumPy before all of it is.
FIRST_VALUES, AGAIN, MOST_LEFT = 4, 3, 256
_UNNAMED: Any = object()
# An island keeps so many programs, one for each combination of shapes and values known while tracing.
MOST_PROGRAMS = 64


class Compiler:
    """The programs of one island.

    Args:
      island: what they compute.
      template: the registers of a run, with what is known of all runs.
      context: makes what `ctx` means to a lowering.
      fed: the registers that a run is fed, if others come from segments before this island.
    """

    def __init__(
        self,
        island: Island,
        template: Sequence[Any],
        context: Any,
        fed: Sequence[int] | None = None,
    ) -> None:
        self.island = island
        self.context = Asking(context)
        self.template = template
        self.inputs = tuple(island.feeds) + tuple(register for _, register in island.entry)
        self.flow = any(
            type(call) is Loop or call.op.type in FLOW_TYPES or call.op.type in OBJECT_OPS
            for call in island.calls
        )
        # whether a trace found that the branches do not fit into one program
        self.refused = False
        self.room = ROOM
        self._loops = any(type(call) is Loop for call in island.calls)
        # what comes from a host step may have another shape in every run, of which no feed tells
        self._behind = fed is not None and not set(island.feeds) <= set(fed)
        self.runs = self._failures = 0
        # values that NumPy runs with for life
        self._left: set[Any] = set()
        known, _ = static_registers(island)
        self.static = frozenset(p for p, r in enumerate(self.inputs) if r in known)
        self.results = sorted({*island.exports, *(register for _, register in island.writes)})
        self._programs: dict[Any, Program] = {}
        self._island_name: Any = _UNNAMED
        self._lock = threading.Lock()

    def program(self, values: Sequence[Any], donated: frozenset[int] = frozenset()) -> Program:
        """The program for these input values, compiled at first need.

        Args:
          values: one per `inputs`; None for a variable without a value.
          donated: positions of inputs whose memory the program may reuse.

        Raises:
          xp.NotStatic: if a shape depends on what only the program computes.
        """
        key = (
            donated,
            self.room,
            *[self._key(position, value) for position, value in enumerate(values)],
        )
        self.runs += 1
        found = self._programs.get(key)
        if found is None:
            with self._lock:
                found = self._programs.get(key)
                if found is None:
                    if (self._loops and self.static) or self._behind:
                        self._check_values(key)
                    name = self._name(key)
                    found = None if name is None else self._load(name)
                    if found is None:
                        found = self._compile(name, values, donated)
                    if len(self._programs) >= MOST_PROGRAMS:
                        # shapes that change with every run come again seldom: the older half goes
                        newer = list(self._programs.items())[MOST_PROGRAMS // 2 :]
                        self._programs = dict(newer)
                    self._programs[key] = found
        return found

    def _check_values(self, key: Any) -> None:
        """Leaves a run to NumPy where shapes, or values that are part of the program, come anew too often.

        Raises:
          ThisRun: for these values now and in later runs.
        """
        seen = len(self._programs) + len(self._left)
        if seen >= FIRST_VALUES and self.runs < AGAIN * seen and len(self._left) < MOST_LEFT:
            self._left.add(key)
        if key in self._left:
            raise ThisRun("shapes or values that come anew too often")

    def refuse(self, error: xp.NotStatic) -> None:
        """Hears that a trace has failed: from then on NumPy runs the island, but for what is one run's affair."""
        self._failures += 1
        self.refused = not isinstance(error, ThisRun) or self._failures > MOST_LEFT

    def make_room(self, error: OutOfRoom) -> bool:
        """Hears that a program had no room for all trips of a loop; whether another program will have."""
        trips = int(str(error))
        if trips > MOST_ROOM:
            self.refused = True
            return False
        while self.room < trips:
            self.room *= 4
        return True

    def _key(self, position: int, value: Any) -> Any:
        if value is None:
            return None
        if position in self.static:
            array = np.asarray(value)
            return (array.shape, array.dtype.str, array.tobytes())
        return (value.shape, value.dtype)

    def dynamic_values(self, values: Sequence[Any]) -> list[Any]:
        """The values that are passed to the program; the others are part of it."""
        return [
            v for position, v in enumerate(values) if v is not None and position not in self.static
        ]

    def _trace(self, values: Sequence[Any], donated: frozenset[int]) -> tuple[Program, Any]:
        island, program = self.island, Program()
        jax = door.jax()
        passed = [p for p, v in enumerate(values) if v is not None and p not in self.static]
        results = results_in_order(island, self.results, [p for p in passed if p in donated])

        def body(dynamic: list[Any], counters: list[Any]) -> Any:
            registers = list(self.template)
            for position, register in enumerate(self.inputs):
                registers[register] = (
                    None if values[position] is None else np.asarray(values[position])
                )
            for position, tracer in zip(passed, dynamic, strict=True):
                registers[self.inputs[position]] = tracer
            stream = Draws(counters)
            flags: list[Any] = []
            program.checks = []
            flow = self._traced_flow(registers, stream) if self.flow else None
            if flow is not None:
                with within(flow.trace):
                    flow.walk(island.calls)
                checks = flow.checks
            else:
                checks = list(self._straight(registers, stream))
            for call, ok, error, message, shown in checks:
                # what is known already, text for one, is no output of a program
                words = [None if xp.is_jax(value) else value for value in shown]
                program.checks.append((error, message, call, words))
                flags.append((ok, [value for value in shown if xp.is_jax(value)]))
            stream.settle()
            drawn = [stream.used.get(position, 0) for position in range(len(island.random))]
            program.drawn = [blocks if type(blocks) is int else None for blocks in drawn]
            program.known = {}
            program.dynamic = []
            outputs = []
            inputs = {id(tracer) for tracer in dynamic}
            for register in results:
                value = registers[register] if flow is None else flow.exported(register)
                if xp.is_jax(value):
                    # what is passed through must not share its input's memory
                    outputs.append(door.jnp().copy(value) if id(value) in inputs else value)
                    program.dynamic.append(register)
                elif _repeats(value):
                    # (the program makes it anew: it is not kept between runs)
                    outputs.append(door.jnp().full(value.shape, value[(0,) * value.ndim]))
                    program.dynamic.append(register)
                else:
                    program.known[register] = value
            return outputs, flags, [blocks for blocks in drawn if type(blocks) is not int]

        arguments = self.dynamic_values(values)
        counted = len(island.random)
        give = [place for place, position in enumerate(passed) if position in donated]
        program.order = [p for p, position in enumerate(passed) if position not in donated] + give
        first_given = len(passed) - len(give)

        def flat(*values: Any) -> tuple[Any, ...]:
            dynamic: list[Any] = [None] * len(passed)
            for place, value in zip(program.order, values, strict=False):
                dynamic[place] = value
            words = values[len(passed) :]
            pairs = [(words[2 * n], words[2 * n + 1]) for n in range(counted)]
            outputs, flags, drawn = body(dynamic, pairs)
            told: list[Any] = []
            if flags:
                each = [ok for ok, _ in flags]
                told = [reduce(door.lax().bitwise_and, each), door.jnp().stack(each)]
                told += [value for _, words in flags for value in words]
            return (*outputs, *drawn, *told)

        shaped = jax.ShapeDtypeStruct
        examples = [
            *(shaped(arguments[place].shape, arguments[place].dtype) for place in program.order),
            *(shaped((size,), np.uint32) for _ in range(counted) for size in (2, 4)),
        ]
        if not give:
            return program, jax.jit(flat, keep_unused=True).trace(*examples)
        # Tracing tells whether there are checks, before any memory is given away.
        traced = jax.jit(
            flat, donate_argnums=tuple(range(first_given, len(passed))), keep_unused=True
        ).trace(*examples)
        given = [passed[place] for place in give]
        return program, donating(
            program, island, traced, examples, dict(enumerate(given, first_given))
        )

    def _compile(self, name: str | None, values: Sequence[Any], donated: frozenset[int]) -> Program:
        """A new program, kept for other processes if it has a name."""
        from scopeflow.engine.kept import keeping as kept  # what NumPy runs needs none of it

        with door.x64():
            program, traced = self._trace(values, donated)
            lowered = traced.lower()
            compiled = program.call = lowered.compile()
        if name is not None and not self.context.more:
            with suppress(kept.Unwritable):
                kept.save(name, kept.write(program, self.island, compiled, lowered))
        return program

    def _load(self, name: str) -> Program | None:
        """The program that an earlier process has kept under a name, if there is one that can be read."""
        from scopeflow.engine.kept import keeping as kept

        content = kept.load(name)
        if content is None:
            return None
        try:
            return kept.read(content, self.island)
        except Exception:  # whatever another version wrote: it is made anew
            return None

    def _name(self, key: Any) -> str | None:
        """What a program is kept under; None if none is kept."""
        from scopeflow.engine.kept import keeping as kept

        if kept.folder() is None:
            return None
        if self._island_name is _UNNAMED:
            self._island_name = kept.island_name(self.island, self.template)
        if self._island_name is None:
            return None
        donated, *parts = key
        return kept.program_name(
            self._island_name, [device.kind(), sorted(donated), self.static, *parts]
        )

    def _traced_flow(self, registers: list[Any], stream: Any) -> Any:
        from scopeflow.engine.conditions import TracedFlow  # few programs have branches

        return TracedFlow(registers, stream, self.context, Trace(self.room))

    def _straight(self, registers: list[Any], stream: Any) -> Iterator[Found]:
        """Walks calls without branches; gives their checks."""
        for call in self.island.calls:
            with xp.collect_checks() as found, door.jax().named_scope(call.op.name):
                walk([call], registers, stream, self.context)
            for check in found:
                yield (call, *check)

    def check_room(self, program: Program, flags: Sequence[tuple[Any, Sequence[Any]]]) -> None:
        """Looks whether a loop had no room, unless something has failed before it.

        Raises:
          OutOfRoom: if one had none.
        """
        if flags and any(error is OutOfRoom for error, *_ in program.checks):
            for (error, *_), (ok, shown) in zip(program.checks, flags, strict=True):
                if not bool(ok):
                    if error is OutOfRoom:
                        raise OutOfRoom(int(shown[0]))
                    return

    def raise_failed(self, program: Program, flags: Sequence[tuple[Any, Sequence[Any]]]) -> None:
        """Raises the first check that came out false.

        Raises:
          OpError: in plan order the first.
        """
        if not flags:
            return
        for (error, message, call, words), (ok, computed) in zip(
            program.checks, flags, strict=True
        ):
            if not bool(ok):
                left = iter(computed)
                shown = tuple(np.asarray(next(left)) if word is None else word for word in words)
                made: Any = xp.make_error(error, message, shown)
                if hasattr(made, "_op"):
                    made._op = call.op
                    made._message = f"{made._message}{node_line(call.op)}"
                raise made


def _repeats(value: Any) -> bool:
    """Whether an array is one number in many places, as large arrays of equal numbers are made."""
    return type(value) is np.ndarray and value.size > 1 and not any(value.strides)


def static_registers(island: Island) -> tuple[set[int], bool]:
    """The registers whose values must be known while tracing: all that a static argument hangs on.

    Returns:
      The registers, and whether they can be known at all: random numbers cannot.
    """
    made_by: dict[int, Call] = {}
    # what comes out of a loop or goes round in it: the registers that it may come from
    comes_from: dict[int, tuple[int, ...]] = {}
    stack: list[int] = []
    for call in every_call(island.calls):
        if type(call) is Loop:
            comes_from.update(call.comes_from())
            continue
        for register in (*call.outs, *call.new_versions):
            made_by[register] = call
    if any(call.op.type in FLOW_TYPES for call in island.calls):
        from scopeflow.engine.conditions import known_predicates  # few programs have branches

        stack.extend(known_predicates(island))
    for call in every_call(island.calls):
        definition = call.op.definition
        if definition.static and type(call) is not Loop:
            names = [arg.name for arg in definition.schema.inputs]
            loose = definition.loose(call.op) if definition.loose else ()
            for wanted in definition.static:
                if wanted in loose:
                    continue
                stack.extend(flatten([call.args[names.index(wanted)]]))
    found: set[int] = set()
    possible = True
    while stack:
        register = stack.pop()
        if register in found:
            continue
        found.add(register)
        stack.extend(comes_from.get(register, ()))
        maker = made_by.get(register)
        if maker is None:
            continue
        kind = maker.op.type
        # what `Shape` tells follows from shapes, which are known anyway
        if kind in ("Shape", "ShapeN", "Size", "Rank"):
            continue
        if kind in OBJECT_OPS:
            # an array tells its size; what it holds, no trace knows
            if kind == "TensorArraySizeV3":
                stack.extend(flatten(maker.args[:1]))
            continue
        possible = possible and maker.rng < 0
        stack.extend(flatten(maker.args))
    return found, possible
