"""Tensors of one value: fill, zeros, ones and their like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.dtypes import DType, as_dtype
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.constant import const, constant
from scopeflow.ops.arrays.packing import is_tensor_like
from scopeflow.ops.arrays.shaping import reshape, shape_internal
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.dispatch import dispatched
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value, constant_value_as_shape

# A constant with fewer elements is stored in the graph; a larger one is filled when it runs.
_SMALL = 1000
# (dtype, value, *shape) of such constants -> the attributes that those of one kind share.
_CONSTANTS: dict[Any, dict[str, Any]] = {}
_MOST_CONSTANTS = 1024
_JUST_INT = frozenset([int])


def _filled(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[0]._dims, 1)
    rules.with_rank(inputs[1]._dims, 0)
    value = constant_value(inputs[0])
    dims = constant_value_as_shape(inputs[0])
    if value is not None and (value < 0).any():
        raise ShapeMismatch("Fill dimensions must be >= 0", shapes=(0,))
    return (dims,)


@op(
    "Fill(dims: index_type, value: T; T: type, index_type: index = int32) -> (output: T)",
    shape=_filled,
    static=("dims",),
)
def fill(dims: Any, value: Any) -> Any:
    """A tensor in which every element is `value`.

    Args:
      dims: its shape, an int32 or int64 vector.
      value: a scalar of any dtype.
      name: the wish for the node's name.

    Raises:
      ValueError: if a dimension is negative, or `value` is no scalar.
    """
    return xp.fill(dims, value)


@op("ZerosLike(x: T; T: type) -> (y: T)", shape=rules.unchanged)
def _zeros_like(x: Any) -> Any:
    """Zeros in the shape of x."""
    return xp.zeros(np.shape(x), x.dtype)


@op(
    "OnesLike(x: T; T: {bfloat16|float16|float32|float64|int8|uint8|int16|uint16|int32|int64|"
    "complex64|complex128|bool}) -> (y: T)",
    shape=rules.unchanged,
)
def _ones_like(x: Any) -> Any:
    """Ones in the shape of x."""
    return xp.ones(np.shape(x), x.dtype)


def zeros(shape: Any, dtype: Any = dtypes.float32, name: str | None = None) -> Tensor:
    """Zeros; False for bool, empty strings for string.

    Args:
      shape: a list of ints, a TensorShape, or an int vector tensor.
      dtype: the DType.
      name: the wish for the node's name.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.zeros([2, 3]), tf.zeros([1000, 1000], tf.int32).op.type
    (<tf.Tensor 'zeros:0' shape=(2, 3) dtype=float32>, 'Fill')

    ```
    """
    dtype = as_dtype(dtype).base_dtype
    return _full(shape, _zero(dtype), dtype, name, "zeros")


def ones(shape: Any, dtype: Any = dtypes.float32, name: str | None = None) -> Tensor:
    """Ones; True for bool.

    Args:
      shape: a list of ints, a TensorShape, or an int vector tensor.
      dtype: the DType.
      name: the wish for the node's name.
    """
    dtype = as_dtype(dtype).base_dtype
    return _full(shape, True if dtype is dtypes.bool else 1, dtype, name, "ones")


def _zero(dtype: DType) -> Any:
    if dtype is dtypes.bool:
        return False
    return "" if dtype is dtypes.string else 0


def _full(shape: Any, value: Any, dtype: DType, name: str | None, default: str) -> Tensor:
    with name_scope(name, default, [shape]) as scope:
        if not isinstance(shape, Tensor):
            key = None
            if type(shape) in (list, tuple) and _JUST_INT.issuperset(map(type, shape)):
                key = (dtype, value, *shape)
                attrs = _CONSTANTS.get(key)
                if attrs is not None and scope:
                    graph = get_default_graph()
                    made = graph.add_node(const, graph.final_name(scope), (), attrs, (dtype,))
                    return made._outputs[0]
            try:
                small = _constant_if_small(value, shape, dtype, scope)
                if small is not None:
                    if key is not None and len(_CONSTANTS) < _MOST_CONSTANTS:
                        _CONSTANTS[key] = small._op._attrs
                    return small
                # A TensorShape chooses int64 where sizes need it.
                shape = convert_to_tensor(TensorShape(shape))
            except (TypeError, ValueError):
                shape = convert_to_tensor(shape, dtypes.int32)
        if not shape._dims:
            shape = reshape(shape, [-1])
        return fill(shape, constant(value, dtype), name=scope)


def _constant_if_small(value: Any, shape: Any, dtype: DType, name: str) -> Tensor | None:
    """The constant, if it has fewer than 1000 elements; multiplies tensors in `shape` as TensorFlow does.

    Raises:
      ValueError: if a dimension is negative.
    """
    try:
        if bool(_product(shape) < _SMALL):
            return constant(value, dtype, shape=[int(size) for size in shape], name=name)
    except TypeError:
        pass
    return None


def _product(shape: Any) -> Any:
    """The product of sizes of any kind; of tensors it is a tensor, made by Mul nodes."""
    if isinstance(shape, TensorShape):
        shape = shape.as_list()
    sizes = _flat(shape)
    if not sizes:
        return 1
    product = sizes[0]
    for size in sizes[1:]:
        product = product * size
    return product


def _flat(shape: Any) -> list[Any]:
    if isinstance(shape, np.ndarray):
        return shape.reshape(-1).tolist()
    if not isinstance(shape, (list, tuple)):
        return [shape]
    flat: list[Any] = []
    for size in shape:
        if isinstance(size, (list, tuple, np.ndarray)):
            flat.extend(_flat(size))
        else:
            flat.append(size)
    return flat


@dispatched
def zeros_like(
    tensor: Any, dtype: Any = None, name: str | None = None, optimize: bool = True
) -> Tensor:
    """Zeros in the shape of `tensor`.

    Args:
      tensor: any tensor.
      dtype: another DType than `tensor`'s.
      name: the wish for the node's name.
      optimize: make a constant where the shape is known.
    """
    with name_scope(name, "zeros_like", [tensor]) as scope:
        tensor = convert_to_tensor(tensor, name="tensor")
        if dtype is not None:
            dtype = as_dtype(dtype)
        wanted = tensor.dtype if dtype is None else dtype
        dims = tensor._dims
        if (
            optimize
            and dims is not None
            and None not in dims
            and tensor.dtype is not dtypes.variant
        ):
            return zeros(dims, wanted, name=scope)
        if dtype is not None and dtype is not tensor.dtype and tensor.dtype is not dtypes.variant:
            return zeros(shape_internal(tensor, optimize=optimize), dtype, name=scope)
        return _zeros_like(tensor, name=scope)


@dispatched
def ones_like(
    tensor: Any, dtype: Any = None, name: str | None = None, optimize: bool = True
) -> Tensor:
    """Ones in the shape of `tensor`.

    Args:
      tensor: any tensor.
      dtype: another DType than `tensor`'s.
      name: the wish for the node's name.
      optimize: use the shape as a constant where it is known.
    """
    with name_scope(name, "ones_like", [tensor]) as scope:
        tensor = convert_to_tensor(tensor, name="tensor")
        sizes = shape_internal(tensor, optimize=optimize)
        made = ones(sizes, tensor.dtype if dtype is None else dtype, name=scope)
        made.set_shape(tensor.shape)
        return made


__all__ = ["fill", "is_tensor_like", "ones", "ones_like", "zeros", "zeros_like"]
