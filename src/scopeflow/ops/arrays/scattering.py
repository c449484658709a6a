"""Copies of a tensor with some slices replaced, or added to: tensor_scatter_update and its like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.gathering import check_scatter
from scopeflow.ops.define import ShapeMismatch, op


def _like_first(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    whole, indices, updates = (tensor._dims for tensor in inputs)
    for dims in (whole, indices, updates):
        if dims == ():
            raise ShapeMismatch("Shape must be at least rank 1 but is rank 0")
    check_scatter(indices, updates, whole)
    return (whole,)


_INPUTS = "tensor: T, indices: Tindices, updates: T; T: type, Tindices: index) -> (output: T)"


@op(f"TensorScatterUpdate({_INPUTS}", shape=_like_first)
def tensor_scatter_update(tensor: Any, indices: Any, updates: Any) -> Any:
    """A copy of `tensor` whose slices at the coordinates in the rows of `indices` are `updates`.

    Args:
      tensor: a tensor of rank 1 or more.
      indices: an int32 or int64 tensor; its last dimension holds coordinates.
      updates: the slices, of the dtype of `tensor`; of those for equal coordinates the last counts.
      name: the wish for the node's name.

    Raises:
      ValueError: if the shapes do not fit.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.tensor_scatter_update([1, 2, 3], [[0], [2]], [10, 30])).tolist()
    [10, 2, 30]

    ```
    """
    return xp.tensor_scatter(tensor, indices, updates, "update")


@op(f"TensorScatterAdd({_INPUTS}", shape=_like_first)
def tensor_scatter_add(tensor: Any, indices: Any, updates: Any) -> Any:
    """A copy of `tensor` with `updates` added to its slices at the coordinates in the rows of `indices`.

    Args:
      tensor: a tensor of numbers of rank 1 or more.
      indices: an int32 or int64 tensor; its last dimension holds coordinates.
      updates: the slices; those for equal coordinates add up.
      name: the wish for the node's name.

    Raises:
      ValueError: if the shapes do not fit.
    """
    return xp.tensor_scatter(tensor, indices, updates, "add")


@op(f"TensorScatterSub({_INPUTS}", shape=_like_first)
def tensor_scatter_sub(tensor: Any, indices: Any, updates: Any) -> Any:
    """A copy of `tensor` with `updates` subtracted from its slices at the coordinates in the rows of `indices`.

    Args:
      tensor: a tensor of numbers of rank 1 or more.
      indices: an int32 or int64 tensor; its last dimension holds coordinates.
      updates: the slices; those for equal coordinates add up.
      name: the wish for the node's name.

    Raises:
      ValueError: if the shapes do not fit.
    """
    return xp.tensor_scatter(tensor, indices, updates, "sub")


@op(
    "ScatterNdNonAliasingAdd(input: T, indices: Tindices, updates: T; T: {float32|float64|int32|uint8|int16|int8|"
    "complex64|int64|qint8|quint8|qint32|bfloat16|uint16|complex128|float16|uint32|uint64|bool}, Tindices: index)"
    " -> (output: T)",
    shape=_like_first,
)
def scatter_nd_non_aliasing_add(input: Any, indices: Any, updates: Any) -> Any:
    """A copy of `input` with `updates` added at the coordinates in the rows of `indices`.

    Args:
      input: a tensor of rank 1 or more.
      indices: an int32 or int64 tensor; its last dimension holds coordinates.
      updates: the slices; those for equal coordinates add up.
      name: the wish for the node's name.
    """
    return xp.tensor_scatter(input, indices, updates, "add")
