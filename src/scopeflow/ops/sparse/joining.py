"""Sparse tensors added and put together: sparse_add, sparse_concat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import broadcast_static_shape
from scopeflow.ops.arrays.shaping import reshape
from scopeflow.ops.define import op
from scopeflow.ops.math.reduction import reduce_max
from scopeflow.ops.sparse.inputs import rank_of, renamed, sparse_inputs
from scopeflow.ops.sparse.tensor import (
    SparseTensor,
    SparseTensorValue,
    convert_to_tensor_or_sparse_tensor,
)
from scopeflow.ops.static_shape import static_shape


def _summed(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    whole = rules.with_rank(inputs[2]._dims, 1)
    return (None, rank_of(inputs[2])), (None,), whole


@op(
    "SparseAdd(a_indices: int64, a_values: T, a_shape: int64, b_indices: int64, b_values: T, b_shape: int64, "
    "thresh: Treal; T: number, Treal: real) -> (sum_indices: int64, sum_values: T, sum_shape: int64)",
    shape=_summed,
    host=True,
)
def _sparse_add(a_i: Any, a_v: Any, a_s: Any, b_i: Any, b_v: Any, b_s: Any, thresh: Any) -> Any:
    """The sum of two sparse tensors, without the smallest values."""
    return xp.sparse_add(a_i, a_v, a_s, b_i, b_v, b_s, thresh)


def _two_vectors(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, rules.Dims]:
    a, b = (rules.with_rank(inputs[i]._dims, 2) for i in (1, 2))
    return (None if a is None else a[0],), (None if b is None else b[0],)


@op(
    "SparseAddGrad(backprop_val_grad: T, a_indices: int64, b_indices: int64, sum_indices: int64; T: number)"
    " -> (a_val_grad: T, b_val_grad: T)",
    shape=_two_vectors,
    host=True,
)
def sparse_add_grad(
    backprop_val_grad: Any, a_indices: Any, b_indices: Any, sum_indices: Any
) -> Any:
    """The gradients of the values of two sparse tensors for that of the values of their sum."""
    return xp.sparse_add_grad(backprop_val_grad, a_indices, b_indices, sum_indices)


def _dense_sum(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    return (inputs[3]._dims,)


@op(
    "SparseTensorDenseAdd(a_indices: Tindices, a_values: T, a_shape: Tindices, b: T; T: number, Tindices: index)"
    " -> (output: T)",
    shape=_dense_sum,
)
def sparse_tensor_dense_add(a_indices: Any, a_values: Any, a_shape: Any, b: Any) -> Any:
    """The dense sum of a sparse and a dense tensor."""
    return xp.sparse_dense_add(a_indices, a_values, a_shape, b)


def sparse_add(a: Any, b: Any, threshold: Any = None, thresh: Any = None) -> Any:
    """The sum of two tensors of which one or both are sparse.

    Args:
      a: a SparseTensor or Tensor of numbers.
      b: a SparseTensor or Tensor of the same dtype and shape.
      threshold: where both have a value, a sum that is smaller in absolute value is left out; 0 by default.
      thresh: the old name of `threshold`.

    Returns:
      A SparseTensor if both are sparse, else a Tensor.

    Raises:
      TypeError: if neither is sparse.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     a = tf.SparseTensor([[0], [2]], [1.0, 2.0], [3])
    ...     b = tf.SparseTensor([[2]], [0.5], [3])
    ...     sess.run(tf.sparse.add(a, b)).values.tolist()
    [1.0, 2.5]

    ```
    """
    threshold = renamed("threshold", threshold, "thresh", thresh)
    if threshold is None:
        threshold = 0
    kinds = (SparseTensor, SparseTensorValue)
    if not any(isinstance(one, kinds) for one in (a, b)):
        raise TypeError("At least one input should be SparseTensor; do you mean to use tf.add()?")
    if all(isinstance(one, kinds) for one in (a, b)):
        a = convert_to_tensor_or_sparse_tensor(a)
        b = convert_to_tensor_or_sparse_tensor(b)
        kind = a.values.dtype
        threshold = internal_convert(threshold, kind.real_dtype.base_dtype, "threshold")
        made = _sparse_add(
            a.indices, a.values, a.dense_shape, b.indices, b.values, b.dense_shape, threshold
        )
        a.get_shape().assert_is_compatible_with(b.get_shape())
        # (of 1 and an unknown size nobody can tell which it is)
        static = broadcast_static_shape(a.get_shape(), b.get_shape())
        whole: Any = static if static.is_fully_defined() else made[2]
        return SparseTensor(made[0], made[1], whole)
    if isinstance(b, kinds):
        a, b = b, a
    a = convert_to_tensor_or_sparse_tensor(a)
    return sparse_tensor_dense_add(a.indices, a.values, a.dense_shape, b)


def _concatenated(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    count = attrs["N"]
    total: int | None = 0
    ndims: int | None = None
    whole: rules.Dims = None
    for i in range(count):
        indices = rules.with_rank(inputs[i]._dims, 2)
        values = rules.with_rank(inputs[count + i]._dims, 1)
        sizes = rules.with_rank(inputs[2 * count + i]._dims, 1)
        assert indices is not None and values is not None
        rows = rules.merge_dim(indices[0], values[0])
        total = None if total is None or rows is None else total + rows
        ndims = rules.merge_dim(ndims, indices[1])
        whole = rules.merge(whole, sizes)
    return (total, ndims), (total,), whole


@op(
    "SparseConcat(indices: N * int64, values: N * T, shapes: N * int64; concat_dim: int, N: int >= 2, T: type)"
    " -> (output_indices: int64, output_values: T, output_shape: int64)",
    shape=_concatenated,
    host=True,
)
def _concat(indices: Any, values: Any, shapes: Any, *, concat_dim: int) -> Any:
    """Sparse tensors one after the other along a dimension."""
    return xp.sparse_concat(indices, values, shapes, concat_dim)


def sparse_concat(
    axis: Any,
    sp_inputs: Any = None,
    name: str | None = None,
    expand_nonconcat_dim: Any = False,
    concat_dim: Any = None,
    expand_nonconcat_dims: Any = None,
) -> SparseTensor:
    """Sparse tensors one after the other along a dimension.

    Args:
      axis: the dimension, an int; negative counts from the end.
      sp_inputs: a list of SparseTensors of one rank and dtype.
      name: the wish for the node's name.
      expand_nonconcat_dim: the other dimensions may differ; the result is as large as the largest.
      concat_dim: the old name of `axis`.
      expand_nonconcat_dims: another name of `expand_nonconcat_dim`.

    Raises:
      TypeError: if `sp_inputs` is no list of SparseTensors.
    """
    expand_nonconcat_dim = renamed(
        "expand_nonconcat_dims", expand_nonconcat_dims, "expand_nonconcat_dim",
        expand_nonconcat_dim or None,
    )  # fmt: skip
    axis = renamed("axis", axis, "concat_dim", concat_dim)
    parts = sparse_inputs(sp_inputs)
    if len(parts) == 1:
        return parts[0]
    indices, values = [part.indices for part in parts], [part.values for part in parts]
    shapes = [part.dense_shape for part in parts]
    if expand_nonconcat_dim:
        largest = reduce_max(concat([reshape(shape, [1, -1]) for shape in shapes], 0), 0)
        shapes = [
            concat(
                [
                    largest[:axis],
                    shape[-1:] if axis == -1 else shape[axis : axis + 1],
                    [] if axis == -1 else largest[axis + 1 :],
                ],
                0,
            )
            for shape in shapes
        ]
    made = _concat(indices, values, shapes, concat_dim=axis, name=name)
    whole: Any = made[2]
    if not expand_nonconcat_dim:
        static = _static_whole(shapes, axis)
        if static is not None:
            whole = internal_convert(static, dtypes.int64)
    return SparseTensor(made[0], made[1], whole)


def _static_whole(shapes: Sequence[Tensor], axis: int) -> list[int] | None:
    """The shape of the whole, if all shapes are known."""
    dims = [static_shape(shape) for shape in shapes]
    if any(d is None or None in d for d in dims):
        return None
    whole = list(dims[0])  # type: ignore[arg-type]
    if not -len(whole) <= axis < len(whole):
        return None
    whole[axis] = sum(d[axis] for d in dims)  # type: ignore[index,misc]
    return whole  # type: ignore[return-value]
