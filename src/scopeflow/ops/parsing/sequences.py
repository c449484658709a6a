"""Parsing `tf.train.SequenceExample`s: the ops ParseSingleSequenceExample and ParseSequenceExample."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed, invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.parsing import reading
from scopeflow.ops.parsing.reading import RUN_NAMES, size_of
from scopeflow.ops.strings.each import flat, scalar, shown

_LISTS = "list(type) in {float32|int64|string} >= 0 = []"
_ATTRS = (
    "Ncontext_sparse: int >= 0 = 0, Ncontext_dense: int >= 0 = 0, Nfeature_list_sparse: int >= 0 = 0, "
    "Nfeature_list_dense: int >= 0 = 0, "
    f"context_sparse_types: {_LISTS}, Tcontext_dense: {_LISTS}, feature_list_dense_types: {_LISTS}, "
    f"context_dense_shapes: list(shape) >= 0 = [], feature_list_sparse_types: {_LISTS}, "
    "feature_list_dense_shapes: list(shape) >= 0 = []"
)
_OUTPUTS = (
    "context_sparse_indices: Ncontext_sparse * int64, context_sparse_values: [context_sparse_types], "
    "context_sparse_shapes: Ncontext_sparse * int64, context_dense_values: [Tcontext_dense], "
    "feature_list_sparse_indices: Nfeature_list_sparse * int64, "
    "feature_list_sparse_values: [feature_list_sparse_types], "
    "feature_list_sparse_shapes: Nfeature_list_sparse * int64, feature_list_dense_values: [feature_list_dense_types]"
)


# -- one example -----------------------------------------------------------------------------------


def _single_shapes(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    rules.with_rank(inputs[0]._dims, 0)
    for dims in attrs["feature_list_dense_shapes"]:
        if dims is None or None in dims:
            text = "?" if dims is None else bracketed(dims)
            raise ShapeMismatch(f"Shape {text} is not fully defined")
    context, lists = attrs["Ncontext_sparse"], attrs["Nfeature_list_sparse"]
    return (
        *((None, 1),) * context, *((None,),) * context, *((1,),) * context, *attrs["context_dense_shapes"],
        *((None, 2),) * lists, *((None,),) * lists, *((2,),) * lists,
        *((None, *dims) for dims in attrs["feature_list_dense_shapes"]),
    )  # fmt: skip


@op(
    "ParseSingleSequenceExample(serialized: string, feature_list_dense_missing_assumed_empty: string, "
    "context_sparse_keys: Ncontext_sparse * string, context_dense_keys: Ncontext_dense * string, "
    "feature_list_sparse_keys: Nfeature_list_sparse * string, feature_list_dense_keys: Nfeature_list_dense * string, "
    f"context_dense_defaults: [Tcontext_dense], debug_name: string; {_ATTRS}) -> ({_OUTPUTS})",
    shape=_single_shapes,
    host=True,
)
def parse_single_sequence_op(
    serialized, feature_list_dense_missing_assumed_empty, context_sparse_keys, context_dense_keys,
    feature_list_sparse_keys, feature_list_dense_keys, context_dense_defaults, debug_name,
    *, context_sparse_types, Tcontext_dense, feature_list_dense_types, context_dense_shapes,
    feature_list_sparse_types, feature_list_dense_shapes,
):  # fmt: skip
    """The features of one sequence example."""
    one = _One(scalar(serialized), shown(scalar(debug_name)))
    optional = {_text(key) for key in flat(feature_list_dense_missing_assumed_empty)}
    sparse = [
        one.context_values(_text(scalar(key)), kind)
        for key, kind in zip(context_sparse_keys, context_sparse_types, strict=True)
    ]
    dense = [
        one.context_dense(_text(scalar(key)), kind, np.asarray(default), dims)
        for key, kind, default, dims in zip(
            context_dense_keys, Tcontext_dense, context_dense_defaults, context_dense_shapes, strict=True
        )
    ]  # fmt: skip
    rows = [
        one.list_rows(_text(scalar(key)), kind)
        for key, kind in zip(feature_list_sparse_keys, feature_list_sparse_types, strict=True)
    ]
    lists = [
        one.list_dense(_text(scalar(key)), kind, dims, _text(scalar(key)) in optional)
        for key, kind, dims in zip(
            feature_list_dense_keys, feature_list_dense_types, feature_list_dense_shapes, strict=True
        )
    ]  # fmt: skip
    return [
        *(np.arange(len(found), dtype=np.int64)[:, None] for found in sparse),
        *sparse,
        *(np.array([len(found)], np.int64) for found in sparse),
        *dense,
        *(_places([found]) for found in rows),
        *(reading.joined(found, kind) for found, kind in zip(rows, feature_list_sparse_types, strict=True)),
        *(np.array([len(found), max(map(len, found), default=0)], np.int64) for found in rows),
        *lists,
    ]  # fmt: skip


def _text(key: str | bytes) -> str:
    return key if isinstance(key, str) else key.decode("utf-8", "surrogateescape")


def _places(examples: list[list[np.ndarray]], batch: bool = False) -> np.ndarray:
    """(example, row, column) of each value; without the example unless there is a batch of them."""
    found = [
        (example, row, column)
        for example, rows in enumerate(examples)
        for row, values in enumerate(rows)
        for column in range(len(values))
    ]
    places = np.array(found, np.int64).reshape(-1, 3)
    return places if batch else places[:, 1:]


class _One:
    """One sequence example, and what errors call it."""

    def __init__(self, text: bytes, name: str) -> None:
        made = reading.parsed("SequenceExample", text, "Could not parse example input")
        self.context = made.context.feature
        self.lists = made.feature_lists.feature_list
        self.name = name

    def _values(self, feature: Any, kind: DType, where: str) -> np.ndarray | None:
        """The values of a feature; None if it has none of any kind."""
        actual = reading.kind_of(feature)
        if actual is None:
            return None
        if actual != kind.name:
            raise invalid_argument(
                f"Name: {self.name}, {where}.  Data types don't match. Expected type: "
                f"{RUN_NAMES[kind.name]}  Feature is: {feature}"
            )
        return reading.values_of(feature, kind)

    def _context(self, key: str, kind: DType) -> np.ndarray | None:
        if key not in self.context:
            return None
        return self._values(self.context[key], kind, f"Context feature: {key}")

    def context_values(self, key: str, kind: DType) -> np.ndarray:
        found = self._context(key, kind)
        return reading.empty(kind) if found is None else found

    def context_dense(self, key: str, kind: DType, default: np.ndarray, dims: Any) -> np.ndarray:
        found = self._context(key, kind)
        size = size_of(dims)
        if found is None:
            if not default.size and size:
                raise invalid_argument(
                    f"Name: {self.name}, Context feature '{key}' is required but could not be found."
                )
            found = default.reshape(-1)
        self._check_count(key, 0, found, kind, dims)
        return found.reshape(dims)

    def _check_count(
        self, key: str, index: int, values: np.ndarray, kind: DType, dims: Any
    ) -> None:
        if len(values) != size_of(dims):
            raise invalid_argument(
                f"Name: {self.name}, Key: {key}, Index: {index}.  Number of {RUN_NAMES[kind.name]} values != "
                f"expected.  values size: {len(values)} but output shape: {bracketed(dims)}"
            )

    def list_rows(self, key: str, kind: DType) -> list[np.ndarray]:
        if key not in self.lists:
            return []
        rows = []
        for index, feature in enumerate(self.lists[key].feature):
            found = self._values(feature, kind, f"Feature List: {key}, Index: {index}")
            rows.append(reading.empty(kind) if found is None else found)
        return rows

    def list_dense(self, key: str, kind: DType, dims: Any, optional: bool) -> np.ndarray:
        if key not in self.lists:
            if not optional:
                raise invalid_argument(
                    f"Name: {self.name}, Feature list '{key}' is required but could not be found.  "
                    "Did you mean to include it in feature_list_dense_missing_assumed_empty or "
                    "feature_list_dense_defaults?"
                )
            return reading.empty(kind).reshape(0, *dims)
        rows = []
        for index, feature in enumerate(self.lists[key].feature):
            found = self._values(feature, kind, f"Feature list: {key}, Index: {index}")
            found = reading.empty(kind) if found is None else found
            self._check_count(key, index, found, kind, dims)
            rows.append(found)
        return reading.joined(rows, kind).reshape(len(rows), *dims)


# -- many examples ---------------------------------------------------------------------------------


def _batch_shapes(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    (count,) = rules.with_rank(inputs[0]._dims, 1)  # type: ignore[misc]
    context, lists = attrs["Ncontext_sparse"], attrs["Nfeature_list_sparse"]
    return (
        *((None, 2),) * context, *((None,),) * context, *((2,),) * context,
        *((count, *dims) for dims in attrs["context_dense_shapes"]),
        *((None, 3),) * lists, *((None,),) * lists, *((3,),) * lists,
        *((count, None, *dims) for dims in attrs["feature_list_dense_shapes"]),
        *((count,),) * attrs["Nfeature_list_dense"],
    )  # fmt: skip


@op(
    "ParseSequenceExample(serialized: string, debug_name: string, context_dense_defaults: [Tcontext_dense]; "
    "feature_list_dense_missing_assumed_empty: list(string) >= 0, context_sparse_keys: list(string) >= 0, "
    "context_dense_keys: list(string) >= 0, feature_list_sparse_keys: list(string) >= 0, "
    f"feature_list_dense_keys: list(string) >= 0, {_ATTRS}) -> "
    f"({_OUTPUTS}, feature_list_dense_lengths: Nfeature_list_dense * int64)",
    shape=_batch_shapes,
    host=True,
)
def parse_sequence_op(
    serialized, debug_name, context_dense_defaults, *, feature_list_dense_missing_assumed_empty,
    context_sparse_keys, context_dense_keys, feature_list_sparse_keys, feature_list_dense_keys,
    context_sparse_types, Tcontext_dense, feature_list_dense_types, context_dense_shapes,
    feature_list_sparse_types, feature_list_dense_shapes,
):  # fmt: skip
    """The features of a batch of sequence examples."""
    if np.ndim(serialized) != 1:
        raise invalid_argument(
            f"Expected serialized to be a vector, got shape: {bracketed(np.shape(serialized))}"
        )
    texts, labels = flat(serialized), [shown(name) for name in flat(debug_name)]
    if labels and len(labels) != len(texts):
        raise invalid_argument(
            f"Expected len(debug_name) == len(serialized), but got: {len(labels)} vs. {len(texts)}"
        )
    many = _Many(texts, labels or ["<unknown>"] * len(texts))
    optional = {_text(key) for key in feature_list_dense_missing_assumed_empty}
    sparse = [
        many.context_rows(_text(key), kind)
        for key, kind in zip(context_sparse_keys, context_sparse_types, strict=True)
    ]
    dense = [
        many.context_dense(_text(key), kind, np.asarray(default), dims)
        for key, kind, default, dims in zip(
            context_dense_keys, Tcontext_dense, context_dense_defaults, context_dense_shapes, strict=True
        )
    ]  # fmt: skip
    rows = [
        many.list_rows(_text(key), kind)
        for key, kind in zip(feature_list_sparse_keys, feature_list_sparse_types, strict=True)
    ]
    lists = [
        many.list_dense(_text(key), kind, dims, _text(key) in optional)
        for key, kind, dims in zip(
            feature_list_dense_keys, feature_list_dense_types, feature_list_dense_shapes, strict=True
        )
    ]  # fmt: skip
    count = len(texts)
    return [
        *(_places([found], batch=False) for found in sparse),
        *(reading.joined(found, kind) for found, kind in zip(sparse, context_sparse_types, strict=True)),
        *(np.array([count, max(map(len, found), default=0)], np.int64) for found in sparse),
        *dense,
        *(_places(found, batch=True) for found in rows),
        *(
            reading.joined([row for example in found for row in example], kind)
            for found, kind in zip(rows, feature_list_sparse_types, strict=True)
        ),
        *(_whole(found) for found in rows),
        *(values for values, _ in lists),
        *(lengths for _, lengths in lists),
    ]  # fmt: skip


def _whole(examples: list[list[np.ndarray]]) -> np.ndarray:
    longest = max(map(len, examples), default=0)
    widest = max((len(row) for rows in examples for row in rows), default=0)
    return np.array([len(examples), longest, widest], np.int64)


class _Many:
    """The sequence examples of a run, and what errors call them."""

    def __init__(self, texts: list[bytes], names: list[str]) -> None:
        made = [
            reading.parsed("SequenceExample", text, "Could not parse example input")
            for text in texts
        ]
        self.contexts = [one.context.feature for one in made]
        self.lists = [one.feature_lists.feature_list for one in made]
        self.names = names

    def context_rows(self, key: str, kind: DType) -> list[np.ndarray]:
        found = self._context(key, kind)
        return [reading.empty(kind) if row is None else row for row in found]

    def _context(self, key: str, kind: DType) -> list[np.ndarray | None]:
        found: list[np.ndarray | None] = []
        for features, name in zip(self.contexts, self.names, strict=True):
            feature = features.get(key)
            actual = None if feature is None else reading.kind_of(feature)
            if actual not in (None, kind.name):
                raise invalid_argument(
                    f"Error in context feature {key} in example {name}. It holds {RUN_NAMES[actual]} values, "
                    f"{RUN_NAMES[kind.name]} was asked for."
                )
            found.append(None if actual is None else reading.values_of(feature, kind))
        return found

    def context_dense(self, key: str, kind: DType, default: np.ndarray, dims: Any) -> np.ndarray:
        size = size_of(dims)
        rows = []
        for row in self._context(key, kind):
            if row is None:
                if not default.size and size:
                    raise invalid_argument(
                        f"Feature: {key} (data type: {RUN_NAMES[kind.name]}) is required but could not be found."
                    )
                row = default.reshape(-1)
            elif len(row) != size:
                raise invalid_argument(
                    f"Inconsistent number of elements for feature {key}: {len(row)} vs {size}"
                )
            rows.append(row)
        return reading.joined(rows, kind).reshape(len(rows), *dims)

    def list_rows(
        self, key: str, kind: DType, required: bool = False, size: int | None = None
    ) -> list[list[np.ndarray]]:
        found = []
        for lists, name in zip(self.lists, self.names, strict=True):
            rows = []
            if key not in lists and required:
                raise invalid_argument(f"Missing feature {key} in example {name}")
            for feature in lists[key].feature if key in lists else ():
                actual = reading.kind_of(feature)
                if actual not in (None, kind.name):
                    raise invalid_argument(
                        f"Error in sequence feature {key} in example {name}. It holds {RUN_NAMES[actual]} values, "
                        f"{RUN_NAMES[kind.name]} was asked for."
                    )
                rows.append(
                    reading.empty(kind) if actual is None else reading.values_of(feature, kind)
                )
            if size is not None and any(len(row) != size for row in rows):
                raise invalid_argument(
                    f"Unexpected number of elements in feature {key}, example {name}. Each step is to have {size}."
                )
            found.append(rows)
        return found

    def list_dense(
        self, key: str, kind: DType, dims: Any, optional: bool
    ) -> tuple[np.ndarray, np.ndarray]:
        size = size_of(dims)
        examples = self.list_rows(key, kind, not optional, size)
        lengths = np.array([len(rows) for rows in examples], np.int64)
        longest = int(lengths.max(initial=0))
        result = reading.empty(kind, len(examples) * longest * size).reshape(
            len(examples), longest, size
        )
        for index, rows in enumerate(examples):
            for step, row in enumerate(rows):
                result[index, step] = row
        return result.reshape(len(examples), longest, *dims), lengths
