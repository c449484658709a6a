"""Division and remainders, each with its own rounding: true, floored, truncated, and safe at zero."""

from __future__ import annotations

from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.define import op
from scopeflow.ops.dispatch import dispatched
from scopeflow.ops.math.casting import cast
from scopeflow.ops.scoping import name_scope

_NUMBERS = (
    "{bfloat16|float16|float32|float64|uint8|int8|uint16|int16|int32|int64|complex64|complex128}"
)

# the dtype in which true division is done; None where it is the operands' own
_TRUE_DIVISION = {
    dtypes.uint8: dtypes.float32,
    dtypes.int8: dtypes.float32,
    dtypes.uint16: dtypes.float32,
    dtypes.int16: dtypes.float32,
    dtypes.int32: dtypes.float64,
    dtypes.int64: dtypes.float64,
    dtypes.bfloat16: None,
    dtypes.float16: None,
    dtypes.float32: None,
    dtypes.float64: None,
    dtypes.complex64: None,
    dtypes.complex128: None,
}


@op(f"RealDiv(x: T, y: T; T: {_NUMBERS}) -> (z: T)", shape=rules.broadcast)
def realdiv(x, y):
    """x / y without a change of dtype: integers are divided towards zero.

    Args:
      x: a Tensor of numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.
    """
    return xp.div(x, y)


@op(f"Div(x: T, y: T; T: {_NUMBERS}) -> (z: T)", shape=rules.broadcast)
def _raw_div(x, y):
    """x / y without a change of dtype: integers are divided towards zero."""
    return xp.div(x, y)


@op(f"FloorDiv(x: T, y: T; T: {_NUMBERS}) -> (z: T)", shape=rules.broadcast)
def floor_div(x, y):
    """x / y rounded down, as Python's `//`.

    Args:
      x: a Tensor of numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.

    Raises:
      InvalidArgumentError: in a run, where an integer is divided by zero.
    """
    return xp.floor_div(x, y)


@op(f"TruncateDiv(x: T, y: T; T: {_NUMBERS}) -> (z: T)", shape=rules.broadcast)
def truncatediv(x, y):
    """x / y rounded towards zero, as C divides integers.

    Args:
      x: a Tensor of numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.
    """
    return xp.truncate_div(x, y)


@op(
    "FloorMod(x: T, y: T; T: {int32|int64|bfloat16|float16|float32|float64}) -> (z: T)",
    shape=rules.broadcast,
)
def floormod(x, y):
    """The remainder of the floored division, with y's sign, as Python's `%`.

    Args:
      x: a Tensor of real numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.
    """
    return xp.floor_mod(x, y)


@op(
    "TruncateMod(x: T, y: T; T: {int32|int64|bfloat16|float16|float32|float64}) -> (z: T)",
    shape=rules.broadcast,
)
def truncatemod(x, y):
    """The remainder of the truncated division, with x's sign, as C's `%`.

    Args:
      x: a Tensor of real numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.
    """
    return xp.truncate_mod(x, y)


@op(
    "Mod(x: T, y: T; T: {int32|int64|float16|float16|bfloat16|float32|float64}) -> (z: T)",
    shape=rules.broadcast,
)
def _raw_mod(x, y):
    """The remainder of the truncated division, with x's sign."""
    return xp.truncate_mod(x, y)


@op(
    "DivNoNan(x: T, y: T; T: {float16|float32|float64|complex64|complex128}) -> (z: T)",
    shape=rules.broadcast,
)
def _raw_div_no_nan(x, y):
    """x / y, and zero where y is zero."""
    return xp.div_no_nan(x, y)


@dispatched
def truediv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y as Python 3 divides: the quotient of integers is a float.

    int8, uint8, int16 and uint16 are divided in float32; int32 and int64 in float64.

    Args:
      x: a Tensor of numbers.
      y: a Tensor of the same dtype.
      name: a name for the operation.

    Raises:
      TypeError: if the dtypes differ, or cannot be divided.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.truediv([1, 2], 4).dtype)
    <dtype: 'float64'>

    ```
    """
    with name_scope(name, "truediv", [x, y]) as full:
        x = internal_convert(x, name="x")
        y = internal_convert(y, name="y")
        given, other = x.dtype.base_dtype, y.dtype.base_dtype
        if given is not other:
            raise TypeError(
                f"x and y must have the same dtype, got {given!r} != {other!r}. Cast one with tf.cast."
            )
        try:
            wider = _TRUE_DIVISION[given]
        except KeyError:
            raise TypeError(
                f"Invalid dtype {given!r} in __truediv__. It cannot be divided."
            ) from None
        if wider is not None:
            x = cast(x, wider)
            y = cast(y, wider)
        return realdiv(x, y, name=full)


@dispatched
def div(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y as Python 2 divides: the quotient of integers is rounded down, that of floats is a float.

    Args:
      x: a Tensor of numbers.
      y: a Tensor of the same dtype.
      name: a name for the operation.

    Raises:
      TypeError: if the dtypes differ.
    """
    with name_scope(name, "div", [x, y]) as full:
        x = internal_convert(x, name="x")
        y = internal_convert(y, x.dtype.base_dtype, name="y")
        given, other = x.dtype.base_dtype, y.dtype.base_dtype
        if given is not other:
            raise TypeError(
                f"x and y must have the same dtype, got {given!r} != {other!r}. Cast one with tf.cast."
            )
        if given.is_floating or given.is_complex:
            return realdiv(x, y, name=full)
        return floor_div(x, y, name=full)


@dispatched
def divide(x: Any, y: Any, name: str | None = None) -> Any:
    """x / y by Python 3's operator: two plain numbers give a plain number.

    Args:
      x: a Tensor or number.
      y: a Tensor of the same dtype or a number.
      name: a name for the operation.
    """
    if name is not None:
        return truediv(x, y, name)
    return x / y


@dispatched
def floordiv(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y rounded down, as Python's `//`.

    Args:
      x: a Tensor of numbers.
      y: a Tensor of the same dtype.
      name: a name for the operation.
    """
    with name_scope(name, "floordiv", [x, y]) as full:
        return floor_div(x, y, name=full)


def div_no_nan(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x / y, and zero where y is zero.

    Args:
      x: a Tensor of floats or complex numbers.
      y: a Tensor of the same dtype.
      name: a name for the operation.
    """
    with name_scope(name, "div_no_nan", [x, y]) as full:
        x = internal_convert(x, name="x")
        y = internal_convert(y, x.dtype.base_dtype, name="y")
        return _raw_div_no_nan(x, y, name=full)


def reciprocal_no_nan(x: Any, name: str | None = None) -> Tensor:
    """1 / x, and zero where x is zero.

    Args:
      x: a Tensor of floats or complex numbers.
      name: a name for the operation.
    """
    with name_scope(name, "reciprocal_no_nan", [x]) as full:
        x = internal_convert(x, name="x")
        one = constant(1, x.dtype.base_dtype, name="one")
        return _raw_div_no_nan(one, x, name=full)


# two names for one function each
mod = floormod
divide_no_nan = div_no_nan
