"""The dataset of the features of batches of serialized examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.dtypes import DType
from scopeflow.ops import rules
from scopeflow.ops.data.mapping import parallelism
from scopeflow.ops.data.values import Cursor, DatasetValue, Element, Run, dataset_of
from scopeflow.ops.define import op
from scopeflow.ops.parsing.examples import parse_example_op

_TYPES = "{float32|int64|string}"


class ExamplesValue(DatasetValue):
    """What each vector of serialized examples holds: its features in the order of their keys.

    Args:
      inner: the vectors of strings.
    """

    def __init__(self, inner: DatasetValue, dtypes: Sequence[DType], dims: Any) -> None:
        super().__init__(dtypes, dims)
        self.inner = inner
        self.sparse_keys: list[bytes] = []
        self.sparse_types: Sequence[DType] = ()
        self.dense_keys: list[bytes] = []
        self.dense_types: Sequence[DType] = ()
        self.dense_shapes: Sequence[Any] = ()
        self.defaults: Sequence[Any] = ()

    def iterate(self, run: Run) -> Cursor:
        return _Parsed(run, self)

    def cardinality(self) -> int:
        return self.inner.cardinality()


class _Parsed(Cursor):
    def __init__(self, run: Run, value: ExamplesValue) -> None:
        self._value = value
        self._inner = self.own(value.inner.iterate(run))

    def __next__(self) -> Element:
        value = self._value
        (serialized,) = next(self._inner)
        found = parse_example_op.body(
            serialized,
            np.empty(0, object),
            value.sparse_keys,
            value.dense_keys,
            value.defaults,
            sparse_types=value.sparse_types,
            Tdense=value.dense_types,
            dense_shapes=value.dense_shapes,
        )
        count = len(value.sparse_keys)
        parts = dict(zip(value.dense_keys, found[3 * count :], strict=True))
        for place, key in enumerate(value.sparse_keys):
            whole = np.empty(3, object)
            for number in range(3):
                whole[number] = found[number * count + place]
            parts[key] = whole
        return tuple([parts[key] for key in sorted(parts)])


@op(
    "ParseExampleDataset(input_dataset: variant, num_parallel_calls: int64, dense_defaults: [Tdense]; "
    f"sparse_keys: list(string) >= 0, dense_keys: list(string) >= 0, sparse_types: list(type) in {_TYPES} >= 0, "
    f"Tdense: list(type) in {_TYPES} >= 0, dense_shapes: list(shape) >= 0, output_types: list(type) >= 1, "
    "output_shapes: list(shape) >= 1, sloppy: bool = False) -> (handle: variant)",
    shape=rules.scalar,
    host=True,
)
def parse_example_dataset_op(
    input_dataset: Any,
    num_parallel_calls: Any,
    dense_defaults: Any,
    *,
    sparse_keys: Any,
    dense_keys: Any,
    sparse_types: Any,
    Tdense: Any,  # noqa: N803 - the attribute's name
    dense_shapes: Any,
    output_types: Any,
    output_shapes: Any,
) -> Any:
    """The features of each vector of serialized examples."""
    parallelism(int(num_parallel_calls))
    made = ExamplesValue(dataset_of(input_dataset), output_types, output_shapes)
    made.sparse_keys, made.dense_keys = _bytes(sparse_keys), _bytes(dense_keys)
    made.sparse_types, made.dense_types = sparse_types, Tdense
    made.dense_shapes, made.defaults = dense_shapes, dense_defaults
    return made


def _bytes(keys: Sequence[Any]) -> list[bytes]:
    return [key.encode() if isinstance(key, str) else key for key in keys]
