"""Dimension: one size of a shape, possibly unknown, with TensorFlow 1's three-valued arithmetic."""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np

from scopeflow.graph.dtypes import DType


def size_of(value: Any) -> int | None:
    """The plain size that `value` stands for; None if unknown.

    Args:
      value: None, an int, a Dimension, or what `int` takes without loss: 3.0, "3", np.array([3]).

    Raises:
      ValueError: if it is negative, not whole, or text that is no number.
      TypeError: if it is no number at all.
    """
    if value is None:
        return None
    if value.__class__ is Dimension:
        return value._value
    if value.__class__ is int:
        size = value
    else:
        size = _to_int(value)
        if not isinstance(value, str | bytes) and size != value:
            raise ValueError(f"Ambiguous dimension: {value}. A size is a whole number.")
    if size < 0:
        raise ValueError(f"Dimension {size} must be >= 0. A size that is not known is None.")
    return size


def _to_int(value: Any) -> int:
    if isinstance(value, DType):
        raise TypeError(f"Cannot convert {value} to Dimension. Is it where a shape is expected?")
    if isinstance(value, complex):
        raise TypeError("can't convert complex to int. A size is a whole number.")
    if isinstance(value, np.ndarray):
        if value.size != 1:
            raise TypeError(
                "only size-1 arrays can be converted to Python scalars. "
                f"This one has shape {value.shape}; a shape is a flat list of sizes."
            )
        value = value.item()
    try:
        return int(value)
    except TypeError as error:
        raise TypeError(f"{error}. A size is an int, None or a Dimension.") from None


def dimension_of(size: int | None) -> Dimension:
    """A Dimension of a size that needs no check."""
    made: Dimension = object.__new__(Dimension)
    made._value = size
    return made


class Dimension:
    """One size of a tensor's shape: a number, or unknown.

    Arithmetic with an unknown size gives an unknown size; comparing with one gives None, neither
    True nor False, so test `.value is None` instead. Every Dimension is true, 0 and unknown too.

    Attributes:
      value: the size as an int, None if unknown.

    Args:
      value: a size >= 0, None, or another Dimension.

    Raises:
      ValueError: if `value` is negative or not whole.
      TypeError: if `value` is no number.

    >>> tf.Dimension(3) * 2, tf.Dimension(None) + 1, tf.Dimension(None) == 3
    (Dimension(6), Dimension(None), None)
    """

    __slots__ = ("__weakref__", "_value")

    _value: int | None

    def __init__(self, value: Any) -> None:
        self._value = size_of(value)

    @property
    def value(self) -> int | None:
        return self._value

    def is_compatible_with(self, other: Any) -> bool:
        """Whether both may be the same size: equal, or one of them unknown.

        >>> tf.Dimension(3).is_compatible_with(None), tf.Dimension(3).is_compatible_with(4)
        (True, False)
        """
        size = _size_or_refusal(other)
        if size is NotImplemented:
            return NotImplemented
        return self._value is None or size is None or self._value == size

    def assert_is_compatible_with(self, other: Any) -> None:
        """Checks that both may be the same size.

        Raises:
          ValueError: if they cannot be.
        """
        if self.is_compatible_with(other) is False:
            raise ValueError(f"Dimensions {self} and {other} are not compatible")

    def merge_with(self, other: Any) -> Dimension:
        """The size that both have: the known one if one is unknown.

        Raises:
          ValueError: if they differ.

        >>> tf.Dimension(None).merge_with(3)
        Dimension(3)
        """
        size = _size_or_refusal(other)
        if size is NotImplemented:
            return NotImplemented
        self.assert_is_compatible_with(size)
        return dimension_of(size if self._value is None else self._value)

    def __repr__(self) -> str:
        return f"Dimension({self._value})"

    def __str__(self) -> str:
        return "?" if self._value is None else str(self._value)

    def __int__(self) -> int:
        return self._value  # type: ignore[return-value]  # None: int() and indexing refuse it

    __long__ = __index__ = __int__

    def __reduce__(self) -> tuple[type[Dimension], tuple[int | None]]:
        return Dimension, (self._value,)

    def __eq__(self, other: object) -> Any:
        size = _size_or_refusal(other)
        if size is NotImplemented:
            return NotImplemented
        return None if self._value is None or size is None else self._value == size

    def __ne__(self, other: object) -> Any:
        size = _size_or_refusal(other)
        if size is NotImplemented:
            return NotImplemented
        return None if self._value is None or size is None else self._value != size

    # An unknown size equals nothing, not even itself, so there is no hash to agree with.
    __hash__ = None  # type: ignore[assignment]

    def __lt__(self, other: Any) -> bool | None:
        size = size_of(other)
        return None if self._value is None or size is None else self._value < size

    def __le__(self, other: Any) -> bool | None:
        size = size_of(other)
        return None if self._value is None or size is None else self._value <= size

    def __gt__(self, other: Any) -> bool | None:
        size = size_of(other)
        return None if self._value is None or size is None else self._value > size

    def __ge__(self, other: Any) -> bool | None:
        size = size_of(other)
        return None if self._value is None or size is None else self._value >= size

    def __add__(self, other: Any) -> Dimension:
        size = _size_or_refusal(other)
        if size is NotImplemented:
            return NotImplemented
        return dimension_of(None if self._value is None or size is None else self._value + size)

    def __radd__(self, other: Any) -> Dimension:
        return self + other

    def __sub__(self, other: Any) -> Dimension:
        size = _size_or_refusal(other)
        if size is NotImplemented:
            return NotImplemented
        return Dimension(None if self._value is None or size is None else self._value - size)

    def __rsub__(self, other: Any) -> Dimension:
        size = size_of(other)
        return Dimension(None if self._value is None or size is None else size - self._value)

    def __mul__(self, other: Any) -> Dimension:
        size = _size_or_refusal(other)
        if size is NotImplemented:
            return NotImplemented
        return dimension_of(None if self._value is None or size is None else self._value * size)

    def __rmul__(self, other: Any) -> Dimension:
        return self * other

    def __floordiv__(self, other: Any) -> Dimension:
        size = _size_or_refusal(other)
        if size is NotImplemented:
            return NotImplemented
        return _divide(self._value, size)

    def __rfloordiv__(self, other: Any) -> Dimension:
        return _divide(size_of(other), self._value)

    def __div__(self, other: Any) -> Dimension:
        return self // other

    def __truediv__(self, other: Any) -> NoReturn:
        raise _no_true_division("Dimension", type(other).__name__)

    def __rtruediv__(self, other: Any) -> NoReturn:
        raise _no_true_division(type(other).__name__, "Dimension")

    __rdiv__ = __rtruediv__

    def __mod__(self, other: Any) -> Dimension:
        size = size_of(other)
        if self._value is None or size is None:
            return dimension_of(None)
        if size == 0:
            raise ZeroDivisionError("integer division or modulo by zero")
        return dimension_of(self._value % size)

    def __rmod__(self, other: Any) -> Dimension:
        return as_dimension(other) % self


def _size_or_refusal(value: Any) -> Any:
    """The size `value` stands for; NotImplemented if it is none, so that Python asks the other."""
    try:
        return size_of(value)
    except (TypeError, ValueError):
        return NotImplemented


def _divide(size: int | None, by: int | None) -> Dimension:
    if size is None or by is None:
        return dimension_of(None)
    if by == 0:
        raise ZeroDivisionError("integer division or modulo by zero")
    return dimension_of(size // by)


def _no_true_division(left: str, right: str) -> TypeError:
    return TypeError(
        f"unsupported operand type(s) for /: '{left}' and '{right}', please use // instead"
    )


def as_dimension(value: Any) -> Dimension:
    """`value` as a Dimension; a Dimension comes back as it is. Errors as `Dimension`."""
    return value if isinstance(value, Dimension) else Dimension(value)


def dimension_value(dimension: Any) -> Any:
    """The plain size of a Dimension; anything else comes back as it is.

    >>> tf.dimension_value(tf.Dimension(3)), tf.dimension_value(3)
    (3, 3)
    """
    return dimension._value if isinstance(dimension, Dimension) else dimension
