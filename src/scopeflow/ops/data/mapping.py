"""Datasets whose elements a function makes of those of another: map, in one thread and in several."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

from scopeflow import errors
from scopeflow.ops import rules
from scopeflow.ops.data.stacking import columns_of
from scopeflow.ops.data.values import (
    Cursor,
    DatasetValue,
    Element,
    FunctionValue,
    Run,
    dataset_of,
    function_value,
    leave,
)
from scopeflow.ops.define import op

# So many elements are worth to be put together, and so many failed attempts are enough.
_FEW = 4
# A call that takes so many seconds is worth a thread.
_SHORT = 3e-4

HEAD = "other_arguments: [Targuments]"
TAIL = "Targuments: list(type) >= 0, output_types: list(type) >= 1, output_shapes: list(shape) >= 1"


class MapValue(DatasetValue):
    """What a function makes of each element of another dataset.

    Args:
      inner: the other dataset.
      function: gets an element's components and gives those of the new one.
      keeps_count: whether a function that runs out of range is an error, and not the end.
      parallel: how many calls may run at the same time; 0 for calls in the caller's thread.
      sloppy: whether elements may come in another order than their origins.
    """

    def __init__(
        self,
        inner: DatasetValue,
        function: FunctionValue,
        dtypes: Sequence[Any],
        dims: Sequence[Any],
        keeps_count: bool,
        parallel: int = 0,
        sloppy: bool = False,
    ) -> None:
        super().__init__(dtypes, dims)
        self.inner = inner
        self.function = function
        self.keeps_count = keeps_count
        self.parallel = parallel
        self.sloppy = sloppy

    def iterate(self, run: Run) -> Any:
        call = run.function(self.function)
        return _ParallelMap(run, self, call) if self.parallel else _Map(run, self, call)

    def cardinality(self) -> int:
        return self.inner.cardinality()


class _Map(Cursor):
    """The elements that a function makes, one after the other, or many at once for who puts them into a batch."""

    def __init__(self, run: Run, value: MapValue, call: Any) -> None:
        self._call = call
        self._inner = self.own(value.inner.iterate(run))
        self._keeps_count = value.keeps_count
        self._dtypes = value.inner.dtypes
        # elements, and at most one failure behind them, that were taken before they were asked for
        self._taken: deque[Any] = deque()
        # whether many may be made at once; None: not asked yet
        self._at_once: bool | None = None
        self._misses = 0

    def __next__(self) -> Element:
        return self.made(self.untouched())

    def made(self, element: Element) -> Element:
        """What the function makes of an element."""
        try:
            return tuple(self._call(*element))
        except errors.OutOfRangeError as error:
            raise out_of_range(error, self._keeps_count) from error

    def untouched(self) -> Element:
        """The next element before the function."""
        if not self._taken:
            return next(self._inner)
        item = self._taken.popleft()
        if isinstance(item, BaseException):
            raise item
        return item

    def take(self, count: int) -> Sequence[Any] | None:
        """The next elements, at most `count`, as columns; None if they have to be asked for one by one.

        Args:
          count: how many will be asked for one by one otherwise.
        """
        if self._at_once is None:
            self._at_once = getattr(self._call, "has_rows", False)
        if not self._at_once or count < _FEW:
            return None
        taken = self._taken
        while len(taken) < count and not (taken and isinstance(taken[-1], BaseException)):
            try:
                taken.append(next(self._inner))
            except StopIteration:
                break
            except Exception as error:
                taken.append(error)
        if len(taken) < _FEW or len(taken) > count or isinstance(taken[-1], BaseException):
            return None
        try:
            made = self._call.rows(columns_of(taken, self._dtypes))
        except ValueError:  # their shapes differ
            made = None
        if made is None:
            self._misses += 1
            if self._misses == _FEW:
                self._at_once = False
            return None
        self._misses = 0
        taken.clear()
        return made


def out_of_range(error: errors.OpError, keeps_count: bool) -> BaseException:
    """What a function that runs out of range means: the end of its dataset, or an error where no element may be lost."""
    if not keeps_count:
        return StopIteration()
    return errors.InvalidArgumentError(
        None, None, f"Function invocation produced OutOfRangeError: {error.message}"
    )


class _Slot:
    """The place of one element among those that are being made."""

    __slots__ = ("done", "error", "value")

    def __init__(self) -> None:
        self.done = False
        self.value: Element = ()
        self.error: BaseException | None = None


class _ParallelMap(Cursor):
    """Threads that each take an element, note its place in the row, and work on it."""

    def __init__(self, run: Run, value: MapValue, call: Any) -> None:
        self._run = run
        self._value = value
        self._call = call
        self._here = self.own(_Map(run, value, call))
        # whether calls may be too short for threads, and how long the shortest of the first few took
        self._may_be_short = not getattr(call, "waits", True)
        self._shortest, self._timed = float("inf"), 0
        self._changed = threading.Condition()
        self._taking = threading.Lock()
        self._row: deque[_Slot] = deque()
        self._threads: list[threading.Thread] = []
        self._ended = False
        self._closed = False

    def __next__(self) -> Element:
        if self._may_be_short and not self._threads:
            return self._made_here()
        if not self._threads and not self._ended:
            self._threads = [
                self._run.thread(self._work, "map") for _ in range(self._value.parallel)
            ]
        with self._changed:
            self._run.wait(self._changed, self._ready)
            slot = self._taken()
            self._changed.notify_all()
        if slot is None:
            raise StopIteration
        if slot.error is not None:
            raise slot.error
        return slot.value

    def _made_here(self) -> Element:
        """An element made in the caller's thread: handing a short call to another one costs more than the call."""
        if self._closed:
            raise StopIteration
        if self._timed == _FEW:
            return next(self._here)
        element = self._here.untouched()
        begin = time.perf_counter()
        try:
            return self._here.made(element)
        finally:
            self._timed += 1
            self._shortest = min(self._shortest, time.perf_counter() - begin)
            self._may_be_short = self._timed < _FEW or self._shortest < _SHORT

    def take(self, count: int) -> Sequence[Any] | None:
        """The next elements as columns, as those of a map without threads, as long as calls are short."""
        if not self._may_be_short or self._threads or self._closed:
            return None
        begin = time.perf_counter()
        columns = self._here.take(count)
        if columns is not None and time.perf_counter() - begin > _SHORT * len(columns[0]):
            self._may_be_short = False
        return columns

    def _ready(self) -> bool:
        if not self._row:
            return self._ended
        return any(slot.done for slot in self._row) if self._value.sloppy else self._row[0].done

    def _taken(self) -> _Slot | None:
        if not self._row:
            return None
        if not self._value.sloppy:
            return self._row.popleft()
        slot = next(slot for slot in self._row if slot.done)
        self._row.remove(slot)
        return slot

    def _stopped(self) -> bool:
        return self._ended or self._closed or self._run.cancelled

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._stopped() and len(self._row) >= self._value.parallel:
                    self._changed.wait(0.05)
            with self._taking:
                if self._stopped():
                    return
                slot, element = self._take()
            if element is not None:
                self._make(slot, element)

    def _take(self) -> tuple[_Slot, Element | None]:
        """The next element and its place; no element at the end, or if it failed."""
        slot = _Slot()
        element = None
        try:
            element = self._here.untouched()
        except StopIteration:
            with self._changed:
                self._ended = True
                self._changed.notify_all()
            return slot, None
        except BaseException as error:
            slot.error, slot.done = error, True
        with self._changed:
            self._row.append(slot)
            self._changed.notify_all()
        return slot, element

    def _make(self, slot: _Slot, element: Element) -> None:
        try:
            slot.value = tuple(self._call(*element))
        except errors.OutOfRangeError as error:
            slot.error = out_of_range(error, self._value.keeps_count)
        except BaseException as error:
            slot.error = error
        with self._changed:
            slot.done = True
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        leave(self._threads)
        super().close()


def parallelism(count: int, name: str = "num_parallel_calls") -> int:
    """How many threads a number of parallel calls means.

    Raises:
      InvalidArgumentError: if it is neither positive nor -1, which leaves it to the library.
    """
    if count == -1:
        return os.cpu_count() or 1
    if count < 1:
        raise errors.InvalidArgumentError(None, None, f"{name} must be greater than zero.")
    return count


@op(
    f"MapDataset(input_dataset: variant, {HEAD}; f: func, {TAIL}, use_inter_op_parallelism: bool = True, "
    "preserve_cardinality: bool = False) -> (handle: variant)",
    shape=rules.scalar,
    host=True,
)
def map_dataset(
    input_dataset: Any,
    other_arguments: Any,
    *,
    output_types: Any,
    output_shapes: Any,
    preserve_cardinality: bool,
    ctx: Any,
) -> Any:
    """What a function makes of each element."""
    return MapValue(
        dataset_of(input_dataset),
        function_value(ctx, "f", other_arguments),
        output_types,
        output_shapes,
        preserve_cardinality,
    )


@op(
    f"ParallelMapDataset(input_dataset: variant, {HEAD}, num_parallel_calls: int32; f: func, {TAIL}, "
    "use_inter_op_parallelism: bool = True, sloppy: bool = False, preserve_cardinality: bool = False)"
    " -> (handle: variant)",
    shape=rules.scalar,
    host=True,
)
def parallel_map_dataset(
    input_dataset: Any,
    other_arguments: Any,
    num_parallel_calls: Any,
    *,
    output_types: Any,
    output_shapes: Any,
    sloppy: bool,
    preserve_cardinality: bool,
    ctx: Any,
) -> Any:
    """What a function makes of each element, several at the same time."""
    return MapValue(
        dataset_of(input_dataset),
        function_value(ctx, "f", other_arguments),
        output_types,
        output_shapes,
        preserve_cardinality,
        parallelism(int(num_parallel_calls)),
        sloppy,
    )
