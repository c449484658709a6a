"""Ranges of numbers as the rows of a ragged tensor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.math.casting import cast
from scopeflow.ops.ragged.building import from_row_splits
from scopeflow.ops.scoping import name_scope


def _rows(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, rules.Dims]:
    count: int | None = 1
    seen: int | None = None
    for tensor in inputs:
        dims = tensor._dims
        if dims is not None and len(dims) > 1:
            raise ShapeMismatch(f"Shape must be at most rank 1 but is rank {len(dims)}")
        if dims is None or dims == (None,):
            count = None
        elif dims:
            seen = rules.merge_dim(seen, dims[0])
    if seen is not None:
        count = seen
    return (None if count is None else count + 1,), (None,)


@op(
    "RaggedRange(starts: T, limits: T, deltas: T; T: {bfloat16|float32|float64|int32|int64} = int32, "
    "Tsplits: index = int64) -> (rt_nested_splits: Tsplits, rt_dense_values: T)",
    shape=_rows,
    host=True,
)
def ragged_range(starts: Any, limits: Any, deltas: Any, *, Tsplits: Any) -> Any:  # noqa: N803
    """Ranges of numbers one after the other, and where each starts."""
    return xp.ragged_range(starts, limits, deltas, Tsplits.as_numpy_dtype)


_ORDER = [dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64]


def range(  # noqa: A001 - the public name
    starts: Any,
    limits: Any = None,
    deltas: Any = 1,
    dtype: Any = None,
    name: str | None = None,
    row_splits_dtype: Any = dtypes.int64,
) -> Any:
    """A RaggedTensor whose rows are ranges of numbers.

    Args:
      starts: where each range begins, a vector or a number; where it ends, if `limits` is None.
      limits: what each range stays below.
      deltas: the steps.
      dtype: the DType of the numbers.
      name: the wish for the scope's name.
      row_splits_dtype: int32 or int64.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.ragged.range([3, 0, 2])).to_list()
    [[0, 1, 2], [], [0, 1]]

    ```
    """
    kind = dtypes.as_dtype(row_splits_dtype)
    if limits is None:
        starts, limits = 0, starts
    with name_scope(name, "RaggedRange", [starts, limits, deltas]) as scope:
        starts = convert_to_tensor(starts, dtype=dtype, name="starts")
        limits = convert_to_tensor(limits, dtype=dtype, name="limits")
        deltas = convert_to_tensor(deltas, dtype=dtype, name="deltas")
        if dtype is None:
            widest = max((starts.dtype, limits.dtype, deltas.dtype), key=_ORDER.index)
            starts, limits, deltas = (cast(one, widest) for one in (starts, limits, deltas))
        splits, values = ragged_range(starts, limits, deltas, Tsplits=kind, name=scope)
        return from_row_splits(values, splits, validate=False)
