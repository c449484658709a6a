"""Choosing values by truth: where, boolean_mask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import reshape, shape, squeeze
from scopeflow.ops.arrays.slicing import slice_tensor
from scopeflow.ops.calling import call
from scopeflow.ops.define import op
from scopeflow.ops.refusal import converts_again
from scopeflow.ops.scoping import name_scope


def _places(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = inputs[0]._dims
    return ((None, None if dims is None else len(dims)),)


@op(
    "Where(input: T; T: {float32|float64|int32|uint8|int16|int8|complex64|int64|qint8|quint8|qint32|bfloat16|"
    "uint16|complex128|float16|uint32|uint64|bool} = bool) -> (index: int64)",
    shape=_places,
    host=True,
)
def _where(input: Any) -> Any:
    """The coordinates of the values that are not zero."""
    xp.check(input.ndim > 0, None, "WhereOp : Unhandled input dimensions: 0")
    return xp.where(input)


def _selected(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    condition, then, other = (tensor._dims for tensor in inputs)
    data = rules.merge(then, other)
    if data is None or condition is None or condition == ():
        return (data,)
    if len(condition) == 1:
        # a vector chooses rows; their number is not learnt from it
        if not data:
            rules.merge(data, condition)
        rules.merge(condition, data[:1])
        return (data,)
    return (rules.merge(data, condition),)


@op("Select(condition: bool, t: T, e: T; T: type) -> (output: T)", shape=_selected)
def select(condition: Any, t: Any, e: Any) -> Any:
    """t where condition is true, e elsewhere; a vector condition chooses whole rows."""
    return xp.select(condition, t, e)


@converts_again("condition", "x", "y")
def where(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Tensor:
    """The places where `condition` is true; or `x` there and `y` elsewhere.

    Args:
      condition: a bool tensor; without `x` and `y` of any numeric dtype.
      x: a tensor of the same shape; or of higher rank, if `condition` is a vector as long as `x`:
        then it chooses whole rows.
      y: a tensor of the same shape and dtype as `x`.
      name: the wish for the node's name.

    Returns:
      Without `x` and `y` an int64 tensor (count, rank) of coordinates; else a tensor like `x`.

    Raises:
      ValueError: if only one of `x` and `y` is given, or the shapes do not fit.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     mask = tf.placeholder(tf.bool, [2, 3])
    ...     tf.where(mask), tf.where(mask, tf.ones([2, 3]), tf.zeros([2, 3]))
    (<tf.Tensor 'Where:0' shape=(?, 2) dtype=int64>, <tf.Tensor 'Select:0' shape=(2, 3) dtype=float32>)

    ```
    """
    if x is None and y is None:
        with name_scope(name, "Where", [condition]) as scope:
            condition = convert_to_tensor(condition, preferred_dtype=dtypes.bool, name="condition")
            return _where(condition, name=scope)
    if x is None or y is None:
        raise ValueError("x and y must both be non-None or both be None.")
    return select(condition, x, y, name=name)


def boolean_mask(
    tensor: Any, mask: Any, name: str | None = "boolean_mask", axis: Any = None
) -> Tensor:
    """The slices of `tensor` where `mask` is true.

    Args:
      tensor: a tensor.
      mask: a bool tensor of known rank, 1 or more; its shape is that of the dimensions of `tensor`
        from `axis` on.
      name: the wish for the scope's name.
      axis: the first dimension that is masked; 0 by default.

    Returns:
      A tensor in which one dimension, as long as `mask` has true values, replaces the masked ones.

    Raises:
      ValueError: if the mask is a scalar, its rank is not known, or the shapes do not fit.
    """
    with name_scope(name, None, [tensor, mask]):
        tensor = convert_to_tensor(tensor, name="tensor")
        mask = convert_to_tensor(mask, name="mask")
        mask_shape, static = mask.shape, tensor.shape
        rank = mask_shape.ndims
        if rank == 0:
            raise ValueError("mask cannot be scalar.")
        if rank is None:
            raise ValueError(
                "Number of mask dimensions must be specified, even if some dimensions are None.  "
                "E.g. shape=[None] is ok, but shape=None is not."
            )
        axis = 0 if axis is None else axis
        static[axis : axis + rank].assert_is_compatible_with(mask_shape)
        count = call("Prod", slice_tensor(shape(tensor), slice(axis, axis + rank)), [0])
        sizes = [
            slice_tensor(shape(tensor), slice(None, axis)),
            [count],
            slice_tensor(shape(tensor), slice(axis + rank, None)),
        ]
        tensor = reshape(tensor, concat(sizes, 0))
        first = static[axis : axis + rank].num_elements()
        tensor.set_shape(
            TensorShape(static[:axis]).concatenate([first]).concatenate(static[axis + rank :])
        )
        places = squeeze(where(reshape(mask, [-1])), axis=[1])
        return gather(tensor, places, axis=axis)
