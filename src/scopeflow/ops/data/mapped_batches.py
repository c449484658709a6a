"""Batches of what a function makes of each element, in one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import errors
from scopeflow.ops import rules
from scopeflow.ops.data.batching import batches, fused_column, taken_together
from scopeflow.ops.data.mapping import HEAD, TAIL, MapValue, parallelism
from scopeflow.ops.data.values import Cursor, DatasetValue, Element, Run, dataset_of, function_value
from scopeflow.ops.define import op


class MapAndBatchValue(DatasetValue):
    """Batches of what a function makes of each element; if one element of a batch fails, the batch does.

    Args:
      mapped: what the function makes.
      size: how many elements a batch has.
      whole: whether a last batch that is smaller is left out.
    """

    def __init__(self, mapped: MapValue, size: int, whole: bool, dims: Sequence[Any]) -> None:
        super().__init__(mapped.dtypes, dims)
        self.mapped = mapped
        self.size = size
        self.whole = whole

    def cardinality(self) -> int:
        return batches(self.mapped.cardinality(), self.size, self.whole)

    def iterate(self, run: Run) -> Any:
        return _MapAndBatch(run, self)


class _MapAndBatch(Cursor):
    def __init__(self, run: Run, value: MapAndBatchValue) -> None:
        self._value = value
        self._inner = self.own(value.mapped.iterate(run))

    def __next__(self) -> Element:
        value = self._value
        columns = taken_together(self._inner, value.size)
        if columns is not None:
            if value.whole and len(columns[0]) < value.size:
                raise StopIteration
            return columns
        elements: list[Element] = []
        failure: Exception | None = None
        count = 0
        while count < value.size:
            try:
                elements.append(next(self._inner))
            except StopIteration:
                break
            except Exception as error:
                failure = failure or error
            count += 1
        if failure is not None:
            raise failure
        if not count or (value.whole and count < value.size):
            raise StopIteration
        return tuple(
            fused_column(parts, dtype)
            for parts, dtype in zip(zip(*elements, strict=True), value.dtypes, strict=True)
        )


def _map_and_batch(
    input_dataset: Any,
    other_arguments: Any,
    batch_size: Any,
    num_parallel_calls: Any,
    drop_remainder: Any,
    *,
    output_types: Any,
    output_shapes: Any,
    preserve_cardinality: bool,
    ctx: Any,
) -> Any:
    """Batches of what a function makes of each element, several at the same time."""
    if int(batch_size) < 1:
        raise errors.InvalidArgumentError(None, None, "batch_size must be greater than zero.")
    mapped = MapValue(
        dataset_of(input_dataset),
        function_value(ctx, "f", other_arguments),
        output_types,
        [None] * len(output_types),
        preserve_cardinality,
        parallelism(int(num_parallel_calls)),
    )
    return MapAndBatchValue(mapped, int(batch_size), bool(drop_remainder), output_shapes)


_BOTH = (
    f"(input_dataset: variant, {HEAD}, batch_size: int64, num_parallel_calls: int64, drop_remainder: bool; "
    f"f: func, {TAIL}, preserve_cardinality: bool = False) -> (handle: variant)"
)
map_and_batch_dataset = op(f"MapAndBatchDataset{_BOTH}", shape=rules.scalar, host=True)(
    _map_and_batch
)
experimental_map_and_batch_dataset = op(
    f"ExperimentalMapAndBatchDataset{_BOTH}", shape=rules.scalar, host=True
)(_map_and_batch)
