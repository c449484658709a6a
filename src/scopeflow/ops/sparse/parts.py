"""Parts of sparse tensors: slice, split, retain, mask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.shaping import reshape
from scopeflow.ops.calling import call
from scopeflow.ops.define import op
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.inputs import rank_of, renamed, sparse_input
from scopeflow.ops.sparse.tensor import SparseTensor


def _part(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    ndims = rank_of(inputs[2])
    return (None, ndims), (None,), (None if inputs[2]._dims is None else inputs[2]._dims)


@op(
    "SparseSlice(indices: int64, values: T, shape: int64, start: int64, size: int64; T: type)"
    " -> (output_indices: int64, output_values: T, output_shape: int64)",
    shape=_part,
    host=True,
)
def _slice(indices: Any, values: Any, shape: Any, start: Any, size: Any) -> Any:
    """The part of a sparse tensor from `start` on."""
    return xp.sparse_slice(indices, values, shape, start, size)


def _like_rows(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    indices = rules.with_rank(inputs[1]._dims, 2)
    return ((None if indices is None else indices[0],),)


@op(
    "SparseSliceGrad(backprop_val_grad: T, input_indices: int64, input_start: int64, output_indices: int64; "
    "T: number) -> (val_grad: T)",
    shape=_like_rows,
    host=True,
)
def sparse_slice_grad(
    backprop_val_grad: Any, input_indices: Any, input_start: Any, output_indices: Any
) -> Any:
    """The gradient of the values of a sparse tensor for that of the values of a part of it."""
    return xp.sparse_slice_grad(backprop_val_grad, input_indices, input_start, output_indices)


def sparse_slice(sp_input: Any, start: Any, size: Any, name: str | None = None) -> SparseTensor:
    """The part of a SparseTensor from `start` on, at most of size `size`.

    Args:
      sp_input: a SparseTensor.
      start: where the part begins, an int64 vector.
      size: how large it is at most, an int64 vector.
      name: the wish for the node's name.

    Raises:
      TypeError: if `sp_input` is no SparseTensor.
    """
    sp_input = sparse_input(sp_input)
    start, size = internal_convert(start, dtypes.int64), internal_convert(size, dtypes.int64)
    with name_scope(name, "SparseSlice", [sp_input]) as scope:
        made = _slice(
            sp_input.indices, sp_input.values, sp_input.dense_shape, start, size, name=scope
        )
        return SparseTensor(*made)


class _Required:
    """Stands where TensorFlow wants keywords."""

    def __repr__(self) -> str:
        return "KeywordRequired()"


_KEYWORDS = _Required()


def _split_parts(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> list[rules.Dims]:
    count = attrs["num_split"]
    whole = inputs[3]._dims
    ndims = None if whole is None else whole[0]
    return [(None, ndims)] * count + [(None,)] * count + [whole] * count


@op(
    "SparseSplit(split_dim: int64, indices: int64, values: T, shape: int64; num_split: int >= 1, T: type)"
    " -> (output_indices: num_split * int64, output_values: num_split * T, output_shape: num_split * int64)",
    shape=_split_parts,
    host=True,
)
def _split(split_dim: Any, indices: Any, values: Any, shape: Any, *, num_split: int) -> Any:
    """A sparse tensor in parts along a dimension."""
    parts = xp.sparse_split(split_dim, indices, values, shape, num_split)
    return [part[i] for i in range(3) for part in parts]


def sparse_split(
    keyword_required: Any = _KEYWORDS,
    sp_input: Any = None,
    num_split: Any = None,
    axis: Any = None,
    name: str | None = None,
    split_dim: Any = None,
) -> list[SparseTensor]:
    """A SparseTensor in `num_split` parts along a dimension; the first ones are larger if it does not come out even.

    Args:
      keyword_required: nothing may be given here: all arguments are keywords.
      sp_input: a SparseTensor.
      num_split: how many parts to make, an int.
      axis: the dimension.
      name: the wish for the node's name.
      split_dim: the old name of `axis`.

    Raises:
      ValueError: if an argument is missing or not given as a keyword.
    """
    if keyword_required is not _KEYWORDS:
        raise ValueError("Keyword arguments are required for this function.")
    if sp_input is None:
        raise ValueError("sp_input is required")
    if num_split is None:
        raise ValueError("num_split is required")
    if axis is None:
        raise ValueError("axis is required")
    axis = renamed("axis", axis, "split_dim", split_dim)
    sp_input = sparse_input(sp_input)
    indices, values, shapes = _split(
        axis, sp_input.indices, sp_input.values, sp_input.dense_shape,
        num_split=num_split, name=name,
    )  # fmt: skip
    return [SparseTensor(*part) for part in zip(indices, values, shapes, strict=True)]


def sparse_retain(sp_input: Any, to_retain: Any) -> SparseTensor:
    """The SparseTensor with only some of its values.

    Args:
      sp_input: a SparseTensor.
      to_retain: a bool vector that says for each value whether it stays.

    Raises:
      TypeError: if `sp_input` is no SparseTensor.
      ValueError: if the vector is known not to be as long as there are values.
    """
    sp_input = sparse_input(sp_input)
    to_retain = internal_convert(to_retain)
    kept = to_retain.get_shape()
    kept.assert_has_rank(1)
    count = sp_input.values.get_shape()
    if count.dims is not None and kept.dims is not None:
        count.dims[0].merge_with(kept.dims[0])
    places = reshape(where(to_retain), [-1])
    indices, values = gather(sp_input.indices, places), gather(sp_input.values, places)
    return SparseTensor(indices, values, identity(sp_input.dense_shape))


def sparse_mask(a: IndexedSlices, mask_indices: Any, name: str | None = None) -> IndexedSlices:
    """IndexedSlices without some of the slices.

    Args:
      a: IndexedSlices.
      mask_indices: which slices to leave out.
      name: the wish for the node's name.
    """
    with name_scope(name, "sparse_mask", [a, mask_indices]) as scope:
        indices, places = call("ListDiff", a.indices, mask_indices)
        values = gather(a.values, places, name=scope)
        return IndexedSlices(values, indices, a.dense_shape)
