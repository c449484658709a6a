"""A stack of tensors under a trace: a buffer, and how many values lie in it.

What a loop pushes in each of a known number of trips has its room before the loop starts.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.ops.control.traced_array import TracedArray
from scopeflow.ops.control.tracing import Cell, OverTrips, Trace
from scopeflow.xp import door


class TracedStack(Cell):
    """The values on one stack.

    Attributes:
      buffer: [room, *shape of a value], or None before the first push.
      base, delta: together how many values there are; `delta` is a number, `base` may be traced.
      bound: at most so many values there are.
      known: the values, where all of them are known while tracing, else None.
      held: an array of tensors that stands for those that were pushed, one in each trip of a loop, or None.
      same: a value known while tracing that all of them are (shapes are), or None; such values need no buffer.
      delta_of_trip, pushes, pops, log: what has happened since the trip began.
    """

    fields = ("buffer", "base")

    def __init__(self, trace: Trace, name: str, most: int) -> None:
        super().__init__(trace)
        self.name = name
        self.most = most
        self.buffer: Any = None
        self.base: Any = 0
        self.delta = 0
        self.bound = 0
        self.known: list[Any] | None = []
        self.same: Any = None
        self.held: TracedArray | None = None
        self.closed = False
        self.trusted = False
        self.pushes = 0
        self.pops: float = 0
        self.log: list[Any] | None = []

    def __len__(self) -> int:
        """How many values there are.

        Raises:
          NotStatic: if that is not known.
        """
        if type(self.base) is not int:
            raise xp.NotStatic("how many values lie on a stack is only known when it runs")
        return self.base + self.delta

    def _place(self) -> Any:
        """How many values there are, as a traced number."""
        jnp = door.jnp()
        return jnp.asarray(self.base, jnp.int32) + np.int32(self.delta)

    def _check_open(self) -> None:
        if self.closed:
            raise errors.InvalidArgumentError(
                None, None, f"Stack[{self.name}] has already been closed."
            )

    def push(self, value: Any) -> None:
        """Puts a value on top."""
        self._check_open()
        if isinstance(value, TracedArray):
            self._hold(value)
            return
        if not isinstance(value, (np.ndarray, np.generic)) and not xp.is_jax(value):
            raise xp.NotStatic("a stack of a compiled program holds arrays")
        if value.dtype == object or self.most >= 0:
            raise xp.NotStatic("a stack with a bound, or of strings")
        if xp.is_known(value) and self.buffer is None:
            if self.same is not None and not _are_one(self.same, value):
                raise xp.NotStatic("values that differ, though each is known, on one stack")
            self.same = value
        elif self.same is not None:
            raise xp.NotStatic("values known and not on one stack")
        else:
            self._make_room(self.bound + 1, tuple(np.shape(value)), value.dtype)
            self.buffer = door.lax().dynamic_update_index_in_dim(
                self.buffer, door.jnp().asarray(value), self._place(), 0
            )
        self.bound += 1
        self.pushes += 1
        when = self.trace.when
        if self.log is not None:
            self.log = None if when is not None else [*self.log, self.trace.over_trips(value)]
        if self.known is not None:
            # (what is pushed in a loop is taken up when the loop is left)
            told = when is None and xp.is_known(value) and type(self.base) is int
            self.known = [*self.known, value] if told else None
        self._move(1)

    def _hold(self, array: TracedArray) -> None:
        if self.buffer is not None or self.same is not None or self.most >= 0:
            raise xp.NotStatic("values of different kinds on one stack")
        self.held = array
        self.known = self.log = None
        self.bound += 1
        self.pushes += 1
        self._move(1)

    def pop(self) -> Any:
        """Takes the top value off."""
        self._check_open()
        empty = f"Stack[{self.name}] is empty when calling Pop()."
        if self.buffer is None and self.same is None and self.held is None:
            raise errors.InvalidArgumentError(None, None, empty)
        if not self.trusted:
            if type(self.base) is int:
                if len(self) <= 0:
                    raise errors.InvalidArgumentError(None, None, empty)
            else:
                xp.check(self._place() > 0, None, empty.replace("%", "%%"))
        value = self.same if self.held is None else self.trace.of_another_trip(self.held)
        if value is None:
            place = self._place() - np.int32(1)
            value = door.lax().dynamic_index_in_dim(self.buffer, place, 0, keepdims=False)
        self.pops += 1
        self._move(-1)
        if self.known is not None:
            self.known = self.known[:-1] if type(self.base) is int else None
        return value

    def _move(self, step: int) -> None:
        when = self.trace.when
        if when is None:
            self.delta += step
        else:
            self.base = self._place() + when.astype(np.int32) * np.int32(step)
            self.delta = 0

    def close(self) -> None:
        """Frees it: nothing may use it afterwards."""
        self.closed = True

    # -- in loops ----------------------------------------------------------------------------------

    def enter_trip(self, values: dict[str, Any]) -> None:
        self.buffer = values.get("buffer")
        self.base = values["base"]
        self._start()
        self._entered = (self.buffer, self.base)

    def _start(self) -> None:
        self.delta = self.bound = self.pushes = self.pops = 0
        self.log = []
        self.known = None
        self.trusted = False

    def report(self) -> Any:
        buffer, base = self._entered
        if self.buffer is buffer and self.base is base and not (self.pushes or self.pops):
            return None
        return _Report(
            self.buffer is not buffer,
            self.base is not base,
            None if self.buffer is None else (self.buffer.shape[1:], self.buffer.dtype),
            self.delta,
            self.bound,
            self.pushes,
            self.pops,
            self.log,
            self.closed,
            self.same,
            self.held,
        )

    def values(self) -> dict[str, Any]:
        found = {"base": self._place()}
        if self.buffer is not None:
            found["buffer"] = self.buffer
        return found

    def prepare(self, report: Any, trips: int | None, bound: int | None) -> list[str]:
        if report.closed != self.closed:
            raise xp.NotStatic("a stack that a loop closes")
        if report.pushed:
            if bound is None:
                raise xp.NotStatic("values kept for an unknown number of trips")
            self._make_room(self.bound + report.bound * bound, *report.kind)
        report.most_trips = bound
        self.same, self.held = report.same, report.held
        report.trusted = (
            trips is not None
            and type(self.base) is int
            and not report.moved
            and self.base + self.delta - report.pops * trips >= 0
        )
        carried = []
        if report.pushed:
            carried.append("buffer")
        if report.moved:
            self.base, self.delta = self._place(), 0
            carried.append("base")
        return carried

    def _make_room(self, size: int, shape: tuple[int, ...], dtype: Any) -> None:
        jnp = door.jnp()
        if self.buffer is None:
            self.buffer = jnp.zeros((size, *shape), dtype)
        if self.buffer.shape[1:] != shape or self.buffer.dtype != dtype:
            raise xp.NotStatic("values of different shapes on one stack")
        if self.buffer.shape[0] < size:
            more = jnp.zeros((size - self.buffer.shape[0], *shape), dtype)
            self.buffer = jnp.concatenate([self.buffer, more])

    def load(self, report: Any, values: dict[str, Any], trip: Any, bound: int | None) -> None:
        start = self._place()
        most = self.bound
        self._start()
        self.buffer = values.get("buffer", self.buffer)
        self.base = values.get("base", start + trip * np.int32(report.delta))
        self.bound = most + report.bound * max((bound or 1) - 1, 0)
        self.trusted = report.trusted

    def carried(self, names: list[str]) -> dict[str, Any]:
        if "base" in names:
            self.base, self.delta = self._place(), 0
        return super().carried(names)

    def leave(
        self, report: Any, values: dict[str, Any], trips: int | None, trip: Any, before: Any
    ) -> None:
        self.restore(before)
        self.buffer = values.get("buffer", self.buffer)
        self.bound += report.bound * (report.most_trips or 0)
        self.pushes += report.pushes
        self.pops += report.pops * trips if trips is not None else math.inf
        pushed = self._pushed(report, trips)
        if "base" in values:
            self.base, self.delta = values["base"], 0
        elif trips is not None:
            self.delta += report.delta * trips
        else:
            self.base, self.delta = self._place() + trip * np.int32(report.delta), 0
        self.log = None
        if self.known is not None and type(self.base) is int and pushed is not None:
            self.known = (self.known + pushed)[: len(self)]
        else:
            self.known = None

    def _pushed(self, report: Any, trips: int | None) -> list[Any] | None:
        """What the loop has pushed, trip by trip, if that is known."""
        if trips is None or report.log is None or any(value is None for value in report.log):
            return None
        if report.log and report.pops:
            return None
        pushed = []
        for index in range(trips):
            for value in report.log:
                told = isinstance(value, OverTrips)
                pushed.append(value.values[index] if told else value)
        return pushed


def _are_one(value: Any, other: Any) -> bool:
    return (
        value.dtype == other.dtype
        and np.shape(value) == np.shape(other)
        and value.tobytes() == other.tobytes()
    )


class _Report:
    """What one trip does to a stack."""

    def __init__(
        self,
        pushed: bool,
        moved: bool,
        kind: Any,
        delta: int,
        bound: int,
        pushes: int,
        pops: float,
        log: list[Any] | None,
        closed: bool,
        same: Any,
        held: TracedArray | None,
    ) -> None:
        self.pushed = self.takes_room = pushed
        self.moved = moved
        self.kind = kind
        self.delta = delta
        self.bound = bound
        self.pushes = pushes
        self.pops = pops
        self.log = log
        self.closed = closed
        self.same = same
        self.held = held
        self.trusted = False
        self.most_trips: int | None = None
