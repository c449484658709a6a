"""Parts of tensors by position: slice, strided_slice, and what `tensor[...]` means."""

from __future__ import annotations

import builtins
import numbers
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.operation import Operation
from scopeflow.graph.shapes import Dimension
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import ones_like
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.arrays.slice_shapes import strided_slice_shape
from scopeflow.ops.calling import call
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value, constant_value_as_shape

# -- slice -----------------------------------------------------------------------------------------


def _sliced(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    begin = rules.with_rank(inputs[1]._dims, 1)
    length = rules.merge(begin, rules.with_rank(inputs[2]._dims, 1))
    dims = inputs[0]._dims
    count = length[0] if length is not None else None
    if count is None and dims is not None:
        count = len(dims)
    if count is None:
        return (None,)
    dims = rules.with_rank(dims, count)
    assert dims is not None
    starts = constant_value_as_shape(inputs[1]) or (None,) * count
    sizes = constant_value(inputs[2])
    if sizes is None:
        return (constant_value_as_shape(inputs[2]) or (None,) * count,)
    constant_value_as_shape(inputs[2])
    made: list[int | None] = []
    for dim, start, size in zip(dims, starts, sizes.tolist(), strict=True):
        if size != -1:
            made.append(size)
        elif dim is None or start is None:
            made.append(None)
        elif start > dim:
            raise ShapeMismatch(
                f"Negative dimension size caused by subtracting {start} from {dim}", shapes=(1, 2)
            )
        else:
            made.append(dim - start)
    return (tuple(made),)


def _box_of_known_size(node: Operation) -> tuple[str, ...]:
    """Where a box begins may be computed if it has one size wherever it lies."""
    size = constant_value(node._inputs[2])
    return ("begin",) if size is not None and (size >= 0).all() else ()


@op(
    "Slice(input: T, begin: Index, size: Index; T: type, Index: index) -> (output: T)",
    shape=_sliced,
    static=("begin", "size"),
    loose=_box_of_known_size,
)
def _slice(input: Any, begin: Any, size: Any) -> Any:
    """The box of input that starts at begin."""
    return xp.slice(input, begin, size)


def slice(input_: Any, begin: Any, size: Any, name: str | None = None) -> Tensor:
    """The box of `input_` that starts at `begin` and has the shape `size`.

    Args:
      input_: a tensor.
      begin: an int32 or int64 vector, one start for each dimension.
      size: as long; -1 means up to the end.
      name: the wish for the node's name.

    Raises:
      ValueError: if the lengths do not fit the rank of `input_`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.slice(tf.zeros([4, 6]), [1, 2], [2, -1])
    <tf.Tensor 'Slice:0' shape=(2, 4) dtype=float32>

    ```
    """
    return _slice(input_, begin, size, name=name)


# -- strided slice ---------------------------------------------------------------------------------

_STRIDED = (
    "T: type, Index: index, begin_mask: int = 0, end_mask: int = 0, ellipsis_mask: int = 0, "
    "new_axis_mask: int = 0, shrink_axis_mask: int = 0"
)


def _picks_alone(node: Operation) -> tuple[str, ...]:
    """Where a slice begins may be computed if it takes of each dimension one element, or all."""
    count = node._inputs[3]._dims
    if count is None or count[0] is None:
        return ()
    masks = node._attrs
    whole = masks["begin_mask"] & masks["end_mask"]
    plain = whole | masks["ellipsis_mask"] | masks["new_axis_mask"] | masks["shrink_axis_mask"]
    return ("begin", "end") if plain == plain | ((1 << count[0]) - 1) else ()


@op(
    f"StridedSlice(input: T, begin: Index, end: Index, strides: Index; {_STRIDED}) -> (output: T)",
    shape=strided_slice_shape,
    static=("begin", "end", "strides"),
    loose=_picks_alone,
)
def strided_slice_op(
    input: Any,
    begin: Any,
    end: Any,
    strides: Any,
    *,
    begin_mask: int,
    end_mask: int,
    ellipsis_mask: int,
    new_axis_mask: int,
    shrink_axis_mask: int,
) -> Any:
    """`input[begin:end:strides]` with one bit for each entry in the masks."""
    return xp.strided_slice(
        input,
        begin,
        end,
        strides,
        begin_mask=begin_mask,
        end_mask=end_mask,
        ellipsis_mask=ellipsis_mask,
        new_axis_mask=new_axis_mask,
        shrink_axis_mask=shrink_axis_mask,
    )


def strided_slice(
    input_: Any,
    begin: Any,
    end: Any,
    strides: Any = None,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
    var: Any = None,
    name: str | None = None,
) -> Tensor:
    """`input_[begin:end:strides]`; `input_[...]` is the easier way to write it.

    Args:
      input_: a tensor.
      begin: an int32 or int64 vector of starts, for the leading dimensions.
      end: as long, the ends; they are not part of the result.
      strides: as long, the steps; 1 by default.
      begin_mask: bit i set: entry i starts at the start, whatever `begin` says.
      end_mask: bit i set: entry i goes up to the end.
      ellipsis_mask: bit i set: entry i is `...`.
      new_axis_mask: bit i set: entry i is a new dimension of 1.
      shrink_axis_mask: bit i set: entry i is an index, and its dimension goes.
      var: the variable behind `input_`; makes the result assignable.
      name: the wish for the node's name.
    """
    if strides is None:
        strides = ones_like(begin)
    made = strided_slice_op(
        input_,
        begin,
        end,
        strides,
        name=name,
        begin_mask=begin_mask,
        end_mask=end_mask,
        ellipsis_mask=ellipsis_mask,
        new_axis_mask=new_axis_mask,
        shrink_axis_mask=shrink_axis_mask,
    )
    parent_name = name

    if var is not None:

        def assign(value: Any, name: str | None = None) -> Any:
            """Assigns to this part of the variable that it was sliced from."""
            return var._strided_slice_assign(
                begin=begin,
                end=end,
                strides=strides,
                value=value,
                name=(parent_name or "strided_slice/") + "_assign" if name is None else name,
                begin_mask=begin_mask,
                end_mask=end_mask,
                ellipsis_mask=ellipsis_mask,
                new_axis_mask=new_axis_mask,
                shrink_axis_mask=shrink_axis_mask,
            )

        made.assign = assign
    return made


# -- tensor[...] -----------------------------------------------------------------------------------

_ADVICE = (
    "Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar tf.int32/tf.int64 "
    "tensors are valid indices"
)
_INDEX_TYPES = (dtypes.int32, dtypes.int64)


def _check_index(index: Any) -> None:
    """Refuses what can be no index.

    Raises:
      TypeError: if it is no integer.
    """
    if isinstance(index, (numbers.Integral, Dimension)) and not isinstance(index, np.generic):
        return
    dtype = getattr(index, "dtype", None)
    if dtype is not None:
        known = dtype if isinstance(dtype, dtypes.DType) else dtypes.from_numpy(np.dtype(dtype))
        if known is not None and known.base_dtype in _INDEX_TYPES:
            rank = index.shape.ndims if isinstance(index, Tensor) else len(index.shape)
            if rank != 1:
                return
    raise TypeError(f"{_ADVICE}, got {index!r}")


def slice_tensor(tensor: Any, slice_spec: Any, var: Any = None) -> Tensor:
    """`tensor[slice_spec]`: Python's slices, `...`, `tf.newaxis`, ints, scalar int tensors, bool masks.

    Args:
      tensor: the tensor.
      slice_spec: what stands between the brackets.
      var: the variable behind `tensor`; makes the result assignable.

    Raises:
      TypeError: if an index is no integer.
      ValueError: if an index is out of range, or there are more than dimensions.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     x = tf.placeholder(tf.float32, [4, None, 5])
    ...     x[0].shape.as_list(), x[..., 1:3].shape.as_list(), x[:, tf.newaxis].shape.as_list()
    ([None, 5], [4, None, 2], [4, 1, None, 5])

    ```
    """
    if _is_mask(slice_spec):
        # a Python bool is a mask too, and refused as one
        from scopeflow.ops.arrays.masking import boolean_mask

        return boolean_mask(tensor, slice_spec)
    if not isinstance(slice_spec, (list, tuple)):
        slice_spec = [slice_spec]
    begin: list[Any] = []
    end: list[Any] = []
    strides: list[Any] = []
    begin_mask = end_mask = ellipsis_mask = new_axis_mask = shrink_axis_mask = 0
    for index, part in enumerate(slice_spec):
        bit = 1 << index
        if isinstance(part, builtins.slice):
            if _is_given(part.start):
                _check_index(part.start)
                begin.append(part.start)
            else:
                begin.append(0)
                begin_mask |= bit
            if _is_given(part.stop):
                _check_index(part.stop)
                end.append(part.stop)
            else:
                end.append(0)
                end_mask |= bit
            if part.step is not None:
                _check_index(part.step)
                strides.append(part.step)
            else:
                strides.append(1)
            continue
        strides.append(1)
        if part is Ellipsis or part is None:
            begin.append(0)
            end.append(0)
            if part is None:
                new_axis_mask |= bit
            else:
                ellipsis_mask |= bit
        else:
            _check_index(part)
            begin.append(part)
            end.append(part + 1)
            shrink_axis_mask |= bit
    with name_scope(None, "strided_slice", [tensor, *begin, *end, *strides]) as scope:
        if begin:
            packed = [stack(begin), stack(end), stack(strides)]
            if any(one.dtype is dtypes.int64 for one in packed):
                packed = [
                    one if one.dtype is dtypes.int64 else call("Cast", one, DstT=dtypes.int64)
                    for one in packed
                ]
        else:
            packed = [constant([], dtypes.int32)] * 3
        return strided_slice(
            tensor,
            packed[0],
            packed[1],
            packed[2],
            begin_mask=begin_mask,
            end_mask=end_mask,
            ellipsis_mask=ellipsis_mask,
            new_axis_mask=new_axis_mask,
            shrink_axis_mask=shrink_axis_mask,
            var=var,
            name=scope,
        )


def _is_given(bound: Any) -> bool:
    return bound is not None and (isinstance(bound, Tensor) or bound != sys.maxsize)


def _is_mask(spec: Any) -> bool:
    if isinstance(spec, bool):
        return True
    return isinstance(spec, (Tensor, np.ndarray)) and spec.dtype in (dtypes.bool, np.bool_)


def _getitem(tensor: Tensor, slice_spec: Any, var: Any = None) -> Tensor:
    return slice_tensor(tensor, slice_spec, var)


Tensor._override_operator("__getitem__", _getitem)

newaxis = None

__all__ = ["newaxis", "slice", "slice_tensor", "strided_slice"]
