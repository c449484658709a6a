"""Comparisons of two tensors, element by element."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.dispatch import dispatched
from scopeflow.ops.rules import Dims

_EQUATABLE = (
    "T: {bfloat16|float16|float32|float64|uint8|int8|int16|int32|int64|complex64|quint8|qint8|qint32|string|bool"
    "|complex128}, incompatible_shape_error: bool = True"
)


def _equal_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    if attrs["incompatible_shape_error"]:
        return rules.broadcast(inputs, attrs)
    a, b = inputs[0]._dims, inputs[1]._dims
    if a is None or b is None:
        return (None,)
    rank = max(len(a), len(b))
    padded = [(1,) * (rank - len(dims)) + dims for dims in (a, b)]
    for x, y in zip(*padded, strict=True):
        if x != 1 and y != 1 and (x is None or y is None):
            return (None,)  # they may turn out not to fit
        if x != y and x != 1 and y != 1:
            return ((),)
    return rules.broadcast(inputs, attrs)


def _fit(x: Any, y: Any) -> bool:
    pairs = zip(reversed(x.shape), reversed(y.shape), strict=False)
    return all(a == b or a == 1 or b == 1 for a, b in pairs)


@op(f"Equal(x: T, y: T; {_EQUATABLE}) -> (z: bool) # commutative", shape=_equal_shape)
def _raw_equal(x, y, *, incompatible_shape_error):
    """x == y; shapes that do not fit are unequal, or refused."""
    if not (incompatible_shape_error or _fit(x, y)):
        return np.bool_(False)
    return xp.equal(x, y)


@op(f"NotEqual(x: T, y: T; {_EQUATABLE}) -> (z: bool) # commutative", shape=_equal_shape)
def _raw_not_equal(x, y, *, incompatible_shape_error):
    """x != y; shapes that do not fit are unequal, or refused."""
    if not (incompatible_shape_error or _fit(x, y)):
        return np.bool_(True)
    return xp.not_equal(x, y)


@dispatched
def equal(x: Any, y: Any, name: str | None = None) -> Tensor:
    """Whether x == y, element by element; NaN equals nothing.

    The operator `==` compares tensors as objects; this compares their values.

    Args:
      x: a Tensor of numbers, strings or bools.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.

    Returns:
      A Tensor of bool.
    """
    return _raw_equal(x, y, name=name)


@dispatched
def not_equal(x: Any, y: Any, name: str | None = None) -> Tensor:
    """Whether x != y, element by element.

    Args:
      x: a Tensor of numbers, strings or bools.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.

    Returns:
      A Tensor of bool.
    """
    return _raw_not_equal(x, y, name=name)


@op("Less(x: T, y: T; T: real) -> (z: bool)", shape=rules.broadcast)
def less(x, y):
    """Whether x < y, element by element; false where one is NaN.

    Args:
      x: a Tensor of real numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.

    Returns:
      A Tensor of bool.
    """
    return xp.less(x, y)


@op("LessEqual(x: T, y: T; T: real) -> (z: bool)", shape=rules.broadcast)
def less_equal(x, y):
    """Whether x <= y, element by element; false where one is NaN.

    Args:
      x: a Tensor of real numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.

    Returns:
      A Tensor of bool.
    """
    return xp.less_equal(x, y)


@op("Greater(x: T, y: T; T: real) -> (z: bool)", shape=rules.broadcast)
def greater(x, y):
    """Whether x > y, element by element; false where one is NaN.

    Args:
      x: a Tensor of real numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.

    Returns:
      A Tensor of bool.
    """
    return xp.greater(x, y)


@op("GreaterEqual(x: T, y: T; T: real) -> (z: bool)", shape=rules.broadcast)
def greater_equal(x, y):
    """Whether x >= y, element by element; false where one is NaN.

    Args:
      x: a Tensor of real numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.

    Returns:
      A Tensor of bool.
    """
    return xp.greater_equal(x, y)
