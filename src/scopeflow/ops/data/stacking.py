"""Components of elements as one array."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from scopeflow.graph.dtypes import DType


def shape_of(part: Any) -> tuple[int, ...]:
    """The shape of a component."""
    return part.shape if type(part) is np.ndarray else np.shape(part)


def all_scalars(parts: Sequence[Any]) -> bool:
    """Whether all components are plain strings or NumPy scalars of one type; False may also mean that nobody looked."""
    kinds = set(map(type, parts))
    if len(kinds) > 1:
        return False
    kind = kinds.pop()
    return kind is bytes or issubclass(kind, np.generic)


def is_object(part: Any) -> bool:
    """Whether a component is no array of numbers: a string, a variant, or an array of such."""
    return not isinstance(part, (np.ndarray, np.generic)) or part.dtype.hasobject


def stacked(parts: Sequence[Any], dtype: DType) -> np.ndarray:
    """Components of one shape as one array."""
    if not is_object(parts[0]):
        return np.array(parts, dtype.as_numpy_dtype)
    if type(parts[0]) is bytes:
        return np.fromiter(
            [part if type(part) is bytes else np.asarray(part, object).item() for part in parts],
            object,
            len(parts),
        )
    made = np.empty((len(parts), *np.shape(parts[0])), object)
    for index, part in enumerate(parts):
        made[index] = part.item() if isinstance(part, np.ndarray) and not part.ndim else part
    return made


def columns_of(elements: Iterable[Any], kinds: Sequence[DType]) -> list[np.ndarray]:
    """Elements as one array for each component.

    Raises:
      ValueError: if their shapes differ.
    """
    columns = zip(*elements, strict=True)
    return [stacked(parts, dtype) for parts, dtype in zip(columns, kinds, strict=True)]
