"""The first of some traced elements that are wrong, found with one reduction."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from scopeflow.xp import door


def first_wrong(bad: Any) -> tuple[Any, Any, list[Any]]:
    """Whether no element is wrong, and where the first that is stands.

    Args:
      bad: a traced array of booleans, not empty.

    Returns:
      A traced boolean; the place in the flat array, of any element if none is wrong; and its coordinates.
    """
    lax = door.lax()
    count = np.int32(prod(bad.shape))
    flat = lax.reshape(bad, (int(count),))
    numbers = lax.iota(np.int32, int(count))
    first = lax.reduce_min(lax.select(flat, numbers, lax.full_like(numbers, count)), (0,))
    place = lax.min(first, count - np.int32(1))
    coordinates = []
    for axis, size in enumerate(bad.shape):
        at = place
        if axis < bad.ndim - 1:
            at = lax.div(at, np.int32(prod(bad.shape[axis + 1 :])))
        coordinates.append(lax.rem(at, np.int32(size)) if axis else at)
    return lax.eq(first, count), place, coordinates


def wrong_element(bad: Any, array: Any) -> tuple[Any, Any, Any]:
    """Whether no element of an array is wrong, the first that is, and its coordinates.

    Args:
      bad: which elements are wrong: an array of NumPy of which some are, or a traced one.
      array: the elements.
    """
    if isinstance(array, (np.ndarray, np.generic)):
        known = np.asarray(array)
        place = np.unravel_index(np.argmax(bad.reshape(-1)), known.shape)
        return False, known[place], place
    ok, at, coordinates = first_wrong(bad)
    return ok, element(array, at), coordinates


def element(array: Any, place: Any) -> Any:
    """The element at a place of the flat array."""
    lax = door.lax()
    flat = lax.reshape(array, (prod(array.shape),))
    return lax.dynamic_index_in_dim(flat, place, 0, keepdims=False)
