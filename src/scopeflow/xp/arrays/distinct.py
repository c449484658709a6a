"""Distinct slices of an array."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp.checks import NeedsHost, check
from scopeflow.xp.face import is_tracer
from scopeflow.xp.floats import flush

from .shaping import known


def host(x: Any, what: str) -> np.ndarray:
    """`x` in NumPy.

    Raises:
      NeedsHost: if it is traced.
    """
    if is_tracer(x):
        raise NeedsHost(
            f"The shape of the result of {what} depends on values that only the run knows."
        )
    return known(x) if not hasattr(x, "devices") else np.asarray(x)


def unique_slices(
    x: Any, axis: Any, out_idx: Any = np.int32
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The distinct slices of `x` along an axis in order of appearance, each slice's place, and their counts.

    Args:
      x: an array.
      axis: a vector of one int, or of none: then `x` must be a vector.
      out_idx: the dtype of places and counts.
    """
    x, axis = host(x, "unique"), host(axis, "unique")
    check(axis.ndim == 1 or axis.ndim == 0, None, "axis expects a 1D vector.")
    if axis.size == 0:
        check(x.ndim == 1, None, "unique expects a 1D vector.")
        along = 0
    else:
        check(axis.size == 1, None, "axis does not support input tensors larger than 1 elements")
        along = int(axis.reshape(-1)[0])
        check(
            -x.ndim <= along < x.ndim, None, "axis has to be between [0, %s)", x.ndim
        )  # fmt: skip
        along %= x.ndim
    rows = np.moveaxis(x, along, 0)
    flat = flush(rows.reshape((len(rows), -1)))
    place: dict[Any, int] = {}
    first: list[int] = []
    index: list[int] = []
    for number, row in enumerate(flat.tolist()):
        k = place.setdefault(tuple(row), len(place))
        if k == len(first):
            first.append(number)
        index.append(k)
    counts = np.bincount(np.asarray(index, np.int64), minlength=len(first))
    found = np.moveaxis(rows[first], 0, along)
    return np.ascontiguousarray(found), np.asarray(index, out_idx), counts.astype(out_idx)


unique_slices.exact = True  # type: ignore[attr-defined]
