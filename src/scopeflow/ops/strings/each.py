"""Going over the strings of an array: what the ops of this folder have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np


def flat(values: Any) -> list[Any]:
    """The elements of an array, in order, as plain Python values."""
    return np.asarray(values, object).reshape(-1).tolist()


def texts(items: Iterable[bytes], shape: tuple[int, ...]) -> np.ndarray:
    """An array of strings of this shape."""
    listed = list(items)
    made = np.empty(len(listed), object)
    made[:] = listed
    return made.reshape(shape)


def each(function: Callable[[bytes], bytes], strings: Any) -> np.ndarray:
    """`function` of every string, in an array of the same shape."""
    return texts(map(function, flat(strings)), np.shape(strings))


def scalar(value: Any) -> Any:
    """The one element of an array."""
    return np.asarray(value, object).reshape(-1)[0]


def shown(value: bytes) -> str:
    """Bytes within a message."""
    return value.decode("utf-8", "backslashreplace")
