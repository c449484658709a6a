"""Datasets of the elements of datasets that a function makes: one after the other, or some in turn."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from scopeflow import errors
from scopeflow.ops import rules
from scopeflow.ops.data.ahead import Ahead
from scopeflow.ops.data.mapping import HEAD, TAIL, parallelism
from scopeflow.ops.data.values import (
    Cursor,
    DatasetValue,
    Element,
    FunctionValue,
    Run,
    dataset_of,
    function_value,
)
from scopeflow.ops.define import op


class FlatMapValue(DatasetValue):
    """The elements of the datasets that a function makes of each element, one dataset after the other.

    Args:
      inner: gives the function's arguments.
      function: makes a dataset of an element.
    """

    def __init__(
        self,
        inner: DatasetValue,
        function: FunctionValue,
        dtypes: Sequence[Any],
        dims: Sequence[Any],
    ) -> None:
        super().__init__(dtypes, dims)
        self.inner = inner
        self.function = function

    def iterate(self, run: Run) -> Any:
        return _FlatMap(run, self)


class _FlatMap(Cursor):
    def __init__(self, run: Run, value: FlatMapValue) -> None:
        self._run = run
        self._call = run.function(value.function)
        self._inner = self.own(value.inner.iterate(run))
        self._open: Any = None

    def __next__(self) -> Element:
        while True:
            self._run.check()
            if self._open is None:
                made = dataset_of(self._call(*next(self._inner))[0])
                self._open = self.own(made.iterate(self._run))
            try:
                return next(self._open)
            except StopIteration:
                done, self._open = self._open, None
                self.disown(done)


class InterleaveValue(FlatMapValue):
    """The elements of the datasets that a function makes of each element, some datasets in turn.

    Args:
      inner: gives the function's arguments.
      function: makes a dataset of an element.
      cycle: how many datasets are open at the same time.
      block: how many elements each gives in its turn.
      ahead: how many elements each open one makes ahead in a thread of its own; 0 for none.
      sloppy: whether one whose next element is not ready may lose its turn.
    """

    def __init__(
        self,
        inner: DatasetValue,
        function: FunctionValue,
        dtypes: Sequence[Any],
        dims: Sequence[Any],
        cycle: int,
        block: int,
        ahead: int = 0,
        sloppy: bool = False,
    ) -> None:
        super().__init__(inner, function, dtypes, dims)
        self.cycle = cycle
        self.block = block
        self.ahead = ahead
        self.sloppy = sloppy

    def iterate(self, run: Run) -> Any:
        return _Interleave(run, self)


class _Interleave(Cursor):
    """Places in a ring: each holds an open dataset, or is empty and gets the next one when its turn comes."""

    def __init__(self, run: Run, value: InterleaveValue) -> None:
        self._run = run
        self._value = value
        self._call = run.function(value.function)
        self._inner = self.own(value.inner.iterate(run))
        self._ring: list[Any] = [None] * value.cycle
        self._place = 0
        self._given = 0
        self._ended = False
        self._filled = not value.ahead

    def __next__(self) -> Element:
        if not self._filled:
            self._fill()
        while not self._ended or any(cursor is not None for cursor in self._ring):
            self._run.check()
            cursor = self._ring[self._place]
            if cursor is not None:
                if self._value.sloppy:
                    cursor = self._ready(cursor)
                try:
                    element = next(cursor)
                except StopIteration:
                    self._ring[self._place] = None
                    self.disown(cursor)
                    self._advance()
                    continue
                except BaseException:
                    self._count()
                    raise
                self._count()
                return element
            if self._ended:
                self._advance()
            else:
                self._start(self._place)
        raise StopIteration

    def _fill(self) -> None:
        """Opens as many as may be open at once, so that all work from the start."""
        self._filled = True
        for place in range(self._value.cycle):
            if not self._ended:
                self._start(place)

    def _start(self, place: int) -> None:
        try:
            arguments = next(self._inner)
        except StopIteration:
            self._ended = True
            return
        value = self._value
        if value.ahead:
            call = self._call
            run = self._run
            # the function runs in the thread too: a slow one holds up nobody else
            made: Any = Ahead(
                run, lambda: dataset_of(call(*arguments)[0]).iterate(run), value.ahead, "interleave"
            )
        else:
            made = dataset_of(self._call(*arguments)[0]).iterate(self._run)
        self._ring[place] = self.own(made)

    def _ready(self, cursor: Any) -> Any:
        """The first in the ring from here whose next element is ready; waits if there is none."""
        while not cursor.is_ready():
            for step in range(self._value.cycle):
                place = (self._place + step) % self._value.cycle
                other = self._ring[place]
                if other is not None and other.is_ready():
                    self._place, self._given = place, 0
                    return other
            self._run.check()
            cursor.wait_a_little()
        return cursor

    def _count(self) -> None:
        self._given += 1
        if self._given >= self._value.block:
            self._advance()

    def _advance(self) -> None:
        self._given = 0
        self._place = (self._place + 1) % self._value.cycle


@op(
    f"FlatMapDataset(input_dataset: variant, {HEAD}; f: func, {TAIL}) -> (handle: variant)",
    shape=rules.scalar,
    host=True,
)
def flat_map_dataset(
    input_dataset: Any, other_arguments: Any, *, output_types: Any, output_shapes: Any, ctx: Any
) -> Any:
    """The elements of the datasets that a function makes, one dataset after the other."""
    function = function_value(ctx, "f", other_arguments)
    return FlatMapValue(dataset_of(input_dataset), function, output_types, output_shapes)


def _positive(value: Any, name: str) -> int:
    number = int(value)
    if number < 1:
        raise errors.InvalidArgumentError(None, None, f"{name} must be greater than zero.")
    return number


def _cycle(value: Any) -> int:
    return (os.cpu_count() or 1) if int(value) == -1 else _positive(value, "cycle_length")


@op(
    f"InterleaveDataset(input_dataset: variant, {HEAD}, cycle_length: int64, block_length: int64; "
    f"f: func, {TAIL}) -> (handle: variant)",
    shape=rules.scalar,
    host=True,
)
def interleave_dataset(
    input_dataset: Any,
    other_arguments: Any,
    cycle_length: Any,
    block_length: Any,
    *,
    output_types: Any,
    output_shapes: Any,
    ctx: Any,
) -> Any:
    """The elements of the datasets that a function makes, some datasets in turn."""
    function = function_value(ctx, "f", other_arguments)
    cycle, block = _cycle(cycle_length), _positive(block_length, "block_length")
    inner = dataset_of(input_dataset)
    return InterleaveValue(inner, function, output_types, output_shapes, cycle, block)


@op(
    f"ParallelInterleaveDatasetV2(input_dataset: variant, {HEAD}, cycle_length: int64, block_length: int64, "
    f"num_parallel_calls: int64; f: func, {TAIL}, sloppy: bool = False) -> (handle: variant)",
    shape=rules.scalar,
    host=True,
)
def parallel_interleave_dataset_v2(
    input_dataset: Any,
    other_arguments: Any,
    cycle_length: Any,
    block_length: Any,
    num_parallel_calls: Any,
    *,
    output_types: Any,
    output_shapes: Any,
    sloppy: bool,
    ctx: Any,
) -> Any:
    """The elements of the datasets that a function makes, some datasets in turn, each in a thread."""
    function = function_value(ctx, "f", other_arguments)
    cycle, block = _cycle(cycle_length), _positive(block_length, "block_length")
    calls = parallelism(int(num_parallel_calls))
    if calls > cycle and int(num_parallel_calls) != -1:
        raise errors.InvalidArgumentError(
            None,
            None,
            f"num_parallel_calls must less than or equal to cycle_length.\nThey are {calls} and {cycle}.",
        )
    inner = dataset_of(input_dataset)
    return InterleaveValue(
        inner, function, output_types, output_shapes, cycle, block, block, sloppy
    )


def _parallel_interleave(
    input_dataset: Any,
    other_arguments: Any,
    cycle_length: Any,
    block_length: Any,
    sloppy: Any,
    buffer_output_elements: Any,
    prefetch_input_elements: Any,
    *,
    output_types: Any,
    output_shapes: Any,
    ctx: Any,
) -> Any:
    """The elements of the datasets that a function makes, some datasets in turn, each in a thread with a buffer."""
    function = function_value(ctx, "f", other_arguments)
    cycle, block = (
        _positive(cycle_length, "`cycle_length`"),
        _positive(block_length, "`block_length`"),
    )
    ahead = _positive(buffer_output_elements, "`buffer_output_elements`")
    if int(prefetch_input_elements) < 0:
        raise errors.InvalidArgumentError(
            None, None, "`prefetch_input_elements` must be greater than or equal to 0."
        )
    return InterleaveValue(
        dataset_of(input_dataset),
        function,
        output_types,
        output_shapes,
        cycle,
        block,
        ahead,
        bool(sloppy),
    )


_IN_THREADS = (
    f"(input_dataset: variant, {HEAD}, cycle_length: int64, block_length: int64, sloppy: bool, "
    f"buffer_output_elements: int64, prefetch_input_elements: int64; f: func, {TAIL}) -> (handle: variant)"
)
# (the second is what graphs of TensorFlow 1.14 and before call it)
parallel_interleave_dataset = op(
    f"ParallelInterleaveDataset{_IN_THREADS}", shape=rules.scalar, host=True
)(_parallel_interleave)
experimental_parallel_interleave_dataset = op(
    f"ExperimentalParallelInterleaveDataset{_IN_THREADS}", shape=rules.scalar, host=True
)(_parallel_interleave)
