"""Parsing `tf.train.Example`s: the ops ParseExample and ParseSingleExample."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed, invalid_argument, shape_of
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.parsing import reading
from scopeflow.ops.parsing.reading import RUN_NAMES, size_of
from scopeflow.ops.strings.each import flat, scalar, shown

_TYPES = "{float32|int64|string}"


# -- many examples ---------------------------------------------------------------------------------


def _batch_shapes(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    (count,) = rules.with_rank(inputs[0]._dims, 1)  # type: ignore[misc]
    sparse = attrs["Nsparse"]
    dense = [None if dims is None else (count, *dims) for dims in attrs["dense_shapes"]]
    return ((None, 2),) * sparse + ((None,),) * sparse + ((2,),) * sparse + tuple(dense)


@op(
    "ParseExample(serialized: string, names: string, sparse_keys: Nsparse * string, dense_keys: Ndense * string, "
    "dense_defaults: [Tdense]; Nsparse: int >= 0, Ndense: int >= 0, "
    f"sparse_types: list(type) in {_TYPES} >= 0, Tdense: list(type) in {_TYPES} >= 0, "
    "dense_shapes: list(shape) >= 0) -> (sparse_indices: Nsparse * int64, sparse_values: [sparse_types], "
    "sparse_shapes: Nsparse * int64, dense_values: [Tdense])",
    shape=_batch_shapes,
    host=True,
)
def parse_example_op(
    serialized, names, sparse_keys, dense_keys, dense_defaults, *, sparse_types, Tdense, dense_shapes
):  # fmt: skip
    """The features of a batch of examples."""
    if np.ndim(serialized) != 1:
        raise invalid_argument(
            f"Expected serialized to be a vector, got shape: {shape_of(serialized)}"
        )
    texts, labels = flat(serialized), flat(names)
    if labels and len(labels) != len(texts):
        raise invalid_argument(
            f"Expected len(names) == len(serialized), but got: {len(labels)} vs. {len(texts)}"
        )
    given = [shown(name) for name in labels] or ["<unknown>"] * len(texts)
    batch = _Batch(
        [
            reading.parsed("Example", text, "Could not parse example input").features.feature
            for text in texts
        ],
        given,
    )
    sparse = [
        batch.sparse(_key(key), kind) for key, kind in zip(sparse_keys, sparse_types, strict=True)
    ]
    dense = [
        batch.dense(_key(key), kind, np.asarray(default), dims)
        for key, kind, default, dims in zip(
            dense_keys, Tdense, dense_defaults, dense_shapes, strict=True
        )
    ]
    parts = [[part[i] for part in sparse] for i in range(3)]
    return [*parts[0], *parts[1], *parts[2], *dense]


def _key(value: Any) -> str:
    return scalar(value).decode("utf-8", "surrogateescape")


class _Batch:
    """The examples of a run, and what errors call them."""

    def __init__(self, examples: list[Any], names: list[str]) -> None:
        self.examples = examples
        self.names = names

    def found(self, key: str, kind: DType, words: str) -> list[np.ndarray | None]:
        """The values of a feature in each example; None where it is missing."""
        found: list[np.ndarray | None] = []
        for index, features in enumerate(self.examples):
            feature = features.get(key)
            actual = None if feature is None else reading.kind_of(feature)
            if actual is None:
                found.append(None)
                continue
            if actual != kind.name:
                mismatch = words % {"want": RUN_NAMES[kind.name], "got": RUN_NAMES[actual]}
                raise invalid_argument(
                    f"Name: {self.names[index]}, Key: {key}, Index: {index}.  "
                    f"Data types don't match. {mismatch}"
                )
            found.append(reading.values_of(feature, kind))
        return found

    def sparse(self, key: str, kind: DType) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(indices, values, shape) of a feature with any number of values."""
        rows = self.found(key, kind, "Expected type: %(want)s, Actual type: %(got)s")
        sizes = np.array([0 if row is None else len(row) for row in rows], np.int64)
        total = int(sizes.sum())
        places = np.empty((total, 2), np.int64)
        places[:, 0] = np.repeat(np.arange(len(rows)), sizes)
        places[:, 1] = np.arange(total) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        values = reading.joined([row for row in rows if row is not None], kind)
        return places, values, np.array([len(rows), sizes.max(initial=0)], np.int64)

    def dense(self, key: str, kind: DType, default: np.ndarray, dims: Any) -> np.ndarray:
        """The values of a feature of a fixed shape, or of a sequence that is padded."""
        rows = self.found(key, kind, "Data type: %(got)s but expected type: %(want)s")
        if dims and dims[0] is None:
            return self._padded(key, rows, kind, default, dims)
        size = size_of(dims)
        full: list[np.ndarray] = []
        for index, row in enumerate(rows):
            if row is None:
                if not default.size and size:
                    raise invalid_argument(
                        f"Name: {self.names[index]}, Feature: {key} (data type: {RUN_NAMES[kind.name]}) "
                        "is required but could not be found."
                    )
                row = default.reshape(-1)
            elif len(row) != size:
                raise invalid_argument(
                    f"Name: {self.names[index]}, Key: {key}, Index: {index}.  "
                    f"Number of {RUN_NAMES[kind.name]} values != expected.  "
                    f"Values size: {len(row)} but output shape: {bracketed(dims)}"
                )
            full.append(row)
        return reading.joined(full, kind).reshape(len(rows), *dims)

    def _padded(
        self, key: str, rows: list[Any], kind: DType, default: np.ndarray, dims: Any
    ) -> np.ndarray:
        size = size_of(dims[1:])
        for index, row in enumerate(rows):
            if row is not None and size and len(row) % size:
                raise invalid_argument(
                    f"Name: {self.names[index]}, Key: {key}, Index: {index}.  "
                    f"Number of {RUN_NAMES[kind.name]} values is not a multiple of stride length. "
                    f"Saw {len(row)} values but output shape is: {bracketed(dims)}"
                )
        longest = max([0 if row is None else len(row) for row in rows], default=0)
        result = reading.empty(kind, len(rows) * longest).reshape(len(rows), longest)
        result[...] = default.reshape(-1)[0] if default.size else result.reshape(-1)[:1]
        for index, row in enumerate(rows):
            if row is not None:
                result[index, : len(row)] = row
        return result.reshape(len(rows), longest // size if size else 0, *dims[1:])


# -- one example -----------------------------------------------------------------------------------


def _single_shapes(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    rules.with_rank(inputs[0]._dims, 0)
    sparse = attrs["num_sparse"]
    return (
        ((None, 1),) * sparse
        + ((None,),) * sparse
        + ((1,),) * sparse
        + tuple(attrs["dense_shapes"])
    )


@op(
    "ParseSingleExample(serialized: string, dense_defaults: [Tdense]; num_sparse: int >= 0, "
    "sparse_keys: list(string) >= 0, dense_keys: list(string) >= 0, "
    f"sparse_types: list(type) in {_TYPES} >= 0, Tdense: list(type) in {_TYPES} >= 0, "
    "dense_shapes: list(shape) >= 0) -> (sparse_indices: num_sparse * int64, sparse_values: [sparse_types], "
    "sparse_shapes: num_sparse * int64, dense_values: [Tdense])",
    shape=_single_shapes,
    host=True,
)
def parse_single_example_op(
    serialized, dense_defaults, *, sparse_keys, dense_keys, sparse_types, Tdense, dense_shapes
):  # fmt: skip
    """The features of one example."""
    if type(serialized) is not bytes and np.ndim(serialized):
        raise invalid_argument(
            f"Expected serialized to be a scalar, got shape: {shape_of(serialized)}"
        )
    text = scalar(serialized)
    features = reading.parsed("Example", text, "Could not parse example input").features.feature
    values = [
        _sparse_values(features, _name(key), kind)
        for key, kind in zip(sparse_keys, sparse_types, strict=True)
    ]
    dense = [
        _dense_values(features, _name(key), kind, np.asarray(default), dims)
        for key, kind, default, dims in zip(
            dense_keys, Tdense, dense_defaults, dense_shapes, strict=True
        )
    ]
    places = [np.arange(len(found), dtype=np.int64)[:, None] for found in values]
    sizes_of = [np.array([len(found)], np.int64) for found in values]
    return [*places, *values, *sizes_of, *dense]


def _name(key: str | bytes) -> str:
    return key if isinstance(key, str) else key.decode("utf-8", "surrogateescape")


def _feature(features: Any, key: str, kind: DType, words: str) -> Any:
    feature = features.get(key)
    actual = None if feature is None else reading.kind_of(feature)
    if actual is None:
        return None
    if actual != kind.name:
        mismatch = words % {"want": RUN_NAMES[kind.name], "got": RUN_NAMES[actual]}
        raise invalid_argument(f"Key: {key}.  Data types don't match. {mismatch}")
    return feature


def _sparse_values(features: Any, key: str, kind: DType) -> np.ndarray:
    feature = _feature(features, key, kind, "Expected type: %(want)s, Actual type: %(got)s")
    return reading.empty(kind) if feature is None else reading.values_of(feature, kind)


def _dense_values(
    features: Any, key: str, kind: DType, default: np.ndarray, dims: Any
) -> np.ndarray:
    feature = _feature(features, key, kind, "Data type: %(got)s but expected type: %(want)s")
    sequence = bool(dims) and dims[0] is None
    size = size_of(dims[1:] if sequence else dims)
    if feature is None:
        if sequence:
            return reading.empty(kind).reshape(0, *dims[1:])
        if not default.size and size:
            raise invalid_argument(
                f"Feature: {key} (data type: {RUN_NAMES[kind.name]}) is required but could not be found."
            )
        return default.reshape(dims)
    values = reading.values_of(feature, kind)
    if (len(values) % size if sequence and size else len(values) != size) and not (
        sequence and not size
    ):
        raise invalid_argument(
            f"Key: {key}.  Can't parse serialized Example. It has {len(values)} values where the shape "
            f"is {bracketed(dims)}."
        )
    return values.reshape(-1 if sequence else dims[0], *dims[1:]) if dims else values.reshape(())
