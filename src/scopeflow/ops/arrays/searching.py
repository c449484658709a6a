"""Looking for places: searchsorted and unravel_index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.define import op


def _of_values(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    return (rules.with_rank(inputs[1]._dims, 2),)


@op(
    "LowerBound(sorted_inputs: T, values: T; T: type, out_type: index = int32) -> (output: out_type)",
    shape=_of_values,
)
def _lower_bound(sorted_inputs: Any, values: Any, *, out_type: Any) -> Any:
    """How many elements of its sorted row are below each value."""
    return xp.lower_bound(sorted_inputs, values, out_type.as_numpy_dtype)


@op(
    "UpperBound(sorted_inputs: T, values: T; T: type, out_type: index = int32) -> (output: out_type)",
    shape=_of_values,
)
def _upper_bound(sorted_inputs: Any, values: Any, *, out_type: Any) -> Any:
    """How many elements of its sorted row are not above each value."""
    return xp.upper_bound(sorted_inputs, values, out_type.as_numpy_dtype)


def searchsorted(
    sorted_sequence: Any,
    values: Any,
    side: str = "left",
    out_type: Any = dtypes.int32,
    name: str | None = None,
) -> Tensor:
    """Where values would have to be put into sorted sequences.

    Args:
      sorted_sequence: a Tensor `[..., n]`, rising along the last axis.
      values: a Tensor `[..., m]` of the same dtype.
      side: "left", before equal elements, or "right", behind them.
      out_type: int32 or int64.
      name: a name for the operation.

    Returns:
      A Tensor of the shape of `values`.

    Raises:
      ValueError: for another side.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.searchsorted([1, 3, 5], [0, 3, 6])))
    [0 1 3]

    ```
    """
    sequence_size = shape(sorted_sequence)[-1]
    values_size = shape(values)[-1]
    rows = reshape(sorted_sequence, [-1, sequence_size])
    wanted = reshape(values, [-1, values_size])
    if side == "right":
        found = _upper_bound(rows, wanted, out_type=out_type, name=name)
    elif side == "left":
        found = _lower_bound(rows, wanted, out_type=out_type, name=name)
    else:
        raise ValueError(f"side must be either 'right' or 'left'.  Saw: {side}.")
    return reshape(found, shape(values))


def _coordinates(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    indices = inputs[0]._dims
    sizes = rules.with_rank(inputs[1]._dims, 1)
    count = sizes[0] if sizes else None
    if indices is None:
        return (None,)
    if not indices:
        return ((count,),)
    total: int | None = 1
    for dim in indices:
        total = None if total is None or dim is None else total * dim
    return ((count, total),)


@op(
    "UnravelIndex(indices: Tidx, dims: Tidx; Tidx: index = int32) -> (output: Tidx)",
    shape=_coordinates,
    static=("dims",),
)
def unravel_index(indices: Any, dims: Any) -> Any:
    """The coordinates of flat indices into an array.

    Args:
      indices: int32 or int64, a scalar or a vector.
      dims: a vector of the same dtype: the sizes of the array.
      name: a name for the operation.

    Returns:
      A Tensor `[rank of the array]`, or `[rank of the array, indices]`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.unravel_index([2, 5], [2, 3])))
    [[0 1]
     [2 2]]

    ```
    """
    return xp.unravel_index(indices, dims)
