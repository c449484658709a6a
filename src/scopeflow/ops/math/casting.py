"""Changing a tensor's dtype: by value (`cast` and its shorthands), with saturation, and by bits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.composite import CompositeTensor
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.dtypes import as_dtype
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.dispatch import dispatched
from scopeflow.ops.math.arithmetic import maximum, minimum
from scopeflow.ops.rules import Dims
from scopeflow.ops.scoping import name_scope

_BITS = (
    "{bfloat16|float16|float32|float64|int64|int32|uint8|uint16|uint32|uint64|int8|int16|complex64|complex128"
    "|qint8|quint8|qint16|quint16|qint32}"
)


@op(
    "Cast(x: SrcT; SrcT: type, DstT: type, Truncate: bool = False) -> (y: DstT)",
    shape=rules.unchanged,
)
def _raw_cast(x, *, DstT):  # noqa: N803 - the attribute's name
    """The values of x in another dtype."""
    return xp.cast(x, DstT.as_numpy_dtype)


@dispatched
def cast(x: Any, dtype: Any, name: str | None = None) -> Tensor:
    """The values of `x` in another dtype; `x` itself where it has it already.

    Floats lose their fraction on the way to integers; what does not fit, and NaN, becomes the smallest int32 or
    int64. Everything but zero becomes True; complex numbers keep their real part.

    Args:
      x: a Tensor or something that converts to one.
      dtype: the DType wanted.
      name: a name for the operation.

    Returns:
      A Tensor of x's shape.

    Raises:
      TypeError: if `dtype` is none.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.cast([1.8, 2.2], tf.int32))
    Tensor("Cast:0", shape=(2,), dtype=int32)

    ```
    """
    wanted = dtypes.as_dtype(dtype).base_dtype
    # (of what is no tensor resource variables alone have an id: such a one is read by whoever takes it)
    if (isinstance(x, Tensor) or hasattr(x, "_unique_id")) and x.dtype is wanted:
        return x
    with name_scope(name, "Cast", [x]) as full:
        if isinstance(x, CompositeTensor) and hasattr(x, "dense_shape"):
            return _cast_values(x, wanted, full)
        x = internal_convert(x, name="x")
        if x.dtype.base_dtype is not wanted:
            x = _raw_cast(x, DstT=wanted, name=full)
        return x


def _cast_values(x: Any, wanted: dtypes.DType, name: str) -> Any:
    """A SparseTensor or IndexedSlices around the cast values."""
    values = cast(x.values, wanted, name)
    return x._with_tensors([values if part is x.values else part for part in x._tensors()])


def saturate_cast(value: Any, dtype: Any, name: str | None = None) -> Tensor:
    """The values of `value` in another dtype, held within its range first.

    Args:
      value: a Tensor of numbers.
      dtype: the DType wanted.
      name: a name for the operation.
    """
    with name_scope(name, "saturate_cast", [value]) as full:
        value = internal_convert(value, name="value")
        dtype = dtypes.as_dtype(dtype).base_dtype
        kind = value.dtype.base_dtype
        if _number(kind.min) < _number(dtype.min):
            value = maximum(value, constant(dtype.min, kind, name="min"))
        if _number(kind.max) > _number(dtype.max):
            value = minimum(value, constant(dtype.max, kind, name="max"))
        return cast(value, dtype, name=full)


def _number(limit: Any) -> int | float:
    """A dtype's limit as a Python number: NumPy would compare in the narrower of two dtypes."""
    return int(limit) if isinstance(limit, (int, np.integer)) else float(limit)


def to_float(x: Any, name: str | None = "ToFloat") -> Tensor:
    """`tf.cast(x, tf.float32)`."""
    return cast(x, dtypes.float32, name)


def to_double(x: Any, name: str | None = "ToDouble") -> Tensor:
    """`tf.cast(x, tf.float64)`."""
    return cast(x, dtypes.float64, name)


def to_int32(x: Any, name: str | None = "ToInt32") -> Tensor:
    """`tf.cast(x, tf.int32)`."""
    return cast(x, dtypes.int32, name)


def to_int64(x: Any, name: str | None = "ToInt64") -> Tensor:
    """`tf.cast(x, tf.int64)`."""
    return cast(x, dtypes.int64, name)


def to_bfloat16(x: Any, name: str | None = "ToBFloat16") -> Tensor:
    """`tf.cast(x, tf.bfloat16)`."""
    return cast(x, dtypes.bfloat16, name)


def to_complex64(x: Any, name: str | None = "ToComplex64") -> Tensor:
    """`tf.cast(x, tf.complex64)`."""
    return cast(x, dtypes.complex64, name)


def to_complex128(x: Any, name: str | None = "ToComplex128") -> Tensor:
    """`tf.cast(x, tf.complex128)`."""
    return cast(x, dtypes.complex128, name)


def _bitcast_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    dims = inputs[0]._dims
    source, target = inputs[0].dtype.base_dtype.size, attrs["type"].size
    if dims is None or source == target:
        return (dims,)
    if source > target:
        return ((*dims, source // target),)
    if not dims:
        raise ShapeMismatch("Shape must be at least rank 1 but is rank 0")
    ratio = target // source
    if dims[-1] is not None and dims[-1] != ratio:
        raise ShapeMismatch(f"Cannot bitcast due to shape. {dims[-1]} does not match {ratio}")
    return (dims[:-1],)


@op(
    f"Bitcast(input: T; T: {_BITS}, type: {_BITS}) -> (output: type)",
    shape=_bitcast_shape,
    alias=True,
)
def bitcast(input, *, type):
    """The same bits read as another dtype.

    A smaller dtype adds a last dimension, a larger one uses it up.

    Args:
      input: a Tensor of numbers.
      type: the DType wanted.
      name: a name for the operation.

    Raises:
      ValueError: if the last dimension does not hold whole values of the wider dtype.
    """
    source = as_dtype(input.dtype)
    ratio = type.size // source.size
    # TensorFlow's sentence gives the types by their numbers
    xp.check(
        ratio <= 1 or input.shape[-1:] == (ratio,),
        None,
        "Cannot bitcast from %s to %s. The shape is %s.",
        source.as_datatype_enum,
        type.as_datatype_enum,
        compact(input.shape),
    )
    return xp.bitcast(input, type.as_numpy_dtype)
