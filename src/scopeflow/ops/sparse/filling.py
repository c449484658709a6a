"""Sparse tensors in which every row has a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.inputs import rank_of, sparse_input
from scopeflow.ops.sparse.tensor import SparseTensor
from scopeflow.ops.static import constant_value_as_shape


def _filled(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    indices = rules.with_rank(inputs[0]._dims, 2)
    values = rules.with_rank(inputs[1]._dims, 1)
    rules.with_rank(inputs[3]._dims, 0)
    assert indices is not None and values is not None
    count = rules.merge_dim(indices[0], values[0])
    whole = constant_value_as_shape(inputs[2])
    ndims = rules.merge_dim(indices[1], rank_of(inputs[2]))
    rows = whole[0] if whole else None
    return (None, ndims), (None,), (rows,), (count,)


@op(
    "SparseFillEmptyRows(indices: int64, values: T, dense_shape: int64, default_value: T; T: type)"
    " -> (output_indices: int64, output_values: T, empty_row_indicator: bool, reverse_index_map: int64)",
    shape=_filled,
    host=True,
)
def _fill(indices: Any, values: Any, dense_shape: Any, default_value: Any) -> Any:
    """A sparse tensor with a default in each row that had no value."""
    return xp.fill_empty_rows(indices, values, dense_shape, default_value)


def _filled_grad(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, rules.Dims]:
    places = rules.with_rank(inputs[0]._dims, 1)
    rules.with_rank(inputs[1]._dims, 1)
    return places, ()


@op(
    "SparseFillEmptyRowsGrad(reverse_index_map: int64, grad_values: T; T: type)"
    " -> (d_values: T, d_default_value: T)",
    shape=_filled_grad,
    host=True,
)
def fill_empty_rows_grad(reverse_index_map: Any, grad_values: Any) -> Any:
    """The gradients of the values and the default of SparseFillEmptyRows."""
    return xp.fill_empty_rows_grad(reverse_index_map, grad_values)


def sparse_fill_empty_rows(
    sp_input: Any, default_value: Any, name: str | None = None
) -> tuple[SparseTensor, Tensor]:
    """A SparseTensor in which each row that had no value has `default_value` in its first column.

    Args:
      sp_input: a SparseTensor of rank 2.
      default_value: a scalar of its dtype.
      name: the wish for the scope's name.

    Returns:
      The SparseTensor, in row-major order, and a bool vector that says which rows were empty.

    Raises:
      TypeError: if `sp_input` is no SparseTensor.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.SparseTensor([[0, 1], [2, 0]], [5, 6], [3, 2])
    ...     filled, was_empty = sess.run(tf.sparse.fill_empty_rows(x, 0))
    ...     filled.values.tolist(), was_empty.tolist()
    ([5, 0, 6], [False, True, False])

    ```
    """
    sp_input = sparse_input(sp_input)
    with name_scope(name, "SparseFillEmptyRows", [sp_input]):
        default_value = internal_convert(default_value, sp_input.values.dtype)
        indices, values, empty, _ = _fill(
            sp_input.indices, sp_input.values, sp_input.dense_shape, default_value
        )
        return SparseTensor(indices, values, sp_input.dense_shape), empty
