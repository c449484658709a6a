"""Datasets of batches whose elements are padded to one shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import runtime_name
from scopeflow.ops import rules
from scopeflow.ops.data.asking import TAIL, invalid, positive
from scopeflow.ops.data.batching import TOO_SMALL, batches, take_up_to
from scopeflow.ops.data.values import Cursor, DatasetValue, Element, Run, dataset_of
from scopeflow.ops.define import op

_ENDS = TAIL.replace("output_types", "Toutput_types").replace(">= 1)", ">= 1, N: int >= 1)")


def _scalars(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[1]._dims, 0)
    if len(inputs) % 2:
        # drop_remainder stands behind as many paddings as shapes
        rules.with_rank(inputs[-1]._dims, 0)
    return ((),)


class PaddedBatchValue(DatasetValue):
    """Every `size` elements of another dataset as one, each component padded.

    Args:
      inner: the other dataset.
      size: how many elements a batch has.
      shapes: what to pad each component to; -1 where it is the largest of the batch.
      paddings: what to pad each component with, scalars.
      whole: whether a last batch that is smaller is left out.
    """

    def __init__(
        self,
        inner: DatasetValue,
        size: int,
        shapes: Sequence[tuple[int, ...]],
        paddings: Sequence[Any],
        whole: bool,
        dtypes: Sequence[DType],
        dims: Any,
    ) -> None:
        super().__init__(dtypes, dims)
        self.inner = inner
        self.size = size
        self.shapes = tuple(shapes)
        self.paddings = tuple(paddings)
        self.whole = whole

    def iterate(self, run: Run) -> Cursor:
        return _PaddedBatches(run, self)

    def cardinality(self) -> int:
        return batches(self.inner.cardinality(), self.size, self.whole)


class _PaddedBatches(Cursor):
    def __init__(self, run: Run, value: PaddedBatchValue) -> None:
        self._value = value
        self._inner = self.own(value.inner.iterate(run))

    def __next__(self) -> Element:
        value = self._value
        found = take_up_to(self._inner, value.size)
        if not found or (value.whole and len(found) < value.size):
            raise StopIteration
        return tuple(
            [
                _padded(
                    index, parts, value.shapes[index], value.paddings[index], value.dtypes[index]
                )
                for index, parts in enumerate(zip(*found, strict=True))
            ]
        )


def _padded(
    index: int, parts: Sequence[Any], wanted: tuple[int, ...], padding: Any, dtype: DType
) -> np.ndarray:
    shape = list(wanted)
    for part in parts:
        found = np.shape(part)
        if len(found) != len(wanted):
            raise invalid(
                f"All elements in a batch must have the same rank as the padded shape for component{index}: "
                f"expected rank {len(wanted)} but got element with rank {len(found)}"
            )
        for axis, size in enumerate(found):
            if wanted[axis] == -1:
                shape[axis] = max(shape[axis], size)
            elif size > wanted[axis]:
                raise errors.DataLossError(
                    None, None, "Attempted to pad to a smaller size than the input element."
                )
    made = np.empty((len(parts), *shape), dtype.as_numpy_dtype)
    made[...] = np.asarray(padding, object).item() if made.dtype.hasobject else padding
    for number, part in enumerate(parts):
        place: Any = (number, *(slice(size) for size in np.shape(part)))
        made[place] = (
            part.item()
            if made.dtype.hasobject and not np.ndim(part) and hasattr(part, "item")
            else part
        )
    return made


def _value(
    inner: Any,
    batch_size: Any,
    padded_shapes: Sequence[Any],
    padding_values: Sequence[Any],
    whole: bool,
    types: Any,
    dims: Any,
) -> PaddedBatchValue:
    size = positive(batch_size, TOO_SMALL)
    shapes = []
    for vector in padded_shapes:
        sizes = np.asarray(vector)
        if sizes.ndim != 1:
            raise invalid("All padded shapes must be vectors")
        for length in sizes.tolist():
            if length < -1:
                raise invalid(f"Dimension {length} must be >= -1")
        shapes.append(tuple(sizes.tolist()))
    for value in padding_values:
        if np.ndim(value):
            raise invalid("All padding values must be scalars")
    dataset = dataset_of(inner)
    for index, (padding, component) in enumerate(zip(types, dataset.dtypes, strict=True)):
        if padding is not component:
            raise invalid(
                f"Mismatched type between padding value {index} and input dataset's component {index}: "
                f"{runtime_name(padding)} vs. {runtime_name(component)}"
            )
    return PaddedBatchValue(dataset, size, shapes, padding_values, whole, types, dims)


@op(
    "PaddedBatchDataset(input_dataset: variant, batch_size: int64, padded_shapes: N * int64, "
    f"padding_values: [Toutput_types]; {_ENDS}",
    shape=_scalars,
    host=True,
)
def padded_batch_dataset(
    input_dataset: Any,
    batch_size: Any,
    padded_shapes: Any,
    padding_values: Any,
    *,
    Toutput_types: Any,  # noqa: N803 - the attribute's name
    output_shapes: Any,
) -> Any:
    """Padded batches; the last one may be smaller."""
    rest = (False, Toutput_types, output_shapes)
    return _value(input_dataset, batch_size, padded_shapes, padding_values, *rest)


@op(
    "PaddedBatchDatasetV2(input_dataset: variant, batch_size: int64, padded_shapes: N * int64, "
    f"padding_values: [Toutput_types], drop_remainder: bool; parallel_copy: bool = False, {_ENDS}",
    shape=_scalars,
    host=True,
)
def padded_batch_dataset_v2(
    input_dataset: Any,
    batch_size: Any,
    padded_shapes: Any,
    padding_values: Any,
    drop_remainder: Any,
    *,
    Toutput_types: Any,  # noqa: N803 - the attribute's name
    output_shapes: Any,
) -> Any:
    """Padded batches; `drop_remainder` leaves a smaller last one out."""
    rest = (bool(drop_remainder), Toutput_types, output_shapes)
    return _value(input_dataset, batch_size, padded_shapes, padding_values, *rest)
