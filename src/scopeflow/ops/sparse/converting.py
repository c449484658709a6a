"""From sparse to dense tensors and back: sparse_to_dense, to_indicator, merge, from_dense, eye."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.counting import range as range_
from scopeflow.ops.arrays.filling import fill, ones, zeros
from scopeflow.ops.arrays.gathering import gather_nd
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.shaping import expand_dims, shape
from scopeflow.ops.define import op
from scopeflow.ops.math.arithmetic import minimum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import not_equal
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.inputs import sparse_input
from scopeflow.ops.sparse.moving import sparse_reorder
from scopeflow.ops.sparse.tensor import SparseTensor
from scopeflow.ops.static import constant_value_as_shape


def _dense(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    return (constant_value_as_shape(inputs[1]),)


@op(
    "SparseToDense(sparse_indices: Tindices, output_shape: Tindices, sparse_values: T, default_value: T; "
    "validate_indices: bool = True, T: type, Tindices: index) -> (dense: T)",
    shape=_dense,
    static=("output_shape",),
)
def _to_dense(
    sparse_indices: Any,
    output_shape: Any,
    sparse_values: Any,
    default_value: Any,
    *,
    validate_indices: bool,
) -> Any:
    """An array with values at some coordinates and one value everywhere else."""
    return xp.sparse_to_dense(
        sparse_indices, output_shape, sparse_values, default_value, validate_indices
    )


def sparse_to_dense(
    sparse_indices: Any,
    output_shape: Any,
    sparse_values: Any,
    default_value: Any = 0,
    validate_indices: bool = True,
    name: str | None = None,
) -> Tensor:
    """A dense tensor with values at some places and `default_value` everywhere else.

    Args:
      sparse_indices: the places: an int matrix of coordinates; a vector or a number if the result is a vector.
      output_shape: the shape of the result, a vector of the same dtype as `sparse_indices`.
      sparse_values: the values, one for each place or one for all.
      default_value: a scalar of their dtype.
      validate_indices: refuse places that are not in row-major order or are there twice.
      name: the wish for the node's name.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.sparse_to_dense([1, 3], [5], 1)).tolist()
    [0, 1, 0, 1, 0]

    ```
    """
    return _to_dense(
        sparse_indices, output_shape, sparse_values, default_value,
        validate_indices=validate_indices, name=name,
    )  # fmt: skip


def sparse_tensor_to_dense(
    sp_input: Any, default_value: Any = None, validate_indices: bool = True, name: str | None = None
) -> Tensor:
    """The dense tensor that a SparseTensor stands for.

    Args:
      sp_input: a SparseTensor.
      default_value: what stands where it has no value; by default 0, "" or False.
      validate_indices: refuse indices that are not in row-major order or are there twice.
      name: the wish for the node's name.

    Raises:
      TypeError: if `sp_input` is no SparseTensor.
    """
    sp_input = sparse_input(sp_input)
    if default_value is None:
        default_value = zeros([], dtype=sp_input.dtype)
    return sparse_to_dense(
        sp_input.indices,
        sp_input.dense_shape,
        sp_input.values,
        default_value=default_value,
        validate_indices=validate_indices,
        name=name,
    )


def sparse_to_indicator(sp_input: Any, vocab_size: Any, name: str | None = None) -> Tensor:
    """A bool tensor that says which numbers are along the last dimension of a SparseTensor of ids.

    Args:
      sp_input: a SparseTensor of int32 or int64 ids.
      vocab_size: how many ids there are; the last dimension of the result.
      name: the wish for the scope's name.

    Raises:
      TypeError: if `sp_input` is no SparseTensor.
    """
    sp_input = sparse_input(sp_input)
    with name_scope(name, "SparseToIndicator", [sp_input]) as scope:
        count = shape(sp_input.indices)[0]
        present = fill(expand_dims(count, 0), True)
        values = SparseTensor(sp_input.indices, present, sp_input.dense_shape)
        merged = sparse_merge(sp_input, values, vocab_size, scope)
        # an id may be there twice
        return sparse_tensor_to_dense(
            merged, default_value=False, validate_indices=False, name=scope
        )


def sparse_merge(
    sp_ids: Any,
    sp_values: Any,
    vocab_size: Any,
    name: str | None = None,
    already_sorted: bool = False,
) -> SparseTensor:
    """Puts values where ids say: the last dimension of `sp_values` becomes one of ids.

    Args:
      sp_ids: a SparseTensor of int32 or int64 ids; or a list of such, for several last dimensions.
      sp_values: a SparseTensor with the same indices.
      vocab_size: how many ids there are; a list of such if `sp_ids` is one.
      name: the wish for the scope's name.
      already_sorted: the ids rise along the last dimension, so that nothing needs sorting.

    Raises:
      TypeError: if something is no SparseTensor, or of a wrong dtype.
      ValueError: if the lists differ in length.
    """
    if isinstance(sp_ids, SparseTensor) or hasattr(sp_ids, "dense_shape"):
        sp_ids = [sp_ids]
        if not isinstance(vocab_size, (Tensor, int, np.integer)):
            raise TypeError(
                f"vocab_size has to be a Tensor or Python int. Found {type(vocab_size)}"
            )
        vocab_size = [vocab_size]
    else:
        if not isinstance(sp_ids, (list, tuple)):
            raise TypeError(
                f"sp_ids has to be a SparseTensor or list thereof. Found {type(sp_ids)}"
            )
        if not isinstance(vocab_size, (list, tuple)):
            raise TypeError(f"vocab_size has to be a list of Tensors or Python ints. Found {type(vocab_size)}")  # fmt: skip
        for size in vocab_size:
            if not isinstance(size, (Tensor, int, np.integer)):
                raise TypeError(
                    f"vocab_size has to be a list of Tensors or Python ints. Found {type(size)}"
                )
    if len(sp_ids) != len(vocab_size):
        raise ValueError("sp_ids and vocab_size have to have equal lengths.")
    with name_scope(name, "SparseMerge", [sp_ids, sp_values]):
        ids = [sparse_input(one) for one in sp_ids]
        sp_values = sparse_input(sp_values)
        columns = []
        for one in ids:
            places = one.values
            if one.dtype is not dtypes.int64:
                places = cast(places, dtypes.int64)
            columns.append(expand_dims(places, axis=1))
        sizes = [cast(size, dtypes.int64) for size in vocab_size]
        indices = concat([ids[0].indices[:, :-1], *columns], axis=1)
        whole = concat([ids[0].dense_shape[:-1], sizes], axis=0)
        merged = SparseTensor(indices, sp_values.values, whole)
        if already_sorted:
            return merged
        ordered = sparse_reorder(merged)
        return SparseTensor(ordered.indices, ordered.values, whole)


def from_dense(tensor: Any, name: str | None = None) -> SparseTensor:
    """The values of a dense tensor that are not zero, as a SparseTensor.

    Args:
      tensor: a dense tensor of numbers.
      name: the wish for the scope's name.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.sparse.from_dense([[0, 3], [2, 0]])).values.tolist()
    [3, 2]

    ```
    """
    with name_scope(name, "dense_to_sparse"):
        tensor = internal_convert(tensor)
        places = where(not_equal(tensor, constant(0, tensor.dtype)))
        return SparseTensor(places, gather_nd(tensor, places), shape(tensor, out_type=dtypes.int64))


def sparse_eye(
    num_rows: Any, num_columns: Any = None, dtype: Any = dtypes.float32, name: str | None = None
) -> SparseTensor:
    """A sparse matrix with ones on its diagonal.

    Args:
      num_rows: how many rows it has.
      num_columns: how many columns it has; by default as many.
      dtype: the DType of the ones.
      name: the wish for the scope's name.
    """
    with name_scope(name, "eye", [num_rows, num_columns]):
        num_rows = _size(num_rows, "num_rows")
        num_columns = num_rows if num_columns is None else _size(num_columns, "num_columns")
        diagonal = minimum(num_rows, num_columns)
        places = range_(diagonal, dtype=dtypes.int64)
        return SparseTensor(
            indices=stack([places, places], axis=1),
            values=ones(diagonal, dtype=dtype),
            dense_shape=[num_rows, num_columns],
        )


def _size(value: Any, name: str) -> Tensor:
    if isinstance(value, Tensor):
        return cast(value, dtypes.int64)
    return internal_convert(value, dtypes.int64, name)
