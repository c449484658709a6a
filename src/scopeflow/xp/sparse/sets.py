"""The last dimension of tensors as sets, and how far sequences are from each other; all in NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from scopeflow.xp.arrays.shaping import known
from scopeflow.xp.checks import check

from .dense import check_order, show
from .tensors import grouped

Sparse = tuple[np.ndarray, np.ndarray, np.ndarray]
Groups = dict[tuple[int, ...], list[Any]]

_OPERATIONS: dict[str, Callable[[set[Any], set[Any]], set[Any]]] = {
    "intersection": lambda a, b: a & b,
    "union": lambda a, b: a | b,
    "a-b": lambda a, b: a - b,
    "b-a": lambda a, b: b - a,
}


def sparse_groups(indices: Any, values: Any, shape: Any, ordered: bool = True) -> Groups:
    """The values of a sparse tensor by all coordinates but the last, in their order."""
    indices, values, shape = known(indices), known(values), known(shape)
    if ordered:
        check(shape.size > 1, None, "Invalid rank %s.", shape.size)
        check_order(indices, tuple(shape.tolist()))
    order, starts, keys = grouped(indices, range(indices.shape[1] - 1))
    ends = np.append(starts[1:], len(order))[: len(starts)]
    flat = values[order].tolist()
    return {
        tuple(key): flat[start:end]
        for key, start, end in zip(keys.tolist(), starts, ends, strict=True)
    }


def dense_groups(array: Any) -> Groups:
    """The values along the last dimension by all coordinates but the last."""
    array = known(array)
    check(array.ndim > 1, None, "Shape %s has rank %s < 2", show(array.shape), array.ndim)
    rows = array.reshape((-1, array.shape[-1])).tolist()
    return dict(zip(np.ndindex(*array.shape[:-1]), rows, strict=True))


def set_operation(a: Groups, b: Groups, outer: tuple[int, ...], how: str, dtype: Any) -> Sparse:
    """The sets that `how` ("intersection", "union", "a-b", "b-a") makes of those of equal coordinates.

    Returns:
      A sparse tensor: the members of each set in rising order, along a last dimension as long as the largest set.
    """
    operation = _OPERATIONS[how]
    rows: list[tuple[int, ...]] = []
    values: list[Any] = []
    longest = 0
    for key in sorted({*a, *b}):
        made = sorted(operation(set(a.get(key, ())), set(b.get(key, ()))))
        longest = max(longest, len(made))
        rows.extend([(*key, place) for place in range(len(made))])
        values.extend(made)
    flat = np.empty(len(values), dtype)
    flat[:] = values
    indices = np.asarray(rows, np.int64).reshape(-1, len(outer) + 1)
    return indices, flat, np.asarray([*outer, longest], np.int64)


def same_outer(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    """Refuses sets whose coordinates lie in different shapes."""
    check(a == b, None, "Mismatched shapes %s vs %s", show(a), show(b))


def set_size(groups: Groups, outer: tuple[int, ...]) -> np.ndarray:
    """How many different members each set has."""
    out = np.zeros(outer, np.int32)
    for key, values in groups.items():
        out[key] = len(set(values))
    return out


def edit_distance(
    hi: Any, hv: Any, hshape: Any, ti: Any, tv: Any, tshape: Any, normalize: bool
) -> np.ndarray:
    """The Levenshtein distances of sequences that lie along the last dimension, as float32.

    Args:
      hi, hv, hshape: the hypotheses, a sparse tensor.
      ti, tv, tshape: the truths.
      normalize: divide by the length of the truth; the distance to an empty one is infinite.
    """
    hshape, tshape = known(hshape), known(tshape)
    check(
        hshape.size == tshape.size,
        None,
        "Expected truth and hypothesis to have matching ranks, but their shapes are: %s and %s",
        show([tshape.size]),
        show([hshape.size]),
    )
    check(tshape.size >= 2, None, "Input SparseTensors must have rank at least 2, but truth_shape rank is: %s", tshape.size)  # fmt: skip
    hypotheses = sparse_groups(hi, hv, hshape, ordered=False)
    truths = sparse_groups(ti, tv, tshape, ordered=False)
    out = np.zeros(np.maximum(hshape, tshape)[:-1], np.float32)
    for key in {*hypotheses, *truths}:
        one, other = hypotheses.get(key, []), truths.get(key, [])
        distance = np.float32(_levenshtein(other, one))
        if normalize:
            distance = distance / np.float32(len(other)) if other else np.float32(np.inf)
        out[key] = distance
    return out


def _levenshtein(a: list[Any], b: list[Any]) -> int:
    if not a or not b:
        return len(a) + len(b)
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]
