"""The dataset of the rows of a sparse tensor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph.dtypes import DType, int64
from scopeflow.graph.words import shape_of
from scopeflow.ops import rules
from scopeflow.ops.data.asking import invalid
from scopeflow.ops.data.values import DatasetValue, Element, Run
from scopeflow.ops.define import op


class SparseRowsValue(DatasetValue):
    """The rows of a sparse tensor, each as indices, values and dense shape.

    Args:
      indices, values, shape: the tensor's parts; the indices are in order.
      kind: the DType of the values.
    """

    def __init__(self, indices: Any, values: Any, shape: Any, kind: DType) -> None:
        rank = len(shape) - 1
        super().__init__([int64, kind, int64], [(None, rank), (None,), (rank,)])
        self.indices, self.values, self.shape = indices, values, shape

    def iterate(self, run: Run) -> Iterator[Element]:
        count = int(self.shape[0])
        start = 0
        numbers = self.indices[:, 0]
        for number in range(count):
            end = start + int(np.searchsorted(numbers[start:], number, side="right"))
            yield self.indices[start:end, 1:], self.values[start:end], self.shape[1:]
            start = end

    def cardinality(self) -> int:
        return int(self.shape[0])


@op("SparseTensorSliceDataset(indices: int64, values: Tvalues, dense_shape: int64; Tvalues: type) -> (handle: variant)"
    " # stateful", shape=rules.scalar, host=True)  # fmt: skip
def sparse_tensor_slice_dataset(
    indices: Any,
    values: Any,
    dense_shape: Any,
    *,
    Tvalues: DType,  # noqa: N803 - the attribute's name
) -> Any:
    """The rows of a sparse tensor."""
    places, items, shape = np.asarray(indices), np.asarray(values), np.asarray(dense_shape)
    for what, array, rank in (("indices", places, 2), ("values", items, 1), ("shape", shape, 1)):
        if array.ndim != rank:
            kind = "matrix" if rank == 2 else "vector"
            raise invalid(f"Input {what} should be a {kind} but received shape {shape_of(array)}")
    rows = places[:, 0]
    if (np.diff(rows) < 0).any():
        number = int(np.argmax(np.diff(rows) < 0)) + 1
        raise errors.UnimplementedError(
            None,
            None,
            "The SparseTensor must be ordered in the batch dimension; handling arbitrarily ordered input is not "
            f"currently supported. Row {rows[number]} stands behind row {rows[number - 1]}.",
        )
    return SparseRowsValue(places, items, shape, Tvalues)
