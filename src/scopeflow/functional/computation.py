"""A plan without host steps as a function of arrays: traced by the engine's own walk, once for each set of shapes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from scopeflow import xp
from scopeflow.engine.aliases import Variable
from scopeflow.engine.compiler import ROOM, static_registers
from scopeflow.engine.draws import Draws
from scopeflow.engine.failure import node_line, unfed_placeholder
from scopeflow.engine.interpret import walk
from scopeflow.engine.layout import FLOW_TYPES
from scopeflow.engine.loops import Loop
from scopeflow.engine.plan import Plan
from scopeflow.engine.program import HostStep, Island
from scopeflow.functional import calls
from scopeflow.functional.refusals import Context, no_array_type, not_static, refuse_host_steps
from scopeflow.graph.dtypes import DType
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.control.tracing import OBJECT_OPS, OutOfRoom, Trace, within
from scopeflow.xp import door

# A computation keeps so many programs, one for each combination of shapes and values known while tracing.
_MOST_PROGRAMS = 64


class _Plan(Plan):
    """A plan whose variables are each by itself, as a function takes them."""

    def _join_twins(self) -> None:
        """Joins nothing: to keep variables as rows of one array is a session's affair."""


class Inputs(NamedTuple):
    """What a computation is given, each None where it is not.

    Attributes:
      variables: one per `Computation.reads`.
      feeds: one per `Computation.feeds`.
    """

    variables: tuple[Any, ...]
    feeds: tuple[Any, ...]


class Traced(NamedTuple):
    """One program of a computation.

    Attributes:
      program: flat known and computed values -> fetches, new values of variables, flags and what they show, and counts.
      checks: what each flag means: (error class, message, node, the values it shows or None where they are computed).
      drawn: how many blocks each random op draws; None where that is computed.
      written: which of the variables that are written have a new value.
      fetched: how many results are fetches.
    """

    program: calls.Program
    checks: list[tuple[Any, str, Operation, list[Any]]]
    drawn: list[int | None]
    written: list[int]
    fetched: int


class Computation:
    """What fetches need, as a function.

    Args:
      fetches: tensors and operations.
      feeds: the tensors whose values are given.
      name: what errors call it.
      most_trips: for so many trips of a loop there is room, where only the run tells how many there are; None to leave it
        open, which a function under `jax.jit` cannot.

    Attributes:
      reads: the variables whose values are arguments; `needed` are those that there must be.
      writes: the variables that get new values.
      random: the ops that draw random numbers.

    Raises:
      InvalidArgumentError: if a placeholder is needed that is no feed.
      ValueError: if something of it runs on the host.
    """

    def __init__(
        self,
        fetches: Sequence[Tensor | Operation],
        feeds: Sequence[Tensor],
        name: str,
        most_trips: int | None = None,
    ) -> None:
        plan = self.plan = _Plan(fetches, feeds)
        self.name, self.most_trips = name, most_trips
        if plan.unfed:
            raise unfed_placeholder(plan.unfed[0], plan.fetches)
        refuse_host_steps(plan, name)
        for tensor in (*feeds, *fetches):
            if isinstance(tensor, Tensor):
                no_array_type(tensor.name, tensor.dtype, name)
        islands = [part for part in plan.segments if not isinstance(part, HostStep)]
        island = self.island = islands[0] if islands else Island(0)
        self.fetches, self.feeds = plan.fetches, plan.feeds
        self.reads: list[Variable] = [variable for variable, _ in island.entry]
        self.writes: list[Variable] = [variable for variable, _ in island.writes]
        for variable in (*self.reads, *self.writes):
            no_array_type(variable.name, type_of(variable), name)
        self.needed = {variable.key for variable, _ in plan.needs_born}
        self.random = island.random
        self.flow = any(
            type(call) is Loop or call.op.type in FLOW_TYPES or call.op.type in OBJECT_OPS
            for call in island.calls
        )
        known, _ = static_registers(island)
        fetched = {r for r in plan.fetch_registers if r >= 0}
        used = set(island.feeds) | fetched
        self.used = [register in used for register in plan.feed_registers]
        self._known = Inputs(
            tuple(register in known for _, register in island.entry),
            tuple(register in known for register in plan.feed_registers),
        )
        self._traced: dict[Any, Traced] = {}

    def types(self) -> Inputs:
        """The DType of each input."""
        return Inputs(
            tuple(type_of(variable) for variable in self.reads),
            tuple(tensor.dtype.base_dtype for tensor in self.feeds),
        )

    def passed(self, inputs: Inputs) -> list[Any]:
        """The values that a program is called with; the others are part of it, or are not there."""
        return [
            value
            for value, known in zip(_flat(inputs), self.fixed(inputs), strict=True)
            if value is not None and not known
        ]

    def fixed(self, inputs: Inputs) -> list[bool]:
        """Which inputs are part of the program: shapes depend on them, or which branch is taken.

        Of a branch that only the run can choose both sides are computed.
        """
        tracer = door.jax().core.Tracer
        return [
            known and not (self.flow and isinstance(value, tracer))
            for value, known in zip(_flat(inputs), _flat(self._known), strict=True)
        ]

    def traced(self, inputs: Inputs, room: int | None = None) -> Traced:
        """The program for inputs of these shapes and types.

        Args:
          inputs: values, or what has their shape and type.
          room: for how many trips of a loop, if `most_trips` does not say.

        Raises:
          TypeError: if a value that shapes depend on is only known when the program runs.
          ValueError: if shapes depend on what only the program computes.
        """
        wide = bool(door.jax().config.jax_enable_x64)
        room = self.most_trips or room or ROOM
        keys = [
            self._key(value, known, index)
            for index, (value, known) in enumerate(
                zip(_flat(inputs), self.fixed(inputs), strict=True)
            )
        ]
        key = (wide, room, *keys)
        found = self._traced.get(key)
        if found is None:
            while len(self._traced) >= _MOST_PROGRAMS:
                del self._traced[next(iter(self._traced))]
            found = self._traced[key] = self._trace(inputs, wide, room)
        return found

    def _key(self, value: Any, known: bool, index: int) -> Any:
        if value is None:
            return None
        if not known:
            return (value.shape, value.dtype)
        if isinstance(value, door.jax().core.Tracer):
            raise not_static(self, index)
        array = np.asarray(value)
        return (array.shape, array.dtype.str, array.tobytes())

    def _trace(self, inputs: Inputs, wide: bool, room: int) -> Traced:
        told: list[Any] = []
        values = self.passed(inputs)
        pairs = [np.zeros(size, np.uint32) for _ in self.random for size in (2, 4)]

        def flat(*given: Any) -> list[Any]:
            words = given[len(values) :]
            streams = [(words[2 * n], words[2 * n + 1]) for n in range(len(self.random))]
            results, *rest = self._body(inputs, list(given[: len(values)]), streams, wide, room)
            told[:] = rest
            return results

        try:
            program = calls.traced(flat, [*values, *pairs])
        except xp.NotStatic as error:
            raise ValueError(
                f"{self.name} cannot be made one program: {error}. What shapes depend on must be known while tracing."
            ) from error
        return Traced(program, *told)

    def _body(
        self, inputs: Inputs, given: list[Any], pairs: list[Any], wide: bool, room: int
    ) -> tuple[Any, ...]:
        """Computes everything under a trace: the flat results, and the other fields of `Traced`."""
        jnp = door.jnp()
        registers = list(self.plan.template)
        places = [*(register for _, register in self.island.entry), *self.plan.feed_registers]
        waiting = iter(given)
        rows = zip(places, _flat(inputs), self.fixed(inputs), _flat(self.types()), strict=True)
        for register, value, known, dtype in rows:
            if value is None:
                registers[register] = None
            elif known:
                registers[register] = np.asarray(value, dtype.as_numpy_dtype)
            else:
                registers[register] = next(waiting).astype(dtype.as_numpy_dtype)
        stream = Draws(pairs)
        get, found = self._walked(registers, stream, room)
        stream.settle()
        drawn = [stream.used.get(position, 0) for position in range(len(self.random))]
        outputs = [
            self._result(get(register), fetch.dtype, wide)
            for register, fetch in zip(self.plan.fetch_registers, self.fetches, strict=True)
            if isinstance(fetch, Tensor)
        ]
        fetched, written = len(outputs), []
        for index, (variable, register) in enumerate(self.island.writes):
            value = get(register)
            if value is not None:
                written.append(index)
                outputs.append(self._result(value, type_of(variable), wide))
        outputs = self._invalid_without_room(outputs, found)
        checks = []
        for call, ok, error, message, shown in found:
            words = [None if xp.is_jax(value) else value for value in shown]
            checks.append((error, message, call.op, words))
            outputs += [jnp.asarray(ok), *(value for value in shown if xp.is_jax(value))]
        blocks = [count if type(count) is int else None for count in drawn]
        outputs += [count for count in drawn if type(count) is not int]
        return outputs, checks, blocks, written, fetched

    def _walked(self, registers: list[Any], stream: Draws, room: int) -> tuple[Callable, list[Any]]:
        """Walks the island; what gives a register's value, and the checks that there were."""
        if self.flow:
            from scopeflow.engine.conditions import TracedFlow

            flow = TracedFlow(registers, stream, Context, Trace(room))
            with within(flow.trace):
                flow.walk(self.island.calls)
            return flow.exported, flow.checks
        checks: list[Any] = []
        for call in self.island.calls:
            with xp.collect_checks() as found, door.jax().named_scope(call.op.name):
                walk([call], registers, stream, Context)
            checks.extend((call, *check) for check in found)
        return registers.__getitem__, checks

    def _result(self, value: Any, dtype: DType, wide: bool) -> Any:
        """A result as an array of its type, or of the type that it has in JAX's 32-bit mode."""
        kind = np.dtype(dtype.as_numpy_dtype)
        if not wide:
            kind = _NARROW.get(kind.name, kind)
        return door.jnp().asarray(value).astype(kind)

    def _invalid_without_room(self, outputs: list[Any], found: list[Any]) -> list[Any]:
        """Floats become NaN where a loop made more trips than `most_trips` allows."""
        jnp = door.jnp()
        if self.most_trips is not None:
            for _, ok, error, _, _ in found:
                if error is OutOfRoom:
                    outputs = [
                        jnp.where(ok, value, np.asarray(np.nan, value.dtype))
                        if jnp.issubdtype(value.dtype, np.inexact)
                        else value
                        for value in outputs
                    ]
        return outputs


_NARROW = {
    "float64": np.dtype("float32"),
    "int64": np.dtype("int32"),
    "uint64": np.dtype("uint32"),
    "complex128": np.dtype("complex64"),
}


def type_of(variable: Variable) -> DType:
    """The type of a variable's value."""
    return variable.op._attrs["dtype"].base_dtype


def _flat(inputs: Inputs) -> tuple[Any, ...]:
    return (*inputs.variables, *inputs.feeds)


def failed(traced: Traced, flags: Sequence[Any], name: str) -> Exception | None:
    """The error of the first check that came out false, if one did; `flags` are known values."""
    left = iter(flags)
    for error, message, op, words in traced.checks:
        ok = bool(next(left))
        shown = tuple(np.asarray(next(left)) if word is None else word for word in words)
        if not ok:
            if error is OutOfRoom:
                return OutOfRoom(int(shown[0]))
            made: Any = xp.make_error(error, message, shown)
            if hasattr(made, "_op"):
                made._op = op
                made._message = f"{made._message}{node_line(op)}"
            return made
    return None
