"""Sums and maxima of sparse tensors along some dimensions, dense or sparse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.counting import range as range_
from scopeflow.ops.arrays.shaping import rank
from scopeflow.ops.define import Definition, ShapeMismatch, op
from scopeflow.ops.sparse.inputs import sparse_input
from scopeflow.ops.sparse.tensor import SparseTensor
from scopeflow.ops.static import constant_value


def _reduced(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    whole, axes = constant_value(inputs[2]), constant_value(inputs[3])
    if whole is None or axes is None:
        return (None,)
    ndims = whole.size
    gone = set()
    for axis in axes.reshape(-1).tolist():
        if not -ndims <= axis < ndims:
            raise ShapeMismatch(
                f"Invalid reduction dimension {axis}, for input with {ndims} dimensions", values=(2, 3)
            )  # fmt: skip
        gone.add(axis % ndims)
    sizes = whole.tolist()
    if attrs["keep_dims"]:
        return (tuple([1 if i in gone else d for i, d in enumerate(sizes)]),)
    return (tuple([d for i, d in enumerate(sizes) if i not in gone]),)


_INPUTS = "input_indices: int64, input_values: T, input_shape: int64, reduction_axes: int32; keep_dims: bool = False"
_SPARSE = "-> (output_indices: int64, output_values: T, output_shape: int64)"
_UNKNOWN = rules.fixed(None, None, None)


@op(f"SparseReduceSum({_INPUTS}, T: number) -> (output: T)", shape=_reduced, host=True)
def sum_op(
    input_indices: Any, input_values: Any, input_shape: Any, reduction_axes: Any, *, keep_dims: bool
) -> Any:
    """The sums of a sparse tensor along some dimensions."""
    return xp.sparse_reduce(input_indices, input_values, input_shape, reduction_axes, keep_dims, "sum")  # fmt: skip


@op(f"SparseReduceMax({_INPUTS}, T: real) -> (output: T)", shape=_reduced, host=True)
def _max(
    input_indices: Any, input_values: Any, input_shape: Any, reduction_axes: Any, *, keep_dims: bool
) -> Any:
    """The maxima of a sparse tensor along some dimensions."""
    return xp.sparse_reduce(input_indices, input_values, input_shape, reduction_axes, keep_dims, "max")  # fmt: skip


@op(f"SparseReduceSumSparse({_INPUTS}, T: number) {_SPARSE}", shape=_UNKNOWN, host=True)
def _sum_sparse(
    input_indices: Any, input_values: Any, input_shape: Any, reduction_axes: Any, *, keep_dims: bool
) -> Any:
    """The sums of a sparse tensor along some dimensions, as a sparse tensor."""
    return xp.sparse_reduce_sparse(input_indices, input_values, input_shape, reduction_axes, keep_dims, "sum")  # fmt: skip


@op(f"SparseReduceMaxSparse({_INPUTS}, T: real) {_SPARSE}", shape=_UNKNOWN, host=True)
def _max_sparse(
    input_indices: Any, input_values: Any, input_shape: Any, reduction_axes: Any, *, keep_dims: bool
) -> Any:
    """The maxima of a sparse tensor along some dimensions, as a sparse tensor."""
    return xp.sparse_reduce_sparse(input_indices, input_values, input_shape, reduction_axes, keep_dims, "max")  # fmt: skip


def _reduce(
    definition: Definition,
    sp_input: Any,
    axis: Any,
    keepdims: Any,
    reduction_axes: Any,
    keep_dims: Any,
) -> Any:
    if keep_dims is not None:
        if keepdims is not None:
            raise ValueError(
                "Cannot specify both 'keep_dims' and 'keepdims'. Leave out the older 'keep_dims'."
            )
        keepdims = keep_dims
    if reduction_axes is not None:
        if axis is not None:
            raise ValueError(
                "Can't specify both axis' and 'reduction_indices'. Leave out the older one."
            )
        axis = reduction_axes
    if axis is None:
        ndims = sp_input.dense_shape.shape.dims
        known = None if ndims is None else ndims[0].value
        axis = constant(np.arange(known, dtype=np.int32)) if known is not None else range_(0, rank(sp_input))  # fmt: skip
    made = definition(
        sp_input.indices, sp_input.values, sp_input.dense_shape, axis, keep_dims=bool(keepdims)
    )
    return made if isinstance(made, Tensor) else SparseTensor(*made)


def sparse_reduce_sum(
    sp_input: Any,
    axis: Any = None,
    keepdims: Any = None,
    reduction_axes: Any = None,
    keep_dims: Any = None,
) -> Tensor:
    """The sums of a SparseTensor along some dimensions, as a dense tensor.

    Args:
      sp_input: a SparseTensor of numbers.
      axis: the dimensions, an int or several; by default all of them.
      keepdims: keep them, with 1 element.
      reduction_axes: the old name of `axis`.
      keep_dims: the old name of `keepdims`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.SparseTensor([[0, 0], [0, 2], [1, 1]], [1, 1, 1], [2, 3])
    ...     sess.run(tf.sparse.reduce_sum(x, 1)).tolist()
    [2, 1]

    ```
    """
    return _reduce(sum_op, sparse_input(sp_input), axis, keepdims, reduction_axes, keep_dims)


def sparse_reduce_max(
    sp_input: Any,
    axis: Any = None,
    keepdims: Any = None,
    reduction_axes: Any = None,
    keep_dims: Any = None,
) -> Tensor:
    """The largest values of a SparseTensor along some dimensions, as a dense tensor; 0 where it has none.

    Args:
      sp_input: a SparseTensor of real numbers.
      axis: the dimensions, an int or several; by default all of them.
      keepdims: keep them, with 1 element.
      reduction_axes: the old name of `axis`.
      keep_dims: the old name of `keepdims`.
    """
    return _reduce(_max, sparse_input(sp_input), axis, keepdims, reduction_axes, keep_dims)


def sparse_reduce_sum_sparse(
    sp_input: Any,
    axis: Any = None,
    keepdims: Any = None,
    reduction_axes: Any = None,
    keep_dims: Any = None,
) -> SparseTensor:
    """The sums of a SparseTensor along some dimensions, as a SparseTensor.

    Args:
      sp_input: a SparseTensor of numbers.
      axis: the dimensions, an int or several; by default all of them.
      keepdims: keep them, with 1 element.
      reduction_axes: the old name of `axis`.
      keep_dims: the old name of `keepdims`.
    """
    return _reduce(_sum_sparse, sparse_input(sp_input), axis, keepdims, reduction_axes, keep_dims)


def sparse_reduce_max_sparse(
    sp_input: Any,
    axis: Any = None,
    keepdims: Any = None,
    reduction_axes: Any = None,
    keep_dims: Any = None,
) -> SparseTensor:
    """The largest values of a SparseTensor along some dimensions, as a SparseTensor.

    Args:
      sp_input: a SparseTensor of real numbers.
      axis: the dimensions, an int or several; by default all of them.
      keepdims: keep them, with 1 element.
      reduction_axes: the old name of `axis`.
      keep_dims: the old name of `keepdims`.
    """
    return _reduce(_max_sparse, sparse_input(sp_input), axis, keepdims, reduction_axes, keep_dims)
