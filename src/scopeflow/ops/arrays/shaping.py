"""Another shape for the same values, and the ops that tell a shape: reshape, expand_dims, shape, size, rank."""

from __future__ import annotations

import math
import numbers
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.calling import call
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.dispatch import dispatched
from scopeflow.ops.refusal import converts_again
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value, constant_value_as_shape

# -- reshape ---------------------------------------------------------------------------------------


def _count(dims: Sequence[int | None]) -> int | None:
    """The number of elements; 0 as soon as one dimension is 0, None if a dimension is unknown."""
    if 0 in dims:
        return 0
    return None if None in dims else math.prod(dims)  # type: ignore[arg-type]


def reshaped(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    before = inputs[0]._dims
    rules.with_rank(inputs[1]._dims, 1)
    after = constant_value_as_shape(inputs[1])
    if after is None or before is None:
        return (after,)
    size = _count(before)
    if None not in after:
        wanted = math.prod(after)  # type: ignore[arg-type]
        if size is not None and size != wanted:
            raise ShapeMismatch(
                f"Cannot reshape a tensor with {size} elements to shape {compact(after)} ({wanted} elements)",
                shapes=(1,),
            )
        if size is None and before.count(None) == 1:
            _with_missing_dim(after, before, wanted)
        return (after,)
    if after.count(None) == 1:
        return (_with_missing_dim(before, after, size),)
    return (after,)


def _with_missing_dim(
    before: Sequence[int | None], after: tuple[int | None, ...], size: int | None
) -> rules.Dims:
    known = math.prod(d for d in after if d is not None)
    if size is not None:
        if known == 0:
            if size:
                raise ShapeMismatch(
                    f"Cannot reshape a tensor with {size} elements to shape {compact(after)} (0 elements)",
                    shapes=(1,),
                )
            return after
        if size % known:
            raise ShapeMismatch(
                f"Dimension size must be evenly divisible by {known} but is {size}", shapes=(1,)
            )
        missing: int | None = size // known
    else:
        missing = None
    return tuple([missing if d is None else d for d in after])


@op(
    "Reshape(tensor: T, shape: Tshape; T: type, Tshape: index = int32) -> (output: T)",
    shape=reshaped,
    static=("shape",),
    alias=True,
)
def reshape(tensor: Any, shape: Any) -> Any:
    """The same values in another shape.

    Args:
      tensor: any tensor.
      shape: an int32 or int64 vector; one -1 is worked out from the number of values.
      name: the wish for the node's name.

    Raises:
      ValueError: if the values do not fill the shape, as far as this is known.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     x = tf.placeholder(tf.float32, [4, 6])
    ...     tf.reshape(x, [3, -1]).shape, tf.reshape(x, [-1, 2, 2]).shape
    (TensorShape([Dimension(3), Dimension(8)]), TensorShape([Dimension(6), Dimension(2), Dimension(2)]))

    ```
    """
    return xp.reshape(tensor, shape)


# -- one dimension more or less --------------------------------------------------------------------


def _expanded(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = inputs[0]._dims
    where = inputs[1]._dims
    if where is not None and math.prod(d or 0 if d is not None else 1 for d in where) != 1:
        raise ShapeMismatch("'dim' input must be a tensor with a single value", values=(1,))
    if dims is None:
        return (None,)
    value = constant_value(inputs[1])
    if value is None:
        return (None,)
    dim = int(value.reshape(()))
    rank = len(dims)
    if not -1 - rank <= dim <= rank:
        raise ShapeMismatch(f"dim {dim} not in the interval [{-1 - rank}, {rank}].", values=(1,))
    dim += rank + 1 if dim < 0 else 0
    return ((*dims[:dim], 1, *dims[dim:]),)


@op(
    "ExpandDims(input: T, dim: Tdim; T: type, Tdim: index = int32) -> (output: T)",
    shape=_expanded,
    static=("dim",),
    alias=True,
)
def _expand_dims(input: Any, dim: Any) -> Any:
    """The same values with a dimension of 1 put in."""
    return xp.expand_dims(input, dim)


@converts_again("input")
def expand_dims(input: Any, axis: Any = None, name: str | None = None, dim: Any = None) -> Tensor:
    """The same values with a dimension of 1 put in.

    Args:
      input: any tensor.
      axis: where the new dimension goes, in [-1 - rank, rank]; negative counts from the end.
      name: the wish for the node's name.
      dim: the old name of `axis`.

    Raises:
      ValueError: if `axis` is out of range, or missing, or given under both names.
    """
    axis = _renamed("axis", axis, "dim", dim)
    if axis is None:
        raise ValueError("Must specify an axis argument to tf.expand_dims()")
    return _expand_dims_at(input, axis, name)


@converts_again("input")
def _expand_dims_at(input: Any, axis: Any, name: str | None) -> Tensor:
    return _expand_dims(input, axis, name=name)


def _squeezed(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = inputs[0]._dims
    axes = attrs["squeeze_dims"]
    if dims is None:
        return (None,)
    rank = len(dims)
    chosen = set()
    for index, axis in enumerate(axes):
        if not -rank <= axis < rank:
            raise ShapeMismatch(f"squeeze_dims[{index}] not in [{-rank},{rank}).")
        chosen.add(axis % rank)
    if not axes:
        if None in dims:
            return (None,)
        return (tuple([d for d in dims if d != 1]),)
    for axis in sorted(chosen):
        if dims[axis] not in (1, None):
            raise ShapeMismatch(
                f"Can not squeeze dim[{axis}], expected a dimension of 1, got {dims[axis]}"
            )
    return (tuple([d for index, d in enumerate(dims) if index not in chosen]),)


@op(
    "Squeeze(input: T; T: type, squeeze_dims: list(int) >= 0 = []) -> (output: T)",
    shape=_squeezed,
    alias=True,
)
def _squeeze(input: Any, *, squeeze_dims: Any) -> Any:
    """The same values without some dimensions of 1."""
    return xp.squeeze(input, tuple(squeeze_dims) or None)


@converts_again("input")
def squeeze(
    input: Any, axis: Any = None, name: str | None = None, squeeze_dims: Any = None
) -> Tensor:
    """The same values without the dimensions of 1.

    Args:
      input: any tensor.
      axis: an int or list of ints: only these dimensions go; they must be 1. By default all of 1.
      name: the wish for the node's name.
      squeeze_dims: the old name of `axis`.

    Raises:
      ValueError: if a dimension named is not 1, or `axis` is given under both names.
    """
    axis = _renamed("axis", axis, "squeeze_dims", squeeze_dims)
    if np.isscalar(axis):
        axis = [axis]
    axis = [] if axis is None else axis
    if not isinstance(axis, (list, tuple)):
        raise TypeError(f"Expected list for 'axis' argument to 'squeeze' Op, not {axis!r}.")
    try:
        axes = [int(one) for one in axis]
    except (TypeError, ValueError):
        bad = next(one for one in axis if not isinstance(one, numbers.Integral))
        raise TypeError(f"Expected int for argument 'axis' not {bad!r}.") from None
    return _squeeze(input, squeeze_dims=axes, name=name)


def _renamed(name: str, value: Any, old_name: str, old_value: Any) -> Any:
    """The value of an argument that once had another name."""
    if old_value is not None:
        if value is not None:
            raise ValueError(
                f"Cannot specify both '{old_name}' and '{name}'. Leave out the older '{old_name}'."
            )
        return old_value
    return value


# -- what shape it is ------------------------------------------------------------------------------


def _length_is_rank(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    return tuple([(None,) if t._dims is None else (len(t._dims),) for t in inputs])


@op(
    "Shape(input: T; T: type, out_type: index = int32) -> (output: out_type)", shape=_length_is_rank
)
def shape_op(input: Any, *, out_type: Any) -> Any:
    """The shape of a tensor as an int vector."""
    return xp.shape(input, out_type.as_numpy_dtype)


@op(
    "ShapeN(input: N * T; N: int >= 1, T: type, out_type: index = int32) -> (output: N * out_type)",
    shape=_length_is_rank,
)
def _shape_n(input: Any, *, out_type: Any) -> Any:
    """The shapes of several tensors."""
    return tuple([xp.shape(one, out_type.as_numpy_dtype) for one in input])


@op("Size(input: T; T: type, out_type: index = int32) -> (output: out_type)", shape=rules.scalar)
def size_op(input: Any, *, out_type: Any) -> Any:
    """The number of elements of a tensor."""
    return xp.size(input, out_type.as_numpy_dtype)


@op("Rank(input: T; T: type) -> (output: int32)", shape=rules.scalar)
def rank_op(input: Any) -> Any:
    """The number of dimensions of a tensor."""
    return xp.rank(input)


def shape(input: Any, name: str | None = None, out_type: Any = dtypes.int32) -> Tensor:
    """The shape of `input` as a vector; a constant if it is known while the graph is built.

    Args:
      input: any tensor.
      name: the wish for the node's name.
      out_type: int32 or int64.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.shape(tf.zeros([2, 3])).op.type, tf.shape(tf.placeholder(tf.float32)).op.type
    ('Const', 'Shape')

    ```
    """
    return shape_internal(input, name, True, out_type)


def shape_internal(
    input: Any, name: str | None = None, optimize: bool = True, out_type: Any = dtypes.int32
) -> Tensor:
    """`shape`; without `optimize` always a Shape node."""
    with name_scope(name, "Shape", [input]) as scope:
        if getattr(input, "_is_sparse", False):
            return call("Cast", input.dense_shape, DstT=dtypes.as_dtype(out_type))
        # a resource variable that the node takes is read again for it
        dims = convert_to_tensor(input)._dims
        if optimize and dims is not None and None not in dims:
            return constant(dims, out_type, name=scope)
        return shape_op(input, out_type=out_type, name=scope)


def shape_n(input: Any, out_type: Any = dtypes.int32, name: str | None = None) -> list[Tensor]:
    """The shapes of several tensors, from one node.

    Args:
      input: a list of tensors of one dtype.
      out_type: int32 or int64.
      name: the wish for the node's name.
    """
    return _shape_n(input, out_type=out_type, name=name)


@dispatched
def size(input: Any, name: str | None = None, out_type: Any = dtypes.int32) -> Tensor:
    """The number of elements of `input`, a scalar; a constant if it is known while the graph is built.

    Args:
      input: any tensor.
      name: the wish for the node's name.
      out_type: the result's dtype.
    """
    return size_internal(input, name, True, out_type)


def size_internal(
    input: Any, name: str | None = None, optimize: bool = True, out_type: Any = dtypes.int32
) -> Tensor:
    """`size`; without `optimize` always a Size node."""
    with name_scope(name, "Size", [input]) as scope:
        if getattr(input, "_is_sparse", False):
            whole = call("Cast", input.dense_shape, DstT=dtypes.as_dtype(out_type))
            return call("Prod", whole, 0, name=scope)
        dims = convert_to_tensor(input)._dims
        if optimize and dims is not None:
            if None not in dims:
                return constant(math.prod(dims), out_type, name=scope)
            if 0 in dims:
                return constant(0, out_type, name=scope)
        return size_op(input, out_type=out_type, name=scope)


@dispatched
def rank(input: Any, name: str | None = None) -> Tensor:
    """The number of dimensions of `input`, an int32 scalar; a constant if it is known.

    Args:
      input: any tensor.
      name: the wish for the node's name.
    """
    return rank_internal(input, name)


def rank_internal(input: Any, name: str | None = None, optimize: bool = True) -> Tensor:
    """`rank`; without `optimize` always a Rank node."""
    with name_scope(name, "Rank", [input]) as scope:
        if getattr(input, "_is_sparse", False):
            return size_op(input.dense_shape, out_type=dtypes.int32, name=scope)
        dims = convert_to_tensor(input)._dims
        if optimize and dims is not None:
            return constant(len(dims), dtypes.int32, name=scope)
        return rank_op(input, name=scope)
