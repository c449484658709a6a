"""Datasets of batches: elements stacked along a new first dimension."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph.dtypes import DType
from scopeflow.ops.data.asking import TAIL, invalid, positive, scalars, shown
from scopeflow.ops.data.stacking import all_scalars, shape_of, stacked
from scopeflow.ops.data.values import Cursor, DatasetValue, Element, Run, dataset_of
from scopeflow.ops.define import op

TOO_SMALL = "Batch size must be greater than zero."


def take_up_to(cursor: Any, count: int) -> list[Element]:
    """The next elements of a walk, at most `count`."""
    found: list[Element] = []
    try:
        while len(found) < count:
            found.append(next(cursor))
    except StopIteration:
        pass
    return found


def taken_together(cursor: Any, count: int) -> Element | None:
    """The next elements of a walk, at most `count`, made in one go; None if they are to be asked for one by one."""
    take = getattr(cursor, "take", None)
    columns = None if take is None else take(count)
    return None if columns is None else tuple(columns)


def batches(count: int, size: int, whole: bool) -> int:
    """How many batches of `size` so many elements give; negative counts mean that nobody knows, or that there is no end."""
    if count < 0:
        return count
    return count // size if whole else -(-count // size)


class BatchValue(DatasetValue):
    """Every `size` elements of another dataset as one.

    Args:
      inner: the other dataset.
      size: how many elements a batch has.
      whole: whether a last batch that is smaller is left out.

    Attributes:
      fused: whether TensorFlow makes it together with the map before it, where only the numbers of values must agree.
    """

    fused = False

    def __init__(
        self, inner: DatasetValue, size: int, whole: bool, dtypes: Sequence[DType], dims: Any
    ) -> None:
        super().__init__(dtypes, dims)
        self.inner = inner
        self.size = size
        self.whole = whole

    def iterate(self, run: Run) -> Cursor:
        return _Batches(run, self)

    def cardinality(self) -> int:
        return batches(self.inner.cardinality(), self.size, self.whole)


class _Batches(Cursor):
    def __init__(self, run: Run, value: BatchValue) -> None:
        self._run = run
        self._value = value
        self._inner = self.own(value.inner.iterate(run))

    def __next__(self) -> Element:
        value = self._value
        columns = taken_together(self._inner, value.size)
        if columns is not None:
            if value.whole and len(columns[0]) < value.size:
                raise StopIteration
            return columns
        found = take_up_to(self._inner, value.size)
        if not found or (value.whole and len(found) < value.size):
            raise StopIteration
        parted = enumerate(zip(*found, strict=True))
        if value.fused:
            return tuple([fused_column(parts, value.dtypes[index]) for index, parts in parted])
        return tuple([_column(index, parts, value.dtypes[index]) for index, parts in parted])


def _column(index: int, parts: Sequence[Any], dtype: DType) -> np.ndarray:
    if not all_scalars(parts):
        first = shape_of(parts[0])
        for number, part in enumerate(parts):
            shape = shape_of(part)
            if shape != first:
                raise invalid(
                    f"Cannot batch tensors with different shapes in component {index}. First element had shape "
                    f"{shown(first)} and element {number} had shape {shown(shape)}."
                )
    return stacked(parts, dtype)


def fused_column(parts: Sequence[Any], dtype: DType) -> np.ndarray:
    """Components of one number of values as one array, of the first one's shape.

    Raises:
      InvalidArgumentError: if their numbers differ.
    """
    first = shape_of(parts[0])
    if all_scalars(parts) or all([shape_of(part) == first for part in parts]):
        return stacked(parts, dtype)
    for part in parts:
        if np.size(part) != np.size(parts[0]):
            raise invalid(
                "Cannot add tensor to the batch: number of elements does not match. Shapes are: [tensor]: "
                f"{shown(np.shape(part))}, [batch]: {shown(first)}"
            )
    return stacked([np.reshape(part, first) for part in parts], dtype)


@op(f"BatchDataset(input_dataset: variant, batch_size: int64; {TAIL}",
    shape=scalars(-1, 0), host=True)  # fmt: skip
def batch_dataset(
    input_dataset: Any, batch_size: Any, *, output_types: Any, output_shapes: Any
) -> Any:
    """Batches; the last one may be smaller."""
    size = positive(batch_size, TOO_SMALL)
    return BatchValue(dataset_of(input_dataset), size, False, output_types, output_shapes)


@op(
    "BatchDatasetV2(input_dataset: variant, batch_size: int64, drop_remainder: bool; "
    f"parallel_copy: bool = False, {TAIL}",
    shape=scalars(-1, 0, 0),
    host=True,
)
def batch_dataset_v2(
    input_dataset: Any,
    batch_size: Any,
    drop_remainder: Any,
    *,
    output_types: Any,
    output_shapes: Any,
) -> Any:
    """Batches; `drop_remainder` leaves a smaller last one out."""
    size = positive(batch_size, TOO_SMALL)
    inner = dataset_of(input_dataset)
    return BatchValue(inner, size, bool(drop_remainder), output_types, output_shapes)


# -- the other way -----------------------------------------------------------------------------------


class UnbatchValue(DatasetValue):
    """The rows of each element of another dataset.

    Args:
      inner: the other dataset.
    """

    def __init__(self, inner: DatasetValue, dtypes: Sequence[DType], dims: Any) -> None:
        super().__init__(dtypes, dims)
        self.inner = inner

    def iterate(self, run: Run) -> Cursor:
        return _Rows(run, self.inner)


class _Rows(Cursor):
    def __init__(self, run: Run, inner: DatasetValue) -> None:
        self._run = run
        self._inner = self.own(inner.iterate(run))
        self._element: Element = ()
        self._row = self._count = 0

    def __next__(self) -> Element:
        while self._row >= self._count:
            self._run.check()
            element = next(self._inner)
            self._count = _common_size(element)
            self._element, self._row = element, 0
        row, self._row = self._row, self._row + 1
        return tuple([part[row] for part in self._element])


def _common_size(element: Element) -> int:
    shapes = [np.shape(part) for part in element]
    if not all(shapes):
        raise invalid("Input element must have a non-scalar value in each component.")
    count = shapes[0][0]
    for index, shape in enumerate(shapes):
        if shape[0] != count:
            raise invalid(
                "Input element must have the same batch size in each component. Component 0 had size "
                f"{count} but component {index} had size, {shape[0]}."
            )
    return count


@op(f"UnbatchDataset(input_dataset: variant; {TAIL}", shape=scalars(), host=True)
def unbatch_dataset(input_dataset: Any, *, output_types: Any, output_shapes: Any) -> Any:
    """The rows of each element."""
    return UnbatchValue(dataset_of(input_dataset), output_types, output_shapes)


# -- sparse batches ----------------------------------------------------------------------------------


class SparseBatchValue(DatasetValue):
    """Every `size` elements of another dataset, which may have different shapes, as one sparse tensor.

    Args:
      inner: the other dataset, of one component.
      size: how many elements a batch has.
      row_shape: the dense shape of each; -1 where it is that of the largest.
    """

    def __init__(
        self,
        inner: DatasetValue,
        size: int,
        row_shape: tuple[int, ...],
        dtypes: Sequence[DType],
        dims: Any,
    ) -> None:
        super().__init__(dtypes, dims)
        self.inner = inner
        self.size = size
        self.row_shape = row_shape

    def iterate(self, run: Run) -> Cursor:
        return _SparseBatches(run, self)

    def cardinality(self) -> int:
        return batches(self.inner.cardinality(), self.size, False)


class _SparseBatches(Cursor):
    def __init__(self, run: Run, value: SparseBatchValue) -> None:
        self._value = value
        self._inner = self.own(value.inner.iterate(run))

    def __next__(self) -> Element:
        value = self._value
        parts: list[np.ndarray] = []
        row = [max(size, 0) for size in value.row_shape]
        while len(parts) < value.size:
            try:
                (part,) = next(self._inner)
            except StopIteration:
                break
            # one that does not fit fails at once: the next batch begins behind it
            row = _widened(row, value.row_shape, np.shape(part))
            parts.append(np.asarray(part))
        if not parts:
            raise StopIteration
        indices = [_places(number, part.shape) for number, part in enumerate(parts)]
        made = np.empty(3, object)
        made[0] = np.concatenate(indices)
        made[1] = np.concatenate([part.reshape(-1) for part in parts])
        made[2] = np.array([len(parts), *row], np.int64)
        return (made,)


def _widened(row: list[int], wanted: tuple[int, ...], shape: tuple[int, ...]) -> list[int]:
    """The shape of rows with one more element of `shape`."""
    if len(shape) != len(wanted):
        raise invalid(
            f"Input element had shape ({shown(shape)}) that is incompatible with the row shape ({shown(wanted)})."
        )
    if any(size > limit >= 0 for size, limit in zip(shape, wanted, strict=True)):
        raise errors.DataLossError(
            None,
            None,
            f"Input element had shape ({shown(shape)}) that is larger than the row shape ({shown(wanted)}).",
        )
    return [
        limit if limit >= 0 else max(size, known)
        for size, limit, known in zip(shape, wanted, row, strict=True)
    ]


def _places(number: int, shape: tuple[int, ...]) -> np.ndarray:
    count = int(np.prod(shape, dtype=np.int64))
    inside = np.indices(shape, np.int64).reshape(len(shape), count).T
    return np.concatenate([np.full((count, 1), number, np.int64), inside], axis=1)


@op(
    f"DenseToSparseBatchDataset(input_dataset: variant, batch_size: int64, row_shape: int64; {TAIL}",
    shape=scalars(-1, 0, 1),
    host=True,
)
def dense_to_sparse_batch_dataset(
    input_dataset: Any, batch_size: Any, row_shape: Any, *, output_types: Any, output_shapes: Any
) -> Any:
    """Batches as sparse tensors."""
    size = positive(batch_size, TOO_SMALL)
    row = tuple(np.asarray(row_shape).tolist())
    for length in row:
        if length < -1:
            raise invalid(f"Dimension {length} must be >= -1")
    return SparseBatchValue(dataset_of(input_dataset), size, row, output_types, output_shapes)
