"""Sparse tensors row by row: reduced to sparse ones, softmax, empty rows filled; all in NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp.arrays.shaping import known
from scopeflow.xp.checks import check
from scopeflow.xp.face import quiet

from .dense import reduce_rows, reduced_axes, spaced
from .tensors import Sparse, grouped


@quiet
def sparse_reduce_sparse(
    indices: Any, values: Any, shape: Any, axes: Any, keep_dims: bool, how: str
) -> Sparse:
    """The "sum" or "max" of a sparse tensor along some axes, as a sparse tensor."""
    indices, values, shape = known(indices), known(values), known(shape)
    gone = reduced_axes(axes, shape.size)
    left = [i for i in range(shape.size) if i not in gone]
    order, starts, keys = grouped(indices, left)
    reduced = reduce_rows(values[order], starts, how)
    if not keep_dims:
        return keys, reduced, shape[left]
    rows = np.zeros((len(keys), shape.size), np.int64)
    rows[:, left] = keys
    dims = shape.copy()
    dims[gone] = 1
    return rows, reduced, dims


@quiet
def sparse_softmax(indices: Any, values: Any, shape: Any) -> np.ndarray:
    """The softmax of the values that share all coordinates but the last."""
    indices, values, shape = known(indices), known(values), known(shape)
    check(
        shape.size >= 2, None, "Input should have rank >= 2, but received shape: %s", spaced(shape)
    )
    order, starts, _ = grouped(indices, range(shape.size - 1))
    out = np.zeros_like(values)
    if not starts.size:
        return out
    sorted_values = values[order]
    lengths = np.diff(np.append(starts, len(values)))
    powers = np.exp(sorted_values - np.repeat(np.maximum.reduceat(sorted_values, starts), lengths))
    out[order] = powers / np.repeat(np.add.reduceat(powers, starts), lengths)
    return out


def fill_empty_rows(
    indices: Any, values: Any, shape: Any, default: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """A sparse tensor with `default` at the start of each row that has no value.

    Returns:
      Its coordinates, its values, which rows were empty, and the place in it of each value given.
    """
    indices, values, shape, default = known(indices), known(values), known(shape), known(default)
    rows, count = int(shape[0]), len(indices)
    check(
        rows > 0 or not count,
        None,
        "Received SparseTensor with dense_shape[0] = 0 but indices.shape[0] = %s",
        count,
    )
    first = indices[:, 0]
    bad = (first < 0) | (first >= rows)
    if bad.any():
        i = int(np.argmax(bad))
        check(False, None, "indices(%s, 0) is invalid: %s >= %s", i, first[i], rows)
    present = np.zeros(rows, bool)
    present[first] = True
    missing = np.flatnonzero(~present)
    added = np.zeros((missing.size, indices.shape[1]), np.int64)
    added[:, 0] = missing
    all_rows = np.concatenate([indices, added])
    fill = np.empty(missing.size, values.dtype)
    fill[...] = default[()]
    all_values = np.concatenate([values, fill])
    order = np.argsort(all_rows[:, 0], kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return all_rows[order], all_values[order], ~present, place[:count]


@quiet
def fill_empty_rows_grad(places: Any, grad: Any) -> tuple[np.ndarray, np.ndarray]:
    """The gradients of the values and of the default of `fill_empty_rows`."""
    places, grad = known(places), known(grad)
    bad = (places < 0) | (places >= len(grad))
    if bad.any():
        check(
            False,
            None,
            "Elements in reverse index must be in [0, %s) but got %s",
            len(grad),
            places[np.argmax(bad)],
        )
    left = np.ones(len(grad), bool)
    left[places] = False
    return grad[places], np.asarray(grad[left].sum(dtype=grad.dtype), grad.dtype)


sparse_softmax.exact = fill_empty_rows_grad.exact = False  # type: ignore[attr-defined]
