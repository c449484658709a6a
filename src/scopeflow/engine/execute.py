"""One run of a plan: segments in order, all-or-nothing updates, and what is fetched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.engine import tiers
from scopeflow.engine.binding import Scattered, bound, must_be_born
from scopeflow.engine.compiler import Compiler
from scopeflow.engine.failure import unborn, unfed_placeholder
from scopeflow.engine.interpret import DEAD, compute, walk, walk_flow
from scopeflow.engine.interruption import uninterruptible
from scopeflow.engine.launching import on_xla
from scopeflow.engine.leaving import DEVICE_WORK
from scopeflow.engine.plan import Plan
from scopeflow.engine.program import HostStep, Island
from scopeflow.engine.randomness import Randomness
from scopeflow.engine.resources import Resources
from scopeflow.engine.store import Slot, Store, Undo, kept
from scopeflow.engine.tracing import Trace
from scopeflow.graph.operation import Operation
from scopeflow.ops.control.array_state import ArrayState
from scopeflow.ops.control.stacks import StackState
from scopeflow.ops.control.tracing import OutOfRoom, ThisRun

Context = Callable[[Operation], Any]


class Engine:
    """What a session keeps between runs: variables, random streams, tables and their like."""

    def __init__(self) -> None:
        self.store = Store()
        self.randomness = Randomness()
        self.resources = Resources()
        # the plans of functions, by their bodies and the variables that their handles name
        self.function_plans: dict[Any, Plan] = {}

    def branch(self, randomness: Randomness) -> Engine:
        """An engine with the same variables and resources, and random streams of its own."""
        made = Engine.__new__(Engine)
        made.store, made.resources, made.randomness = self.store, self.resources, randomness
        made.function_plans = self.function_plans
        return made

    def function(
        self, body: Any, captured: Sequence[Any], context: Context, random: dict[Any, Randomness]
    ) -> Any:
        """A function that can be called: see `engine.functions.Function`."""
        from scopeflow.engine.functions import Function  # few programs have functions

        return Function(self, body, captured, context, random.setdefault(body, Randomness()))

    def run(
        self, plan: Plan, feed_values: Sequence[Any], context: Context, trace: Trace | None = None
    ) -> list[Any]:
        """Runs a plan.

        Args:
          plan: what to do.
          feed_values: NumPy arrays, one per feed of the plan.
          context: makes what `ctx` means to a lowering.
          trace: where the times of the nodes are to be noted.

        Returns:
          One value per fetch, of which no other part of the program holds the memory; None for an
          operation.

        Raises:
          OpError: if a node fails; then no variable has changed.
        """
        if plan.unfed:
            raise unfed_placeholder(plan.unfed[0], plan.fetches)
        store = self.store
        if plan.born is None or plan.born[0] is not store:
            plan.born = (store, must_be_born(plan, store))
        for pack, slots in plan.born[1]:
            # (where the variables are rows of a whole array, all have values)
            if pack is None or not pack.whole:
                for slot in slots:
                    if slot.value is None:
                        raise _without_value(plan, store)
        registers = plan.template.copy()
        for register, value in zip(plan.feed_registers, feed_values, strict=True):
            registers[register] = value
        compiled = tiers.compiles(plan, feed_values)
        if not compiled:
            return self._segments(plan, registers, context, False, trace)
        if not plan.hosted:
            with DEVICE_WORK:
                results = self._segments(plan, registers, context, True, trace)
                registers.clear()
                return results
        try:
            return self._segments(plan, registers, context, True, trace)
        finally:
            with DEVICE_WORK:
                registers.clear()

    def _segments(
        self,
        plan: Plan,
        registers: list[Any],
        context: Context,
        compiled: bool,
        trace: Trace | None,
    ) -> list[Any]:
        undo = Undo()
        dead: set[Any] = set()
        try:
            for segment in plan.segments:
                start = 0 if trace is None else trace.now()
                if type(segment) is HostStep:
                    self._host_step(plan, segment, registers, context, dead)
                else:
                    run = self._compiled if compiled else self._numpy
                    try:
                        run(plan, segment, registers, context, undo, dead)  # type: ignore[arg-type]
                    except Scattered:
                        run(plan, segment.apart, registers, context, undo, dead)  # type: ignore
                if trace is not None:
                    trace.add(_ops(segment), start)
            results = [
                None if register < 0 else _fetched(registers[register], fetch)
                for register, fetch in zip(plan.fetch_registers, plan.fetches, strict=True)
            ]
        except BaseException:
            with uninterruptible(True):
                undo.take_back(self.store)
            # the error's traceback would keep the values, and the locks among them
            with DEVICE_WORK if compiled else nullcontext():
                registers.clear()
            raise
        plan.runs += 1
        return results

    # -- the two tiers -----------------------------------------------------------------------------

    def _numpy(
        self,
        plan: Plan,
        island: Island,
        registers: list[Any],
        context: Context,
        undo: Undo,
        dead: set[Any],
    ) -> None:
        names = bound(island, self.store)
        slots = names.slots
        streams = self.randomness.streams(island.random)
        leased: list[Slot] = []
        if names.locks or names.packs:
            names.lock()
        try:
            if slots:
                values = self.store.lease(slots)
                leased = slots
                for (_, register), value in zip(island.entry, values, strict=True):
                    registers[register] = (
                        value if type(value) is np.ndarray or value is None else _host(value)
                    )
            compute(island, registers, streams, context, dead if plan.flow else None)
            if names.changes:
                updates = [
                    (slot, kept(registers[register]))
                    for slot, register in names.changes
                    if registers[register] is not None
                ]
                self.store.publish(updates, undo)
        finally:
            if island.random:
                streams.finish()
            if leased:
                self.store.release(leased)
            if names.locks or names.packs:
                names.unlock()

    def _compiled(
        self,
        plan: Plan,
        island: Island,
        registers: list[Any],
        context: Context,
        undo: Undo,
        dead: set[Any],
    ) -> None:
        compiler = island.compiled
        if compiler is None:
            compiler = island.compiled = Compiler(
                island, plan.template, context, plan.feed_registers
            )
            compiler.refused = tiers.prepares(plan, island)
        # what an earlier segment left dead is no array that a program could be given, nor is a TensorArray
        if compiler.refused or any(_is_no_array(registers[r]) for r in island.feeds):
            self._left_to_numpy(plan, island, registers, context, undo, dead)
            return
        try:
            while True:
                try:
                    is_last = island is plan.segments[-1]
                    on_xla(self.store, self.randomness, island, is_last, registers, undo)
                    return
                except OutOfRoom as error:
                    if not compiler.make_room(error):
                        self._left_to_numpy(plan, island, registers, context, undo, dead)
                        return
        except xp.NotStatic as error:
            if not compiler.flow and not isinstance(error, ThisRun):
                raise
            # nothing of it has run: only a trace finds out whether branches and loops fit into one program
            compiler.refuse(error)
            self._left_to_numpy(plan, island, registers, context, undo, dead)

    def _left_to_numpy(
        self,
        plan: Plan,
        island: Island,
        registers: list[Any],
        context: Context,
        undo: Undo,
        dead: set[Any],
    ) -> None:
        """Runs in NumPy what stands among compiled islands; on their arrays JAX would compile op by op."""
        for register in island.feeds:
            if xp.is_jax(registers[register]):
                registers[register] = np.array(_host(registers[register]))
        self._numpy(plan, island, registers, context, undo, dead)

    def _host_step(
        self, plan: Plan, segment: HostStep, registers: list[Any], context: Context, dead: set[Any]
    ) -> None:
        call = segment.call
        for slot in call.args:
            for register in (slot,) if type(slot) is int else slot:  # type: ignore[union-attr]
                if xp.is_jax(registers[register]):
                    registers[register] = np.array(_host(registers[register]))
        streams = self.randomness.streams([call.op])
        try:
            if plan.flow:
                walk_flow([call], registers, streams, context, dead)
            else:
                walk([call], registers, streams, context)
        finally:
            streams.finish()


def _is_no_array(value: Any) -> bool:
    return value is DEAD or isinstance(value, (ArrayState, StackState))


def _ops(segment: Island | HostStep) -> list[Operation]:
    return (
        [segment.call.op]
        if isinstance(segment, HostStep)
        else [call.op for call in (segment.apart or segment).calls]
    )


def _host(value: Any) -> Any:
    """A value in device memory as a NumPy array."""
    with DEVICE_WORK:
        return np.asarray(value)


def _fetched(value: Any, fetch: Any) -> Any:
    """A fetched value as the user gets it: a copy; scalars as NumPy scalars, strings as bytes."""
    if value is DEAD:
        raise errors.InvalidArgumentError(
            None,
            fetch.op,
            f"Retval[0] does not have value: {fetch.name} is on a branch that was not taken.",
        )
    if type(value) is not np.ndarray:
        if isinstance(value, (np.generic, bytes)) or not xp.is_jax(value):
            return value
        value = _host(value)
    if value.ndim == 0:
        return value[()]
    return np.array(value)


def _without_value(plan: Plan, store: Store) -> errors.OpError:
    """What to say of the first variable that a plan needs and that has no value."""
    missing = (pair for pair in plan.needs_born if store.slot(pair[0]).value is None)
    # (should another thread have given the value just now, the run still began without it)
    variable, consumer = next(missing, plan.needs_born[0])
    if store.slot(variable).lost:
        return _lost(variable.name)
    return unborn(variable, consumer, store.has_resources(variable.key[1]))


def _lost(name: str) -> errors.FailedPreconditionError:
    return errors.FailedPreconditionError(
        None,
        None,
        f"Attempting to use uninitialized value {name}\nIts value was lost when a program that was updating it in "
        "place failed. Initialize or restore it.",
    )
