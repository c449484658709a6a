"""Arithmetic of two tensors: sums, differences, products, extremes and powers, with broadcasting."""

from __future__ import annotations

from typing import Any

from scopeflow import xp
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.dispatch import dispatched
from scopeflow.ops.scoping import name_scope

_SUMMANDS = "{bfloat16|float16|float32|float64|uint8|int8|int16|int32|int64|complex64|complex128}"
_FACTORS = (
    "{bfloat16|float16|float32|float64|uint8|int8|uint16|int16|int32|int64|complex64|complex128}"
)
_ORDERED = "{bfloat16|float16|float32|float64|int32|int64}"
_CONTINUOUS = "{float16|float32|float64|complex64|complex128}"


@op(
    "Add(x: T, y: T; "
    "T: {bfloat16|float16|float32|float64|uint8|int8|int16|int32|int64|complex64|complex128|string}) -> (z: T)",
    shape=rules.broadcast,
)
def add(x, y):
    """x + y, element by element; integers wrap, strings are joined.

    Args:
      x: a Tensor of numbers or strings.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.

    Returns:
      A Tensor of x's dtype.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.add([[1, 2], [3, 4]], [10, 20]))
    Tensor("Add:0", shape=(2, 2), dtype=int32)

    ```
    """
    return xp.add(x, y)


@op(f"AddV2(x: T, y: T; T: {_SUMMANDS}) -> (z: T) # commutative aggregate", shape=rules.broadcast)
def add_v2(x, y):
    """x + y for numbers: what the operator `+` makes."""
    return xp.add(x, y)


@op(f"Sub(x: T, y: T; T: {_FACTORS}) -> (z: T)", shape=rules.broadcast)
def subtract(x, y):
    """x - y, element by element; integers wrap.

    Args:
      x: a Tensor of numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.
    """
    return xp.sub(x, y)


@op(f"Mul(x: T, y: T; T: {_FACTORS}) -> (z: T) # commutative", shape=rules.broadcast)
def multiply(x, y):
    """x * y, element by element; integers wrap.

    Args:
      x: a Tensor of numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.
    """
    return xp.mul(x, y)


@op(f"MulNoNan(x: T, y: T; T: {_CONTINUOUS}) -> (z: T)", shape=rules.broadcast)
def mul_no_nan(x, y):
    """x * y, and zero where y is zero, even if x is infinite or NaN."""
    return xp.mul_no_nan(x, y)


def multiply_no_nan(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x * y, and zero where y is zero, even if x is infinite or NaN.

    Args:
      x: a Tensor of floats or complex numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.
    """
    with name_scope(name, "multiply_no_nan", [x, y]) as full:
        x = internal_convert(x, name="x")
        y = internal_convert(y, x.dtype.base_dtype, name="y")
        return mul_no_nan(x, y, name=full)


@op("Pow(x: T, y: T; T: {bfloat16|float32|float16|float64|int32|int64|complex64|complex128}) -> (z: T)",
    shape=rules.broadcast)  # fmt: skip
def _pow(x, y):
    """x to the power of y."""
    return xp.pow(x, y)


@dispatched
def pow(x: Any, y: Any, name: str | None = None) -> Tensor:
    """x to the power of y, element by element.

    Args:
      x: a Tensor of numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's; not negative for integers.
      name: a name for the operation.

    Raises:
      InvalidArgumentError: in a run, for an integer with a negative exponent.
    """
    with name_scope(name, "Pow", [x]) as full:
        return _pow(x, y, name=full)


@op(f"Maximum(x: T, y: T; T: {_ORDERED}) -> (z: T)", shape=rules.broadcast)
def maximum(x, y):
    """The larger of x and y, element by element; x where they do not compare (NaN).

    Args:
      x: a Tensor of real numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.
    """
    return xp.maximum(x, y)


@op(f"Minimum(x: T, y: T; T: {_ORDERED}) -> (z: T)", shape=rules.broadcast)
def minimum(x, y):
    """The smaller of x and y, element by element; x where they do not compare (NaN).

    Args:
      x: a Tensor of real numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.
    """
    return xp.minimum(x, y)


@op("SquaredDifference(x: T, y: T; T: {bfloat16|float16|float32|float64|int32|int64|complex64|complex128}) -> (z: T) "
    "# commutative", shape=rules.broadcast)  # fmt: skip
def squared_difference(x, y):
    """(x - y) * conj(x - y), element by element.

    Args:
      x: a Tensor of numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.
    """
    return xp.squared_difference(x, y)


@dispatched
def scalar_mul(scalar: Any, x: Any, name: str | None = None) -> Tensor:
    """`scalar * x`, for a scalar only.

    Args:
      scalar: a number or a Tensor of shape [].
      x: a Tensor.
      name: a name for the operation.

    Raises:
      ValueError: if `scalar` is not known to be one.
    """
    scalar = internal_convert(scalar, x.dtype.base_dtype, name="scalar")
    if scalar._dims == ():
        return multiply(scalar, x, name=name)
    raise ValueError(
        f"Only scalar multiply works, got shape {scalar.get_shape()}. Write tf.multiply(x, y) for tensors."
    )


@op(f"Xdivy(x: T, y: T; T: {_CONTINUOUS}) -> (z: T)", shape=rules.broadcast)
def xdivy(x, y):
    """x / y, and zero where x is zero.

    Args:
      x: a Tensor of floats or complex numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.
    """
    return xp.xdivy(x, y)


@op(f"Xlogy(x: T, y: T; T: {_CONTINUOUS}) -> (z: T)", shape=rules.broadcast)
def xlogy(x, y):
    """x * log(y), and zero where x is zero.

    Args:
      x: a Tensor of floats or complex numbers.
      y: a Tensor of the same dtype, of a shape that broadcasts with x's.
      name: a name for the operation.
    """
    return xp.xlogy(x, y)
