"""Rows of different lengths: as a sparse array, and as ranges of numbers; all in NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.xp.arrays.shaping import known
from scopeflow.xp.checks import check
from scopeflow.xp.face import quiet


def ragged_to_sparse(
    splits: Sequence[Any], values: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The coordinates, values and shape of a sparse array with the values of a ragged one.

    Args:
      splits: where the rows of each ragged dimension start, the outermost first.
      values: the innermost values, an array of rank 1 or more.
    """
    levels, values = [known(one) for one in splits], known(values)
    for one in levels:
        check(one.size > 0, None, "ragged splits may not be empty")
        check(int(one[0]) == 0, None, "First value of ragged splits must be 0")
    check(
        int(levels[-1][-1]) == values.shape[0],
        None,
        "Final value of ragged splits must match the length the corresponding ragged array.",
    )
    columns: list[np.ndarray] = []
    sizes = [levels[0].size - 1]
    for one in levels:
        lengths = np.diff(one).astype(np.int64)
        starts = np.repeat(one[:-1].astype(np.int64), lengths)
        rows = np.repeat(np.arange(lengths.size), lengths)
        columns = [column[rows] for column in columns] or []
        if len(columns) < 1:
            columns = [rows]
        columns.append(np.arange(starts.size) - starts)
        sizes.append(int(lengths.max(initial=0)))
    inner = values.shape[1:]
    count = int(np.prod(inner, dtype=np.int64))
    places = [np.repeat(column, count) for column in columns]
    places.extend(
        np.tile(axis, len(values)) for axis in np.indices(inner).reshape(len(inner), count)
    )
    indices = np.stack(places, axis=1).astype(np.int64)
    return indices, values.reshape(-1), np.asarray([*sizes, *inner], np.int64)


@quiet
def ragged_range(
    starts: Any, limits: Any, deltas: Any, split_dtype: Any = np.int64
) -> tuple[np.ndarray, np.ndarray]:
    """Ranges of numbers one after the other, and where each starts.

    Args:
      starts, limits, deltas: vectors of one length, or numbers that stand for all ranges.
      split_dtype: the dtype of the starts of the ranges.
    """
    given = [known(one) for one in (starts, limits, deltas)]
    for what, one in zip(("starts", "limits", "deltas"), given, strict=True):
        check(one.ndim <= 1, None, f"{what} must be a scalar or vector")
    lengths = {one.size for one in given if one.ndim}
    check(len(lengths) < 2, None, "starts, limits, and deltas must have the same shape")
    count = lengths.pop() if lengths else 1
    dtype = given[0].dtype
    first, last, step = (np.broadcast_to(one, (count,)) for one in given)
    check(not np.any(step == 0), None, "Requires delta != 0")
    wide = np.float64 if dtype.kind not in "iu" else np.int64
    span = last.astype(wide) - first.astype(wide)
    if wide is np.float64:
        sizes = np.ceil(np.abs(span / step.astype(wide)))
    else:
        sizes = (np.abs(span) + np.abs(step.astype(wide)) - 1) // np.abs(step.astype(wide))
    empty = ((step > 0) & (span <= 0)) | ((step < 0) & (span >= 0))
    sizes = np.where(empty, 0, sizes).astype(np.int64)
    splits = np.concatenate([[0], np.cumsum(sizes)]).astype(split_dtype)
    place = np.arange(int(splits[-1])) - np.repeat(splits[:-1].astype(np.int64), sizes)
    numbers = np.repeat(first, sizes) + place.astype(dtype) * np.repeat(step, sizes)
    return splits, numbers.astype(dtype)


ragged_to_sparse.exact = ragged_range.exact = True  # type: ignore[attr-defined]
