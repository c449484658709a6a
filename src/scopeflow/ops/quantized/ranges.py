"""What a quantized number stands for: integers of a type and the floats of a range, to and fro."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.dtypes import DType, plain_integer
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.xp.floats import half_away

TYPES = "{qint8|quint8|qint32|qint16|quint16}"


def integers(quantized: Any) -> np.ndarray:
    """The integers of an array of a quantized type."""
    array = np.asarray(quantized)
    return array.view(array.dtype[0]) if array.dtype.names else array


def typed(numbers: np.ndarray, dtype: DType) -> np.ndarray:
    """Integers as an array of a quantized type; those that it cannot hold wrap."""
    plain = np.ascontiguousarray(numbers.astype(plain_integer(dtype)))
    return plain.view(dtype.as_numpy_dtype).reshape(np.shape(numbers))


def bounds(dtype: DType) -> tuple[int, int]:
    """The least and the greatest integer of a quantized type."""
    info = np.iinfo(plain_integer(dtype))
    return int(info.min), int(info.max)


def _step(dtype: DType, low: float, high: float) -> float:
    """The float between two neighbouring integers."""
    lowest, highest = bounds(dtype)
    return (float(high) - float(low)) / (highest - lowest)


def level(dtype: DType, low: Any, high: Any) -> float:
    """The float between two neighbouring integers of a range, as a float32."""
    return float(np.float32(_step(dtype, float(low), float(high))))


def to_integer(value: Any, low: Any, high: Any, dtype: DType, clamp: bool = True) -> Any:
    """The integer that stands for a float in a range."""
    low, high = float(low), float(high)
    value = np.asarray(value, np.float64)
    if low == high:
        return np.zeros(value.shape, np.int64)
    lowest, highest = bounds(dtype)
    scale = 1 / _step(dtype, low, high)
    found = (half_away(value * scale) - half_away(np.float64(low * scale)) + lowest).astype(
        np.int64
    )
    return np.clip(found, lowest, highest) if clamp else found


def to_float(numbers: Any, low: Any, high: Any, dtype: DType) -> Any:
    """The floats that integers stand for in a range, as float32."""
    low, high = float(low), float(high)
    numbers = np.asarray(numbers)
    if low == high:
        return np.full(numbers.shape, low, np.float32)
    scale = _step(dtype, low, high)
    least = half_away(np.float64(low) / np.float64(np.float32(scale))) * scale
    return (least + (numbers.astype(np.float64) - bounds(dtype)[0]) * scale).astype(np.float32)


def product_range(a: float, b: float, dtype: DType) -> tuple[np.float32, np.float32]:
    """The range of integers that stand for products of numbers with these steps."""
    lowest, highest = bounds(dtype)
    step = np.float32(np.float32(a) * np.float32(b))
    return np.float32(step * np.float32(lowest)), np.float32(step * np.float32(highest))


def scalars(inputs: Sequence[Tensor], *places: int) -> None:
    """Refuses inputs that are no scalars."""
    for place in places:
        rules.with_rank(inputs[place]._dims, 0)
