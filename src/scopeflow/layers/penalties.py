"""Regularizers and constraints that layers know by name."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.clipping import clip_by_value
from scopeflow.ops.math.comparison import greater_equal
from scopeflow.ops.math.elementwise import abs as absolute
from scopeflow.ops.math.elementwise import sqrt, square
from scopeflow.ops.math.reduction import reduce_sum

_EPSILON = 1e-7


class L1L2:
    """A regularizer: `l1` times the sum of the sizes and `l2` times that of the squares.

    Args:
      l1: the weight of the sizes.
      l2: the weight of the squares.
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0) -> None:
        # a penalty computes with the precision that layers have by default
        self.l1, self.l2 = np.float32(l1), np.float32(l2)

    def __call__(self, x: Any) -> Any:
        if not self.l1 and not self.l2:
            return constant(0.0)
        penalty: Any = 0.0
        if self.l1:
            penalty += self.l1 * reduce_sum(absolute(x))
        if self.l2:
            penalty += self.l2 * reduce_sum(square(x))
        return penalty

    def get_config(self) -> dict[str, Any]:
        """The arguments that make one like it."""
        return {"l1": float(self.l1), "l2": float(self.l2)}


class Constraint:
    """A function that optimizers apply to a variable after they changed it."""

    def __call__(self, w: Any) -> Any:
        return w

    def get_config(self) -> dict[str, Any]:
        """The arguments that make one like it."""
        return {}


class MaxNorm(Constraint):
    """No column is longer than `max_value`."""

    def __init__(self, max_value: float = 2, axis: int = 0) -> None:
        self.max_value, self.axis = max_value, axis

    def __call__(self, w: Any) -> Any:
        lengths = _lengths(w, self.axis)
        wanted = _clipped(lengths, 0, self.max_value)
        return w * (wanted / (_EPSILON + lengths))

    def get_config(self) -> dict[str, Any]:
        return {"max_value": self.max_value, "axis": self.axis}


class NonNeg(Constraint):
    """What is negative becomes 0."""

    def __call__(self, w: Any) -> Any:
        return w * cast(greater_equal(w, 0.0), w.dtype)


class UnitNorm(Constraint):
    """Every column has the length 1."""

    def __init__(self, axis: int = 0) -> None:
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        return w / (_EPSILON + _lengths(w, self.axis))

    def get_config(self) -> dict[str, Any]:
        return {"axis": self.axis}


class MinMaxNorm(Constraint):
    """The columns' lengths come nearer, by `rate`, to what lies between `min_value` and `max_value`."""

    def __init__(
        self,
        min_value: float = 0.0,
        max_value: float = 1.0,
        rate: float = 1.0,
        axis: int = 0,
    ) -> None:
        self.min_value, self.max_value, self.rate, self.axis = min_value, max_value, rate, axis

    def __call__(self, w: Any) -> Any:
        lengths = _lengths(w, self.axis)
        inside = _clipped(lengths, self.min_value, self.max_value)
        wanted = self.rate * inside + (1 - self.rate) * lengths
        return w * (wanted / (_EPSILON + lengths))

    def get_config(self) -> dict[str, Any]:
        return {
            "min_value": self.min_value,
            "max_value": self.max_value,
            "rate": self.rate,
            "axis": self.axis,
        }


def _clipped(x: Any, least: float, most: float) -> Any:
    dtype = x.dtype.base_dtype
    low = constant(least, dtype)
    return clip_by_value(x, low, constant(most, dtype))


def _lengths(w: Any, axis: int) -> Any:
    return sqrt(_clipped(reduce_sum(square(w), axis=axis, keepdims=True), 0.0, np.inf))
