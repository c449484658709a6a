"""Row numbers that name no row: they fill a vector up to a length that does not depend on its values."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from scopeflow.xp import door


class _Active(threading.local):
    filled = False


_active = _Active()


def no_row(dtype: Any) -> Any:
    """The number that stands where there is no row: the least of an integer dtype."""
    return np.iinfo(dtype).min


def filled_up(rows: np.ndarray, length: int) -> np.ndarray:
    """Row numbers, and behind them so many that name no row that there are `length`."""
    none = no_row(rows.dtype)
    # (a number that only looks like one of them is refused like any other that is too small)
    rows = np.maximum(rows, none + 1)
    return np.concatenate([rows, np.full(length - rows.size, none, rows.dtype)])


@contextmanager
def rows_filled_up() -> Iterator[None]:
    """A context in which traced row numbers may be filled up, and are all different but for that."""
    before, _active.filled = _active.filled, True
    try:
        yield
    finally:
        _active.filled = before


def all_different() -> bool:
    """Whether traced row numbers are all different."""
    return _active.filled


def outside(indices: Any, limit: int) -> Any:
    """Which indices lie outside of [0, limit), those aside that name no row."""
    bad = (indices < 0) | (indices >= limit)
    if _active.filled and not isinstance(indices, (np.ndarray, np.generic)):
        return door.jnp().logical_and(bad, indices != no_row(indices.dtype))
    return bad
