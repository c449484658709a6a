"""Constants: the Const op, `tf.constant`, and the conversion of plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph import dtypes, ports
from scopeflow.graph.convert import register_tensor_conversion_function
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.shapes import Dimension, TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.values import Continued, array_of
from scopeflow.ops.define import op


def _shape_of_value(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[tuple[int, ...]]:
    return (attrs["value"].shape,)


@op("Const(; value: tensor, dtype: type) -> (output: dtype)", shape=_shape_of_value)
def const(*, value: Any) -> Any:
    """A value fixed while the graph is built."""
    return value.view(np.ndarray) if type(value) is Continued else value


def constant(
    value: Any,
    dtype: Any = None,
    shape: Any = None,
    name: str = "Const",
    verify_shape: bool = False,
) -> Tensor:
    """A tensor with a fixed value.

    Args:
      value: a number, string, NumPy array, or nested lists of them.
      dtype: its DType; by default float32 for Python floats, int32 for ints that fit, else int64.
      shape: its shape; if it holds more elements than `value`, the last one is repeated.
      name: the wish for the operation's name.
      verify_shape: refuse a value of another shape instead of repeating.

    Returns:
      A Tensor.

    Raises:
      TypeError: if the value does not fit the dtype.
      ValueError: if it has too many elements, or is None.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     c = tf.constant([[1, 2], [3, 4]])
    >>> c.shape, c.dtype
    (TensorShape([Dimension(2), Dimension(2)]), tf.int32)

    ```
    """
    if dtype is not None:
        dtype = dtypes.as_dtype(dtype)
    if isinstance(shape, Tensor):
        shape = shape.__array__()  # refused: a constant's shape must be known
    try:
        array = array_of(value, dtype, shape, verify_shape)
    except NotImplementedError:
        # NumPy has asked a tensor among the values for its value
        raise TypeError(
            "List of Tensors when single Tensor expected. A constant's value is known now; "
            "use tf.stack for tensors."
        ) from None
    array.setflags(write=False)
    kept = dtype.base_dtype if dtype is not None else dtypes.from_numpy(array.dtype)
    graph = get_default_graph()
    if graph._finalized:
        graph._check_not_finalized()
    full = graph.final_name("Const" if name is None else name)
    made = graph.add_node(const, full, (), {"dtype": kept, "value": array}, (kept,))
    return made._outputs[0]


ports.constant.register(constant)


def _from_value(
    value: Any, dtype: Any = None, name: str | None = None, as_ref: bool = False
) -> Tensor:
    return constant(value, dtype, name="Const" if name is None else name)


def _from_shape(
    value: TensorShape, dtype: Any = None, name: str | None = None, as_ref: bool = False
) -> Any:
    if not value.is_fully_defined():
        raise ValueError(
            f"Cannot convert a partially known TensorShape to a Tensor: {value}. Use tf.shape(x) for its run-time shape."
        )
    sizes: Any = value.as_list()
    fits = all(size < 2**31 for size in sizes)
    if dtype is None:
        dtype = dtypes.int32 if fits else dtypes.int64
    elif dtype not in (dtypes.int32, dtypes.int64):
        raise TypeError(f"Cannot convert a TensorShape to dtype: {dtype}")
    elif dtype is dtypes.int32 and not fits:
        raise ValueError(f"Cannot convert a TensorShape with dimension {max(sizes)} to int32.")
    return constant(sizes, dtype, name="shape_as_tensor" if name is None else name)


def _from_dimension(
    value: Dimension, dtype: Any = None, name: str | None = None, as_ref: bool = False
) -> Any:
    if value.value is None:
        raise ValueError(f"Cannot convert an unknown Dimension to a Tensor: {value}")
    if dtype is None:
        dtype = dtypes.int32 if value.value < 2**31 else dtypes.int64
    elif dtype not in (dtypes.int32, dtypes.int64):
        raise TypeError(f"Cannot convert a TensorShape to dtype: {dtype}")
    return constant(value.value, dtype, name="shape_as_tensor" if name is None else name)


register_tensor_conversion_function((object,), _from_value, 200)
register_tensor_conversion_function(TensorShape, _from_shape, 100)
register_tensor_conversion_function(Dimension, _from_dimension, 100)
