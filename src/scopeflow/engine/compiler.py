"""An island as an XLA program: traced by the interpreter's own walk, cached by shapes and static values."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from scopeflow import xp
from scopeflow.engine.failure import node_line
from scopeflow.engine.interpret import walk
from scopeflow.engine.layout import FLOW_TYPES
from scopeflow.engine.program import Call, Island, flatten
from scopeflow.engine.randomness import RandomStream
from scopeflow.xp import door

if TYPE_CHECKING:
    from scopeflow.engine.conditions import Found

# An island keeps so many programs, one for each combination of shapes and values known while tracing.
MOST_PROGRAMS = 64


class Program:
    """One compiled variant of an island.

    Attributes:
      run: (dynamic values, random counters) -> (outputs, check flags and values).
      known: results that were known while tracing: register -> value.
      dynamic: registers of the results that `run` returns.
      checks: what each flag means: (error class, message, call, the values it shows or None where
        the program computes them).
      drawn: how many blocks each random op draws.
    """

    __slots__ = ("checks", "donates", "drawn", "dynamic", "known", "run")

    def __init__(self) -> None:
        self.run: Any = None
        self.known: dict[int, Any] = {}
        self.dynamic: list[int] = []
        self.checks: list[tuple[type[Exception], str, Call, list[Any]]] = []
        self.drawn: list[int] = []
        self.donates = False


class Compiler:
    """The programs of one island."""

    def __init__(self, island: Island, template: Sequence[Any], context: Any) -> None:
        self.island = island
        self.context = context
        self.template = template
        self.inputs = tuple(island.feeds) + tuple(register for _, register in island.entry)
        self.flow = any(call.op.type in FLOW_TYPES for call in island.calls)
        # whether a trace found that the branches do not fit into one program
        self.refused = False
        known, _ = static_registers(island)
        self.static = frozenset(p for p, r in enumerate(self.inputs) if r in known)
        self.results = sorted({*island.exports, *(register for _, register in island.writes)})
        self._programs: dict[Any, Program] = {}
        self._lock = threading.Lock()

    def program(self, values: Sequence[Any], donated: frozenset[int] = frozenset()) -> Program:
        """The program for these input values, compiled at first need.

        Args:
          values: one per `inputs`; None for a variable without a value.
          donated: positions of inputs whose memory the program may reuse.

        Raises:
          xp.NotStatic: if a shape depends on what only the program computes.
        """
        key = (donated, *[self._key(position, value) for position, value in enumerate(values)])
        found = self._programs.get(key)
        if found is None:
            with self._lock:
                found = self._programs.get(key)
                if found is None:
                    found = self._trace(values, donated)
                    if len(self._programs) >= MOST_PROGRAMS:
                        # shapes that change with every run come again seldom: the older half goes
                        newer = list(self._programs.items())[MOST_PROGRAMS // 2 :]
                        self._programs = dict(newer)
                    self._programs[key] = found
        return found

    def _key(self, position: int, value: Any) -> Any:
        if value is None:
            return None
        if position in self.static:
            array = np.asarray(value)
            return (array.shape, array.dtype.str, array.tobytes())
        return (np.shape(value), value.dtype)

    def dynamic_values(self, values: Sequence[Any]) -> list[Any]:
        """The values that are passed to the program; the others are part of it."""
        return [
            v for position, v in enumerate(values) if v is not None and position not in self.static
        ]

    def _trace(self, values: Sequence[Any], donated: frozenset[int]) -> Program:
        island, program = self.island, Program()
        jax = door.jax()
        passed = [p for p, v in enumerate(values) if v is not None and p not in self.static]

        def body(dynamic: list[Any], counters: list[Any]) -> Any:
            registers = list(self.template)
            for position, register in enumerate(self.inputs):
                registers[register] = (
                    None if values[position] is None else np.asarray(values[position])
                )
            for position, tracer in zip(passed, dynamic, strict=True):
                registers[self.inputs[position]] = tracer
            streams: dict[int, Any] = {}

            def stream(position: int) -> Any:
                key, counter = counters[position]
                made = streams[position] = RandomStream(key, counter, door.jnp())
                return made

            flags: list[Any] = []
            program.checks = []
            flow = self._traced_flow(registers, stream) if self.flow else None
            if flow is not None:
                flow.walk(island.calls)
                checks = flow.checks
            else:
                checks = list(self._straight(registers, stream))
            for call, ok, error, message, shown in checks:
                # what is known already, text for one, is no output of a program
                words = [None if xp.is_jax(value) else value for value in shown]
                program.checks.append((error, message, call, words))
                flags.append((ok, [value for value in shown if xp.is_jax(value)]))
            program.drawn = [
                streams[p].used if p in streams else 0 for p in range(len(island.random))
            ]
            program.known = {}
            program.dynamic = []
            outputs = []
            inputs = {id(tracer) for tracer in dynamic}
            for register in self.results:
                value = registers[register] if flow is None else flow.exported(register)
                if xp.is_jax(value):
                    # what is passed through must not share its input's memory
                    outputs.append(door.jnp().copy(value) if id(value) in inputs else value)
                    program.dynamic.append(register)
                else:
                    program.known[register] = value
            return outputs, flags

        arguments = self.dynamic_values(values)
        counters = [(np.zeros(2, np.uint32), np.zeros(4, np.uint32)) for _ in island.random]
        if donated:

            def split(kept: list[Any], given: list[Any], counters: list[Any]) -> Any:
                both: list[Any] = [None] * len(passed)
                for place, value in zip(keep_places, kept, strict=True):
                    both[place] = value
                for place, value in zip(give_places, given, strict=True):
                    both[place] = value
                return body(both, counters)

            give_places = [place for place, position in enumerate(passed) if position in donated]
            keep_places = [
                place for place, position in enumerate(passed) if position not in donated
            ]
            jitted = jax.jit(split, donate_argnums=1)

            def run(dynamic: list[Any], counters: list[Any]) -> Any:
                return jitted(
                    [dynamic[p] for p in keep_places], [dynamic[p] for p in give_places], counters
                )

            # Tracing tells whether there are checks, before any memory is given away.
            jitted.trace(
                [arguments[p] for p in keep_places], [arguments[p] for p in give_places], counters
            )
            program.run, program.donates = run, bool(give_places)
        else:
            program.run = jax.jit(body)
            if self.flow:
                # tells whether the branches can be written down
                program.run.trace(arguments, counters)
        return program

    def _traced_flow(self, registers: list[Any], stream: Any) -> Any:
        from scopeflow.engine.conditions import TracedFlow  # few programs have branches

        return TracedFlow(registers, stream, self.context)

    def _straight(self, registers: list[Any], stream: Any) -> Iterator[Found]:
        """Walks calls without branches; gives their checks."""
        for call in self.island.calls:
            with xp.collect_checks() as found, door.jax().named_scope(call.op.name):
                walk([call], registers, stream, self.context)
            for check in found:
                yield (call, *check)

    def raise_failed(self, program: Program, flags: Sequence[tuple[Any, Sequence[Any]]]) -> None:
        """Raises the first check that came out false.

        Raises:
          OpError: in plan order the first.
        """
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


def static_registers(island: Island) -> tuple[set[int], bool]:
    """The registers whose values must be known while tracing: all that a static argument hangs on.

    Returns:
      The registers, and whether they can be known at all: random numbers cannot.
    """
    made_by: dict[int, Call] = {}
    for call in island.calls:
        for register in call.outs:
            made_by[register] = call
        for register in call.new_versions:
            made_by[register] = call
    stack: list[int] = []
    if any(call.op.type in FLOW_TYPES for call in island.calls):
        from scopeflow.engine.conditions import known_predicates  # few programs have branches

        stack.extend(known_predicates(island))
    for call in island.calls:
        definition = call.op.definition
        if definition.static:
            names = [arg.name for arg in definition.schema.inputs]
            for wanted in definition.static:
                stack.extend(flatten([call.args[names.index(wanted)]]))
    found: set[int] = set()
    possible = True
    while stack:
        register = stack.pop()
        if register in found:
            continue
        found.add(register)
        maker = made_by.get(register)
        # what `Shape` tells follows from shapes, which are known anyway
        if maker is not None and maker.op.type not in ("Shape", "ShapeN", "Size", "Rank"):
            possible = possible and maker.rng < 0
            stack.extend(flatten(maker.args))
    return found, possible
