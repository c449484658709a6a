"""Computing with large NumPy arrays piece by piece, so that what is between two steps stays in the processor's cache."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

# So many numbers at a time; much shorter arrays are taken whole.
PIECE = 1 << 15


def in_pieces(function: Callable[..., Sequence[Any]], arrays: Sequence[Any]) -> Sequence[Any]:
    """``function(*arrays)``, of which each element must come from the elements in the same place alone.

    Args:
      function: gives arrays of the dtype of the first of `arrays`.
      arrays: of one shape.
    """
    first = arrays[0]
    if not all(type(array) is np.ndarray for array in arrays) or first.size < 2 * PIECE:
        return function(*arrays)
    flat = [array.reshape(-1) for array in arrays]
    made: list[np.ndarray] = []
    for start in range(0, first.size, PIECE):
        part = slice(start, start + PIECE)
        results = function(*[array[part] for array in flat])
        if not made:
            made = [np.empty(first.size, result.dtype) for result in results]
        for whole, result in zip(made, results, strict=True):
            whole[part] = result
    return [whole.reshape(first.shape) for whole in made]
