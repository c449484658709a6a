"""What TensorArrays and stacks need to know of the trace they are used in, if they are used in one.

In NumPy they are lists of arrays.  A compiled program knows no lists: there each is one buffer, and a loop carries the
buffers of those that it changes.  An object under a trace is therefore a `Cell`: it names the values that a program
computes for it, so that whoever traces a loop can put them in and take them out.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.xp import door

# The ops whose objects a trace can hold.
OBJECT_OPS = frozenset(
    [
        *(f"Stack{does}V2" for does in ("", "Push", "Pop", "Close")),
        *(
            f"TensorArray{does}V3"
            for does in (
                *("", "Close", "Concat", "Gather", "Grad", "Read"),
                *("Scatter", "Size", "Split", "Write"),
            )
        ),
        "TensorArrayGradWithShape",
    ]
)


class OverTrips:
    """What a value is in each trip of a loop."""

    __slots__ = ("values",)

    def __init__(self, values: np.ndarray) -> None:
        self.values = values


class ThisRun(xp.NotStatic):
    """NumPy takes one run; the next may be compiled."""


class OutOfRoom(Exception):
    """A loop has made more trips than there was room for what it keeps in each; the message says how many."""


class Trace:
    """One trace of a program.

    Args:
      room: for how many trips a loop has room whose trips are only known when it runs.

    Attributes:
      cells: the objects made in it, in order.
      trip: the number of the trip of the innermost loop, traced; None outside of loops.
      when: what must be true for an effect to count: a traced bool, or None where nothing must.
    """

    def __init__(self, room: int = 0) -> None:
        self.room = room
        self.cells: list[Cell] = []
        self.trip: Any = None
        self.when: Any = None
        # a loop's body is walked more than once: what it makes has the same name every time
        self.names: dict[str, str] = {}
        # id of an object made in a trip of another loop -> what stands for it in this trip
        self._others: dict[int, tuple[Any, Any]] = {}
        # id of a traced value -> (the value, what it is in each trip of the innermost loop)
        self._over_trips: dict[int, tuple[Any, np.ndarray]] = {}

    @contextmanager
    def trips(self) -> Iterator[None]:
        """The body of a loop: values known for each trip of the one around it are known no more."""
        before = self._over_trips, self._others, self.when, self.trip
        self._over_trips, self._others, self.when = {}, {}, None
        try:
            yield
        finally:
            self._over_trips, self._others, self.when, self.trip = before

    def of_another_trip(self, array: Any) -> Any:
        """What stands in this trip for an array that a trip of another loop has made."""
        found = self._others.get(id(array))
        if found is None:
            found = self._others[id(array)] = (array, array.seen_from_another_trip())
        return found[1]

    @contextmanager
    def only_when(self, taken: Any) -> Iterator[None]:
        """Effects in the body count only where `taken` is true; None for wherever they did before."""
        before = self.when
        if taken is not None:
            self.when = taken if before is None else door.jnp().logical_and(before, taken)
        try:
            yield
        finally:
            self.when = before

    def note(self, value: Any, over_trips: np.ndarray) -> None:
        """Remembers what a traced value is in each trip."""
        self._over_trips[id(value)] = (value, over_trips)

    def over_trips(self, value: Any) -> Any:
        """A known value itself; of a traced one what it is in each trip, or None."""
        if xp.is_known(value):
            return value
        found = self._over_trips.get(id(value))
        return None if found is None else OverTrips(found[1])


class _Active(threading.local):
    trace: Trace | None = None


_active = _Active()


def active() -> Trace | None:
    """The trace that the calling thread is in."""
    return _active.trace


@contextmanager
def within(trace: Trace) -> Iterator[None]:
    """Makes objects that are created in the body cells of `trace`."""
    before, _active.trace = _active.trace, trace
    try:
        yield
    finally:
        _active.trace = before


class Cell:
    """An object of a trace whose state a loop may carry.

    Whoever traces a loop first walks the body once for nothing (`enter_trip`, `report`), puts the object back as it
    was (`restore`), has it make room (`prepare`), walks the body in earnest (`load`, `carried`) and tells it how the
    loop ended (`leave`).
    """

    # the attributes that a program may compute
    fields: tuple[str, ...] = ()

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        trace.cells.append(self)

    def snapshot(self) -> dict[str, Any]:
        """All that may change."""
        return {
            name: value.copy() if isinstance(value, (list, dict)) else value
            for name, value in self.__dict__.items()
        }

    def restore(self, snapshot: dict[str, Any]) -> None:
        """Becomes again what it was."""
        self.__dict__.clear()
        for name, value in snapshot.items():
            self.__dict__[name] = value.copy() if isinstance(value, (list, dict)) else value

    def values(self) -> dict[str, Any]:
        """Its fields that there are."""
        found = {name: getattr(self, name) for name in self.fields}
        return {name: value for name, value in found.items() if value is not None}

    def enter_trip(self, values: dict[str, Any]) -> None:
        """Starts the walk for nothing: the fields are what any trip may find."""
        raise NotImplementedError

    def report(self) -> Any:
        """What the walk for nothing did to it; None for nothing."""
        raise NotImplementedError

    def prepare(self, report: Any, trips: int | None, bound: int | None) -> list[str]:
        """Makes room for what a loop does, before it.

        Args:
          report: of the walk for nothing.
          trips: how many there will be, if that is known.
          bound: how many there may be, if that is known.

        Returns:
          The fields that the loop must carry.

        Raises:
          NotStatic: if nobody knows how much room it takes.
        """
        raise NotImplementedError

    def load(self, report: Any, values: dict[str, Any], trip: Any, bound: int | None) -> None:
        """Starts a trip: `values` are the carried fields, `trip` counts from 0."""
        raise NotImplementedError

    def carried(self, names: list[str]) -> dict[str, Any]:
        """The carried fields at the end of a trip."""
        return {name: getattr(self, name) for name in names}

    def leave(
        self, report: Any, values: dict[str, Any], trips: int | None, trip: Any, before: Any
    ) -> None:
        """Ends the loop: `trips` if it is known, `trip` as it was counted, `before` what it was before the loop."""
        raise NotImplementedError


def masked(trace: Trace, value: Any, otherwise: Any) -> Any:
    """`value` where effects count, else `otherwise`."""
    if trace.when is None:
        return value
    return door.jnp().where(trace.when, value, otherwise)
