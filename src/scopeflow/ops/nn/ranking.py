"""Order among values: the largest k, whether a class is among them, sorting, the n-th of each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.counting import range as tensor_range
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.arrays.shaping import rank, shape
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.rules import Dims
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value

# -- the largest k ---------------------------------------------------------------------------------


def _shortened(dims: Dims, count: int | None) -> tuple[Dims, Dims]:
    if dims is None:
        return None, None
    if not dims:
        raise ShapeMismatch("Shape must be at least rank 1 but is rank 0")
    last = dims[-1]
    if last is not None and count is not None and last < count:
        raise ShapeMismatch(
            f"input must have last dimension >= k = {count} but is {last}", values=(1,)
        )
    shortened = (*dims[:-1], count)
    return shortened, shortened


def _largest(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, Dims]:
    if inputs[0]._dims == ():
        raise ShapeMismatch("Shape must be at least rank 1 but is rank 0")
    scalar = inputs[1]._dims
    if scalar:
        raise ShapeMismatch(f"Input must be scalar but has rank {len(scalar)}", values=(1,))
    value = constant_value(inputs[1])
    count = None if value is None else int(value)
    if count is not None and count < 0:
        raise ShapeMismatch(
            f"Dimension size, given by scalar input 1, must be non-negative but is {count}",
            values=(1,),
        )
    return _shortened(inputs[0]._dims, count)


@op(
    "TopKV2(input: T, k: int32; sorted: bool = True, T: real) -> (values: T, indices: int32)",
    shape=_largest,
    static=("k",),
)
def _top_k(input, k):
    """The k largest values of each row, falling, and their places."""
    return xp.top_k(input, k)


def top_k(input: Any, k: Any = 1, sorted: bool = True, name: str | None = None) -> Any:
    """The `k` largest values along the last dimension, and where they are.

    Args:
      input: a Tensor of real numbers, of rank 1 or more.
      k: an int32 scalar, at most the size of the last dimension.
      sorted: ask for falling order; without it the order is not promised (it is the same here).
      name: a name for the operation.

    Returns:
      A named tuple (values, indices); of equal values the one with the lower index comes first.

    Raises:
      ValueError: if `k` is negative or too large, as far as this is known.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     values, indices = sess.run(tf.nn.top_k([3.0, 9.0, 4.0], k=2))
    ...     print(values, indices)
    [9. 4.] [1 2]

    ```
    """
    return _top_k(input, k, sorted=sorted, name=name)


# -- in the largest k ------------------------------------------------------------------------------


def _one_each(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    predictions = rules.with_rank(inputs[0]._dims, 2)
    targets = rules.with_rank(inputs[1]._dims, 1)
    assert predictions is not None and targets is not None
    return ((rules.merge_dim(predictions[0], targets[0]),),)


@op(
    "InTopKV2(predictions: float32, targets: T, k: T; T: index = int32) -> (precision: bool)",
    shape=_one_each,
)
def _in_top_k(predictions, targets, k):
    """Whether each target is among the k largest of its row."""
    xp.check(not k.ndim, None, "k must be 0-D, got shape %s", compact(k.shape))
    return xp.in_top_k(predictions, targets, k)


@op(
    "InTopK(predictions: float32, targets: T; k: int, T: index = int32) -> (precision: bool)",
    shape=_one_each,
)
def _old_in_top_k(predictions, targets, *, k):
    """The older op, with k as an attribute."""
    return xp.in_top_k(predictions, targets, k)


def in_top_k(predictions: Any, targets: Any, k: Any, name: str | None = None) -> Tensor:
    """Whether the class that each row should be is among the `k` classes with the largest predictions.

    Classes that share the k-th prediction all count. A row with a value that is not finite, or a target that is no
    class, gives False.

    Args:
      predictions: a float32 Tensor of shape [rows, classes].
      targets: an int32 or int64 vector: the index of a class for each row.
      k: an int scalar of the same dtype.
      name: a name for the operation and its scope.

    Returns:
      A bool vector.

    Raises:
      ValueError: if the shapes do not fit.
    """
    with name_scope(name, "in_top_k"):
        return _in_top_k(predictions, targets, k, name=name)


# -- the n-th --------------------------------------------------------------------------------------


def _without_last(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    dims = inputs[0]._dims
    scalar = inputs[1]._dims
    if scalar:
        raise ShapeMismatch(f"Input must be scalar but has rank {len(scalar)}", values=(1,))
    value = constant_value(inputs[1])
    if value is not None and value < 0:
        raise ShapeMismatch(
            f"Dimension size, given by scalar input 1, must be non-negative but is {int(value)}",
            values=(1,),
        )
    if dims is None:
        return (None,)
    if not dims:
        raise ShapeMismatch("Shape must be at least rank 1 but is rank 0")
    if value is not None and dims[-1] is not None and dims[-1] <= value:
        raise ShapeMismatch(
            f"Input must have last dimension > n = {int(value)} but is {dims[-1]}", values=(1,)
        )
    return (dims[:-1],)


@op(
    "NthElement(input: T, n: int32; reverse: bool = False, T: real) -> (values: T)",
    shape=_without_last,
    static=("n",),
)
def nth_element(input, n, *, reverse):
    """The n-th smallest value of each row, counted from 0; with `reverse` the n-th largest."""
    return xp.nth_element(input, n, reverse)


# -- sorting ---------------------------------------------------------------------------------------


def sort(
    values: Any, axis: Any = -1, direction: str = "ASCENDING", name: str | None = None
) -> Tensor:
    """The values in order along one axis.

    Args:
      values: a Tensor of numbers that can be negative; falling order takes unsigned ones too.
      axis: the axis, an int.
      direction: "ASCENDING" or "DESCENDING".
      name: a name for the scope of the operations.

    Raises:
      ValueError: for another direction, or an axis that is not known or is none.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.sort([3, 1, 2], direction="DESCENDING")))
    [3 2 1]

    ```
    """
    with name_scope(name, "sort"):
        return _ordered(values, axis, direction, places=False)


def argsort(
    values: Any,
    axis: Any = -1,
    direction: str = "ASCENDING",
    stable: bool = False,
    name: str | None = None,
) -> Tensor:
    """The indices that sort the values along one axis.

    Args:
      values: a Tensor of numbers that can be negative; falling order takes unsigned ones too.
      axis: the axis, an int.
      direction: "ASCENDING" or "DESCENDING".
      stable: has no effect: equal values always keep their order.
      name: a name for the scope of the operations.

    Returns:
      An int32 Tensor of the shape of `values`.

    Raises:
      ValueError: for another direction, or an axis that is not known or is none.
    """
    with name_scope(name, "argsort"):
        return _ordered(values, axis, direction, places=True)


def _ordered(values: Any, axis: Any, direction: str, places: bool) -> Tensor:
    if direction not in ("ASCENDING", "DESCENDING"):
        raise ValueError(f"{direction} should be one of ASCENDING, DESCENDING")
    known = constant_value(internal_convert(axis, name="axis"))
    if known is None or known.ndim:
        raise ValueError("axis must be a constant scalar")
    values = internal_convert(values, name="values")
    if direction == "DESCENDING":
        return _falling(values, int(known), places)
    # the largest of the negative values come first
    found = _falling(-values, int(known), places)
    return found if places else -found


def _falling(values: Tensor, axis: int, places: bool) -> Tensor:
    count = shape(values)[axis]
    rank_of = rank(values)
    dims = values._dims
    order: Any = None
    if axis != -1 and (dims is None or axis + 1 != len(dims)):
        order = _exchange(axis, rank_of, None if dims is None else len(dims))
    found = top_k(values if order is None else transpose(values, order), count)
    result = found.indices if places else found.values
    return result if order is None else transpose(result, order)


def _exchange(axis: Any, rank_of: Tensor, known: int | None) -> Tensor:
    """The permutation that changes the places of `axis` and the last axis."""
    if known is not None:
        axis = axis + known if axis < 0 else axis
        order = np.r_[np.arange(axis), [known - 1], np.arange(axis + 1, known - 1), [axis]]
        return constant(order, name="transposition")
    if axis < 0:
        axis = axis + rank_of
    first = tensor_range(axis)
    last = rank_of - 1
    return concat([first, [last], tensor_range(axis + 1, rank_of - 1), [axis]], axis=0)
