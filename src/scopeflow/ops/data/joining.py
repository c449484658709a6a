"""Datasets of several others: side by side, one behind the other, or as a third one chooses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph.dtypes import DType
from scopeflow.ops.data.asking import TAIL, invalid, scalars
from scopeflow.ops.data.values import Cursor, DatasetValue, Element, Run, dataset_of
from scopeflow.ops.define import op


class ZipValue(DatasetValue):
    """The elements of several datasets side by side, until one of them ends.

    Args:
      inners: the datasets.
    """

    def __init__(self, inners: Sequence[DatasetValue], dtypes: Sequence[DType], dims: Any) -> None:
        super().__init__(dtypes, dims)
        self.inners = tuple(inners)

    def iterate(self, run: Run) -> Cursor:
        return _Zipped(run, self)

    def cardinality(self) -> int:
        counts = [inner.cardinality() for inner in self.inners]
        if -2 in counts:
            return -2
        return min((count for count in counts if count >= 0), default=-1)


class _Zipped(Cursor):
    def __init__(self, run: Run, value: ZipValue) -> None:
        self._inners = [self.own(inner.iterate(run)) for inner in value.inners]
        self._ended = False

    def __next__(self) -> Element:
        if self._ended:
            raise StopIteration
        parts: list[Any] = []
        try:
            for inner in self._inners:
                parts += next(inner)
        except StopIteration:
            self._ended = True
            self.close()
            raise
        return tuple(parts)


@op(f"ZipDataset(input_datasets: N * variant; {TAIL.replace('>= 1)', '>= 1, N: int >= 1)')}",
    shape=scalars(), host=True)  # fmt: skip
def zip_dataset(input_datasets: Any, *, output_types: Any, output_shapes: Any) -> Any:
    """Several datasets side by side."""
    return ZipValue([dataset_of(value) for value in input_datasets], output_types, output_shapes)


class ConcatenateValue(DatasetValue):
    """The elements of one dataset, and then those of another.

    Args:
      inners: the two.
    """

    def __init__(self, inners: Sequence[DatasetValue], dtypes: Sequence[DType], dims: Any) -> None:
        super().__init__(dtypes, dims)
        self.inners = tuple(inners)

    def iterate(self, run: Run) -> Cursor:
        return _Chained(run, self)

    def cardinality(self) -> int:
        counts = [inner.cardinality() for inner in self.inners]
        if -1 in counts:
            return -1
        return -2 if -2 in counts else sum(counts)


class _Chained(Cursor):
    def __init__(self, run: Run, value: ConcatenateValue) -> None:
        self._run = run
        self._waiting = list(value.inners)
        self._inner: Any = None

    def __next__(self) -> Element:
        while True:
            if self._inner is None:
                if not self._waiting:
                    raise StopIteration
                self._inner = self.own(self._waiting.pop(0).iterate(self._run))
            try:
                return next(self._inner)
            except StopIteration:
                self.disown(self._inner)
                self._inner = None


@op(f"ConcatenateDataset(input_dataset: variant, another_dataset: variant; {TAIL}",
    shape=scalars(), host=True)  # fmt: skip
def concatenate_dataset(
    input_dataset: Any, another_dataset: Any, *, output_types: Any, output_shapes: Any
) -> Any:
    """One dataset behind the other."""
    both = (dataset_of(input_dataset), dataset_of(another_dataset))
    return ConcatenateValue(both, output_types, output_shapes)


class ChosenValue(DatasetValue):
    """The elements of several datasets in the order that another one gives by numbers.

    Args:
      selector: the numbers, int64 scalars.
      inners: the datasets. One that has ended is passed over.
    """

    def __init__(
        self,
        selector: DatasetValue,
        inners: Sequence[DatasetValue],
        dtypes: Sequence[DType],
        dims: Any,
    ) -> None:
        super().__init__(dtypes, dims)
        self.selector = selector
        self.inners = tuple(inners)

    def iterate(self, run: Run) -> Cursor:
        return _Chosen(run, self)


class _Chosen(Cursor):
    def __init__(self, run: Run, value: ChosenValue) -> None:
        self._run = run
        self._selector = self.own(value.selector.iterate(run))
        self._inners: list[Any] = [self.own(inner.iterate(run)) for inner in value.inners]
        self._open = len(self._inners)

    def __next__(self) -> Element:
        while self._open:
            self._run.check()
            number = int(next(self._selector)[0])
            if not 0 <= number < len(self._inners):
                raise invalid(f"Selector index out of range: {number} >= {len(self._inners)}")
            inner = self._inners[number]
            if inner is None:
                continue
            try:
                return next(inner)
            except StopIteration:
                self.disown(inner)
                self._inners[number] = None
                self._open -= 1
        raise StopIteration


@op(
    "DirectedInterleaveDataset(selector_input_dataset: variant, data_input_datasets: N * variant; "
    f"{TAIL.replace('>= 1)', '>= 1, N: int >= 1)')}",
    shape=scalars(),
    host=True,
)
def directed_interleave_dataset(
    selector_input_dataset: Any,
    data_input_datasets: Any,
    *,
    output_types: Any,
    output_shapes: Any,
) -> Any:
    """Elements of several datasets, chosen by number."""
    inners = [dataset_of(value) for value in data_input_datasets]
    return ChosenValue(dataset_of(selector_input_dataset), inners, output_types, output_shapes)
