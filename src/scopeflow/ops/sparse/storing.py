"""Sparse tensors that a session keeps by number: a queue holds the numbers in their place."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed, invalid_argument, runtime_name
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.kept import kept_by_session

Parts = tuple[np.ndarray, np.ndarray, np.ndarray]


class SparseStore:
    """Sparse tensors by number; each can be taken once.

    Args:
      name: what messages call it.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = threading.Lock()
        self._next = 0
        self._found: dict[int, Parts] = {}

    def add(self, parts: Parts) -> int:
        """Keeps a sparse tensor; its number."""
        with self._lock:
            number = self._next
            self._next += 1
            self._found[number] = parts
        return number

    def take(self, number: int) -> Parts:
        """Gives a sparse tensor away.

        Raises:
          InvalidArgumentError: if there is none of this number.
        """
        with self._lock:
            found = self._found.pop(number, None)
        if found is None:
            raise invalid_argument(f"Unable to find SparseTensor: {number} in map: {self.name}")
        return found


def _store(ctx: Any) -> SparseStore:
    name = ctx.op._attrs["shared_name"] or ctx.op.name
    return kept_by_session(ctx, "sparse tensors", lambda: SparseStore(name), by_node=True)


def _check(indices: np.ndarray, values: np.ndarray, shape: np.ndarray) -> None:
    """Refuses what is no sparse tensor."""
    for array, rank, words in (
        (indices, 2, "indices should be a matrix"),
        (values, 1, "values should be a vector"),
        (shape, 1, "shape should be a vector"),
    ):
        if array.ndim != rank:
            raise invalid_argument(f"Input {words} but received shape {bracketed(array.shape)}")
    if len(indices) != len(values):
        raise invalid_argument(
            "indices and values rows (indexing dimension) must match. "
            f"(indices = {len(indices)}, values = {len(values)})"
        )
    if indices.shape[1] != len(shape):
        raise invalid_argument("Order length must be SparseTensor rank.")
    for size in shape.tolist():
        if size < 0:
            raise invalid_argument(f"Dimension {size} must be >= 0")


def _three(inputs: Sequence[Tensor]) -> None:
    rules.with_rank(inputs[0]._dims, 2)
    rules.with_rank(inputs[1]._dims, 1)
    rules.with_rank(inputs[2]._dims, 1)


def _number(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    _three(inputs)
    return ((),)


def _numbers(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    _three(inputs)
    return ((None,),)


_ADDED = (
    "sparse_indices: int64, sparse_values: T, sparse_shape: int64; "
    'T: type, container: string = "", shared_name: string = ""'
)


@op(
    f"AddSparseToTensorsMap({_ADDED}) -> (sparse_handle: int64) # stateful",
    shape=_number,
    host=True,
)
def add_sparse_to_tensors_map(
    sparse_indices: Any, sparse_values: Any, sparse_shape: Any, *, ctx: Any
) -> Any:
    """Keeps a sparse tensor in the session; its number."""
    parts = np.array(sparse_indices), np.array(sparse_values), np.array(sparse_shape)
    _check(*parts)
    return np.int64(_store(ctx).add(parts))


@op(
    f"AddManySparseToTensorsMap({_ADDED}) -> (sparse_handles: int64) # stateful",
    shape=_numbers,
    host=True,
)
def add_many_sparse_to_tensors_map(
    sparse_indices: Any, sparse_values: Any, sparse_shape: Any, *, ctx: Any
) -> Any:
    """Keeps the rows of a sparse tensor in the session; their numbers."""
    indices, values = np.array(sparse_indices), np.array(sparse_values)
    whole = np.array(sparse_shape)
    _check(indices, values, whole)
    if whole.size < 2:
        raise invalid_argument(
            f"Rank of input SparseTensor should be > 1, but saw rank: {whole.size}"
        )
    xp.check_sparse_order(indices, tuple(whole.tolist()))
    store = _store(ctx)
    edges = np.searchsorted(indices[:, 0], np.arange(whole[0] + 1))
    found = np.zeros(int(whole[0]), np.int64)
    full = edges[1:] > edges[:-1]
    # rows with values get their numbers before empty ones
    for row in [*np.flatnonzero(full).tolist(), *np.flatnonzero(~full).tolist()]:
        part = slice(edges[row], edges[row + 1])
        found[row] = store.add((indices[part, 1:], values[part], whole[1:]))
    return found


def _taken(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    rules.with_rank(inputs[0]._dims, 1)
    return (None, None), (None,), (None,)


@op(
    'TakeManySparseFromTensorsMap(sparse_handles: int64; dtype: type, container: string = "", shared_name: string = "")'
    " -> (sparse_indices: int64, sparse_values: dtype, sparse_shape: int64) # stateful",
    shape=_taken,
    host=True,
)
def take_many_sparse_from_tensors_map(sparse_handles: Any, *, dtype: DType, ctx: Any) -> Any:
    """Takes sparse tensors out of the session by their numbers; as a batch, as large as the largest of them."""
    numbers = np.asarray(sparse_handles)
    if numbers.ndim != 1:
        raise invalid_argument(
            f"sparse_handles should be a vector but received shape {bracketed(numbers.shape)}"
        )
    if not numbers.size:
        raise invalid_argument(
            "Must have at least 1 serialized SparseTensor, but input matrix has 0 rows"
        )
    store = _store(ctx)
    return _batch([store.take(number) for number in numbers.tolist()], dtype)


def _batch(taken: Sequence[Parts], dtype: DType) -> Parts:
    whole = np.zeros(taken[0][2].shape, np.int64)
    rows = []
    for number, (indices, values, shape) in enumerate(taken):
        found = dtypes.string if values.dtype.hasobject else dtypes.as_dtype(values.dtype)
        if found is not dtype:
            raise invalid_argument(
                f"Requested SparseTensor of type {runtime_name(dtype)} but SparseTensor[{number}].values.dtype() == "
                f"{runtime_name(found)}"
            )
        if shape.size != whole.size:
            raise invalid_argument(
                f"Inconsistent rank across SparseTensors: rank prior to SparseTensor[{number}] was: {whole.size + 1} "
                f"but rank of SparseTensor[{number}] is: {shape.size + 1}"
            )
        whole = np.maximum(whole, shape)
        first = np.full((len(indices), 1), number, np.int64)
        rows.append(np.concatenate([first, indices], axis=1))
    size = np.concatenate([[len(taken)], whole]).astype(np.int64)
    return np.concatenate(rows), np.concatenate([values for _, values, _ in taken]), size
