"""Ragged tensors from dense and sparse ones, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.counting import range as range_
from scopeflow.ops.arrays.filling import fill, zeros
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.grids import sequence_mask
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.masking import boolean_mask, where
from scopeflow.ops.arrays.shaping import expand_dims, rank, reshape, shape
from scopeflow.ops.calling import call
from scopeflow.ops.checks.assertion import Assert
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.define import op
from scopeflow.ops.math.arithmetic import maximum, minimum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal, not_equal
from scopeflow.ops.math.logical import logical_and, logical_not
from scopeflow.ops.math.reduction import reduce_all, reduce_any, reduce_max
from scopeflow.ops.math.scanning import cumprod, cumsum
from scopeflow.ops.ragged.building import from_row_splits, from_value_rowids, is_ragged_tensor
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.inputs import sparse_input
from scopeflow.ops.sparse.tensor import SparseTensor

# -- dense -----------------------------------------------------------------------------------------


def from_tensor(
    tensor: Any, lengths: Any, padding: Any, ragged_rank: int, name: Any, row_splits_dtype: Any
) -> Any:
    """See `RaggedTensor.from_tensor`."""
    kind = dtypes.as_dtype(row_splits_dtype)
    if lengths is not None and padding is not None:
        raise ValueError("Specify lengths or padding, but not both")
    if not isinstance(ragged_rank, int):
        raise TypeError(f"ragged_rank expected int, got {ragged_rank!r}")
    if ragged_rank <= 0:
        raise ValueError(f"ragged_rank must be greater than 0; got {ragged_rank}")
    with name_scope(name, "RaggedFromTensor", [tensor, lengths, padding]):
        tensor = convert_to_tensor(tensor, name="tensor")
        tensor.shape.with_rank_at_least(ragged_rank + 1)
        sizes = shape(tensor, out_type=kind)
        width = sizes[1]
        if ragged_rank > 1:
            # the outer dimensions first become one
            inner = concat([convert_to_tensor([-1], kind), sizes[2:]], axis=0)
            made = from_tensor(
                reshape(tensor, inner), lengths, padding, ragged_rank - 1, None, kind
            )
            splits = range_(0, cumprod(sizes)[0] + 1) * sizes[1]
            return from_row_splits(made, splits, validate=False)
        if padding is not None:
            padding = convert_to_tensor(padding, name="padding", dtype=tensor.dtype)
            padding.shape.assert_is_compatible_with(tensor.shape[2:])
            is_default = equal(padding, tensor)
            ndims = rank(tensor)
            inner_axes = range_(2, ndims)
            is_default = cond(
                ndims > 2,
                lambda: reduce_all(is_default, axis=inner_axes),
                lambda: is_default,
            )
            places = cast(logical_not(is_default), kind)
            places = places * expand_dims(range_(1, width + 1), 0)
            lengths = reduce_max(places, axis=1)
        if lengths is not None:
            lengths = convert_to_tensor(lengths, name="lengths", preferred_dtype=kind)
            lengths = call("Cast", lengths, DstT=kind)
            lengths.shape.assert_has_rank(1)
            lengths = maximum(minimum(lengths, width), 0)
            limits = cumsum(lengths)
            splits = concat([zeros([1], kind), limits], axis=0)
            values = boolean_mask(tensor, sequence_mask(lengths, maxlen=width))
            return from_row_splits(values, splits, validate=False)
        rows = sizes[0]
        count = rows * width
        splits = range_(0, rows + 1) * width
        values = reshape(tensor, concat([[count], sizes[2:]], axis=0))
        return from_row_splits(values, splits, validate=False)


def to_tensor(ragged: Any, default_value: Any, name: Any) -> Tensor:
    """See `RaggedTensor.to_tensor`."""
    with name_scope(name, "RaggedToTensor", [ragged, default_value]):
        if default_value is not None:
            default_value = convert_to_tensor(
                default_value, name="default_value", dtype=ragged.dtype
            )
        values = ragged.values
        if is_ragged_tensor(values):
            values = to_tensor(values, default_value, None)
        splits = ragged.row_splits
        kind = splits.dtype
        lengths = splits[1:] - splits[:-1]
        count = shape(splits, out_type=kind)[0] - 1
        longest = maximum(reduce_max([lengths]), 0)
        sizes = shape(values, out_type=kind)
        inner, end = sizes[1:], sizes[0]
        if default_value is None:
            default_value = zeros(inner, values.dtype)
        elif default_value._dims is None or len(default_value._dims) < len(values._dims or (0,)) - 1:  # fmt: skip
            default_value = fill(inner, default_value)
        starts, limits = expand_dims(splits[:-1], 1), expand_dims(splits[1:], 1)
        columns = expand_dims(range_(0, longest), 0)
        # short rows take what stands behind all values
        padded = concat([values, stack([default_value])], axis=0)
        places = starts + columns
        inside = places < limits
        places = where(inside, places, fill(stack([count, longest]), end))
        return gather(padded, places)


# -- sparse ----------------------------------------------------------------------------------------


def _sparse(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    count = attrs["RAGGED_RANK"]
    values = inputs[count]._dims
    for splits in inputs[:count]:
        rules.with_rank(splits._dims, 1)
    if values is None:
        return (None, None), (None,), (None,)
    ndims = count + len(values)
    total: int | None = 1
    for size in values:
        total = None if total is None or size is None else total * size
    return (total, ndims), (total,), (ndims,)


@op(
    "RaggedTensorToSparse(rt_nested_splits: RAGGED_RANK * Tsplits, rt_dense_values: T; RAGGED_RANK: int >= 1, "
    "T: type, Tsplits: index = int64) -> (sparse_indices: int64, sparse_values: T, sparse_dense_shape: int64)",
    shape=_sparse,
    host=True,
)
def _to_sparse(rt_nested_splits: Any, rt_dense_values: Any) -> Any:
    """The values of a ragged tensor as those of a sparse one."""
    return xp.ragged_to_sparse(rt_nested_splits, rt_dense_values)


def to_sparse(ragged: Any, name: Any) -> SparseTensor:
    """See `RaggedTensor.to_sparse`."""
    with name_scope(name, "RaggedToSparse", [ragged]):
        return SparseTensor(
            *_to_sparse(list(ragged.nested_row_splits), ragged.flat_values, name=name)
        )


def from_sparse(st_input: Any, name: Any, row_splits_dtype: Any) -> Any:
    """See `RaggedTensor.from_sparse`."""
    kind = dtypes.as_dtype(row_splits_dtype)
    if not isinstance(st_input, SparseTensor) and not hasattr(st_input, "dense_shape"):
        raise TypeError(f"Expected SparseTensor, got {type(st_input).__name__}")
    with name_scope(name, "RaggedFromSparse", [st_input]):
        st_input = sparse_input(st_input)
        known = st_input.dense_shape.shape.num_elements()
        ndims = known if known is not None else st_input.indices.shape[1].value
        if ndims is None:
            raise ValueError("rank(st_input) must be 2")
        if ndims != 2:
            raise ValueError("rank(st_input) must be 2")
        with_rowids = _whole_rows(st_input.indices)
        message = "SparseTensor is not right-ragged"
        checked = Assert(with_rowids, [message, "SparseTensor.indices =", st_input.indices])
        with get_default_graph().control_dependencies([checked]):
            rowids = cast(st_input.indices[:, 0], kind)
            rows = cast(st_input.dense_shape[0], kind)
            return from_value_rowids(st_input.values, rowids, nrows=rows, validate=False)


def _whole_rows(indices: Tensor) -> Tensor:
    """Whether each row of a sparse matrix has its values at its start."""
    outer, last = indices[:, :-1], indices[:, -1]
    new_row = reduce_any(not_equal(outer[1:], outer[:-1]), axis=1)
    follows = where(new_row, equal(last[1:], 0), equal(last[1:], last[:-1] + 1))
    return logical_and(reduce_all(equal(last[:1], 0)), reduce_all(follows))
