"""What is checked of tensors while the graph is built, and never in a run: types, scalars, iterables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import DType
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.control.grouping import no_op
from scopeflow.ops.scoping import name_scope

# as in TensorFlow 1.15, where float16 is none of them
_NUMERIC = frozenset(
    [
        dtypes.float32,
        dtypes.float64,
        dtypes.int8,
        dtypes.int16,
        dtypes.int32,
        dtypes.int64,
        dtypes.uint8,
        dtypes.qint8,
        dtypes.qint32,
        dtypes.quint8,
        dtypes.complex64,
        dtypes.complex128,
    ]
)


def assert_type(
    tensor: Any, tf_type: Any, message: str | None = None, name: str | None = None
) -> Operation:
    """Refuses a tensor of another dtype than `tf_type`.

    Args:
      tensor: a tensor.
      tf_type: the DType it must have.
      message: a text to put before the error's.
      name: the wish for the scope's name.

    Returns:
      An Operation that does nothing.

    Raises:
      TypeError: if it has another.
    """
    with name_scope(name, "assert_type", [tensor]):
        tensor = convert_to_tensor(tensor, name="tensor")
        if tensor.dtype != tf_type:
            raise TypeError(f"{message or ''}  {tensor.name} must be of type {tf_type}")
        return no_op(name="statically_determined_correct_type")


def assert_integer(x: Any, message: str | None = None, name: str | None = None) -> Operation:
    """Refuses a tensor that does not hold integers.

    Args:
      x: a tensor.
      message: a text to put before the error's.
      name: the wish for the scope's name.

    Returns:
      An Operation that does nothing.

    Raises:
      TypeError: if its dtype is no integer type.
    """
    with name_scope(name, "assert_integer", [x]):
        x = convert_to_tensor(x, name="x")
        if not x.dtype.is_integer:
            raise TypeError(
                f'{message or ""}  Expected "x" to be integer type.  Found: {x.name} of dtype {x.dtype}'
            )
        return no_op(name="statically_determined_was_integer")


def assert_scalar(tensor: Any, name: str | None = None, message: str | None = None) -> Tensor:
    """The tensor itself, if it is known to be a scalar.

    Args:
      tensor: a tensor.
      name: the wish for the scope's name.
      message: a text to put before the error's.

    Raises:
      ValueError: if it is no scalar, or its shape is not known.
    """
    with name_scope(name, "assert_scalar", [tensor]) as scope:
        tensor = convert_to_tensor(tensor, name=scope)
        if tensor.shape.ndims != 0:
            raise ValueError(
                f"{message or ''}Expected scalar shape for {tensor.name}, saw shape: {tensor.shape}."
            )
        return tensor


def assert_same_float_dtype(tensors: Sequence[Any] | None = None, dtype: Any = None) -> DType:
    """The one floating dtype that all of `tensors` have.

    Args:
      tensors: tensors; None among them are skipped.
      dtype: the DType they are expected to have; that of the first by default, float32 if there is none.

    Raises:
      ValueError: if they differ, or the dtype is no floating one.
    """
    if tensors:
        dtype = _same_base_dtype(tensors, dtype)
    if not dtype:
        return dtypes.float32
    dtype = dtypes.as_dtype(dtype)
    if not dtype.is_floating:
        raise ValueError(f"Expected floating point type, got {dtype}.")
    return dtype


def _same_base_dtype(items: Sequence[Any], expected: Any) -> Any:
    """The base dtype of all `items`; what was expected names the one that differs first."""
    given = expected is not None
    source = None
    for item in items:
        if item is None:
            continue
        found = item.dtype.base_dtype
        if expected is None:
            expected, source = found, item
        elif expected != found:
            whose = "" if given or source is None else f" as {_name_of(source)}"
            raise ValueError(
                f"{_name_of(item)}, type={found}, must be of the same type ({expected}){whose}."
            )
    return expected


def _name_of(item: Any) -> str:
    return item.name if hasattr(item, "name") else str(item)


def is_numeric_tensor(tensor: Any) -> bool:
    """Whether `tensor` is a tensor of numbers: integers, floats or complex numbers, or quantized ones.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.is_numeric_tensor(tf.constant(1)), tf.is_numeric_tensor(tf.constant("a")), tf.is_numeric_tensor(1)
    (True, False, False)

    ```
    """
    return isinstance(tensor, Tensor) and tensor.dtype in _NUMERIC


def assert_proper_iterable(values: Any) -> None:
    """Refuses what is no iterable of its own parts: a tensor, an array, a string.

    Raises:
      TypeError: for those, and for what is no iterable.
    """
    sparse = type(values).__name__ == "SparseTensor"
    if sparse or isinstance(values, (Tensor, np.ndarray, bytes, str)):
        raise TypeError(
            f'Expected argument "values" to be a "proper" iterable.  Found: {type(values)}'
        )
    if not hasattr(values, "__iter__"):
        raise TypeError(f'Expected argument "values" to be iterable.  Found: {type(values)}')
