"""Datasets of some elements of another one, or of all of them several times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.dtypes import DType
from scopeflow.ops.data.asking import TAIL, invalid, scalars
from scopeflow.ops.data.values import Cursor, DatasetValue, Element, Run, dataset_of
from scopeflow.ops.define import op


class SelectedValue(DatasetValue):
    """What shares the components of another dataset.

    Args:
      inner: the other dataset.
      dtypes, dims: of the components.
    """

    def __init__(self, inner: DatasetValue, dtypes: Sequence[DType], dims: Any) -> None:
        super().__init__(dtypes, dims)
        self.inner = inner


class RepeatValue(SelectedValue):
    """Another dataset `count` times, without an end if `count` is negative."""

    count = -1

    def iterate(self, run: Run) -> Cursor:
        return _Repeated(run, self)

    def cardinality(self) -> int:
        inner = self.inner.cardinality()
        if self.count < 0:
            return -1 if inner else 0
        if self.count == 0:
            return 0
        return inner if inner < 0 else inner * self.count


class _Repeated(Cursor):
    def __init__(self, run: Run, value: RepeatValue) -> None:
        self._run = run
        self._value = value
        self._left = value.count
        self._inner: Any = None
        # an endless repetition of nothing ends
        self._ended = self._left == 0

    def __next__(self) -> Element:
        while not self._ended:
            self._run.check()
            first = self._inner is None
            if first:
                self._inner = self.own(self._value.inner.iterate(self._run))
            try:
                return next(self._inner)
            except StopIteration:
                self.disown(self._inner)
                self._inner = None
                self._left -= 1
                self._ended = self._left == 0 or (self._left < 0 and first)
        raise StopIteration


@op(f"RepeatDataset(input_dataset: variant, count: int64; {TAIL}", shape=scalars(-1, 0), host=True)
def repeat_dataset(input_dataset: Any, count: Any, *, output_types: Any, output_shapes: Any) -> Any:
    """The elements again and again."""
    made = RepeatValue(dataset_of(input_dataset), output_types, output_shapes)
    made.count = int(count)
    return made


class TakeValue(SelectedValue):
    """The first `count` elements, all if `count` is negative."""

    count = -1

    def iterate(self, run: Run) -> Any:
        return _Taken(run, self)

    def cardinality(self) -> int:
        inner = self.inner.cardinality()
        if inner == -2:
            return -2
        return self.count if inner == -1 else min(inner, self.count)


class _Taken(Cursor):
    def __init__(self, run: Run, value: TakeValue) -> None:
        self._left = value.count
        self._inner = self.own(value.inner.iterate(run)) if self._left else iter(())

    def __next__(self) -> Element:
        if self._left == 0:
            # what works ahead has nothing more to do
            self.close()
            raise StopIteration
        element = next(self._inner)
        self._left -= 1
        return element


@op(f"TakeDataset(input_dataset: variant, count: int64; {TAIL}", shape=scalars(-1, 0), host=True)
def take_dataset(input_dataset: Any, count: Any, *, output_types: Any, output_shapes: Any) -> Any:
    """The first elements."""
    made = TakeValue(dataset_of(input_dataset), output_types, output_shapes)
    made.count = int(count)
    return made


class SkipValue(SelectedValue):
    """All elements but the first `count`, none if `count` is negative."""

    count = 0

    def iterate(self, run: Run) -> Any:
        return _Skipped(run, self)

    def cardinality(self) -> int:
        inner = self.inner.cardinality()
        if inner < 0:
            return inner
        return 0 if self.count < 0 else max(0, inner - self.count)


class _Skipped(Cursor):
    def __init__(self, run: Run, value: SkipValue) -> None:
        self._run = run
        self._left = value.count
        self._inner = self.own(value.inner.iterate(run))

    def __next__(self) -> Element:
        if self._left < 0:
            raise StopIteration
        while self._left:
            self._run.check()
            next(self._inner)
            self._left -= 1
        return next(self._inner)


@op(f"SkipDataset(input_dataset: variant, count: int64; {TAIL}", shape=scalars(-1, 0), host=True)
def skip_dataset(input_dataset: Any, count: Any, *, output_types: Any, output_shapes: Any) -> Any:
    """The elements behind the first ones."""
    made = SkipValue(dataset_of(input_dataset), output_types, output_shapes)
    made.count = int(count)
    return made


class ShardValue(SelectedValue):
    """Every `shards`-th element, from number `index` on.

    `filled` asks for at least one element in every shard.
    """

    shards, index, filled = 1, 0, False

    def iterate(self, run: Run) -> Cursor:
        return _Shard(run, self)

    def cardinality(self) -> int:
        inner = self.inner.cardinality()
        if inner < 0:
            return inner
        return inner // self.shards + (self.index < inner % self.shards)


class _Shard(Cursor):
    def __init__(self, run: Run, value: ShardValue) -> None:
        self._run = run
        self._value = value
        self._number = 0
        self._inner = self.own(value.inner.iterate(run))

    def __next__(self) -> Element:
        value = self._value
        while True:
            self._run.check()
            try:
                element = next(self._inner)
            except StopIteration:
                if value.filled and self._number < value.shards:
                    raise self._too_few() from None
                raise
            number = self._number
            self._number += 1
            if number % value.shards == value.index:
                return element

    def _too_few(self) -> Exception:
        value = self._value
        return invalid(
            "There aren't enough elements in this dataset for each shard to have at least one element "
            f"(# elems = {self._number}, # shards = {value.shards})."
        )


@op(
    "ShardDataset(input_dataset: variant, num_shards: int64, index: int64; require_non_empty: bool = False, "
    f"{TAIL}",
    shape=scalars(-1, 0, 0),
    host=True,
)
def shard_dataset(
    input_dataset: Any,
    num_shards: Any,
    index: Any,
    *,
    require_non_empty: bool,
    output_types: Any,
    output_shapes: Any,
) -> Any:
    """One shard of the elements."""
    shards, which = int(num_shards), int(index)
    if shards <= 0:
        raise invalid(
            f"Number of shards must be greater than zero (currently num_shards = {shards})."
        )
    if not 0 <= which < shards:
        raise invalid(f"Index must be between 0 and {shards - 1} (currently index = {which}).")
    made = ShardValue(dataset_of(input_dataset), output_types, output_shapes)
    made.shards, made.index, made.filled = shards, which, require_non_empty
    return made


class UniqueValue(SelectedValue):
    """Each element once, at its first place."""

    def iterate(self, run: Run) -> Cursor:
        return _Unique(run, self)


class _Unique(Cursor):
    def __init__(self, run: Run, value: UniqueValue) -> None:
        self._run = run
        self._seen: set[Any] = set()
        self._inner = self.own(value.inner.iterate(run))

    def __next__(self) -> Element:
        while True:
            self._run.check()
            element = next(self._inner)
            key = _key(element[0])
            if key not in self._seen:
                self._seen.add(key)
                return element


def _key(part: Any) -> Any:
    array = np.asarray(part, object if isinstance(part, bytes) else None)
    return (array.shape, tuple(array.reshape(-1).tolist())) if array.ndim else array.item()


@op(f"UniqueDataset(input_dataset: variant; {TAIL}", shape=scalars(), host=True)
def unique_dataset(input_dataset: Any, *, output_types: Any, output_shapes: Any) -> Any:
    """Each element once."""
    return UniqueValue(dataset_of(input_dataset), output_types, output_shapes)


class IgnoreErrorsValue(SelectedValue):
    """The elements that can be made: those that fail are left out."""

    def iterate(self, run: Run) -> Cursor:
        return _Unfailing(run, self)

    def cardinality(self) -> int:
        return self.inner.cardinality()


class _Unfailing(Cursor):
    def __init__(self, run: Run, value: IgnoreErrorsValue) -> None:
        self._run = run
        self._inner = self.own(value.inner.iterate(run))

    def __next__(self) -> Element:
        while True:
            # a walk that was given up fails for ever
            self._run.check()
            try:
                return next(self._inner)
            except StopIteration:
                raise
            except Exception:  # whatever a user's function raises  # noqa: S112
                continue


@op(f"IgnoreErrorsDataset(input_dataset: variant; {TAIL}", shape=scalars(), host=True)
def ignore_errors_dataset(input_dataset: Any, *, output_types: Any, output_shapes: Any) -> Any:
    """The elements that can be made."""
    return IgnoreErrorsValue(dataset_of(input_dataset), output_types, output_shapes)
