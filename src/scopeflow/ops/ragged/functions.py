"""Functions of ragged tensors: map_flat_values, stack, concat, boolean_mask, gather, partitions, reductions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays import filling, masking, shaping
from scopeflow.ops.arrays.counting import range as range_
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.joining import concat as concat_dense
from scopeflow.ops.arrays.joining import stack as stack_dense
from scopeflow.ops.arrays.stitching import dynamic_partition
from scopeflow.ops.checks.comparing import assert_equal
from scopeflow.ops.control.grouping import with_dependencies
from scopeflow.ops.math import reduction
from scopeflow.ops.math.casting import cast
from scopeflow.ops.ragged.building import from_row_lengths, from_row_splits, is_ragged_tensor
from scopeflow.ops.ragged.constants import ragged_or_tensor
from scopeflow.ops.ragged.converting import from_tensor
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.segments import unordered


def same_rows(values: Sequence[Any]) -> tuple[Tensor, ...]:
    """The nested splits that all ragged ones of `values` share, checked when it runs.

    Raises:
      ValueError: if they have different numbers of ragged dimensions.
    """
    splits = [value.nested_row_splits for value in values]
    if len({len(one) for one in splits}) > 1:
        raise ValueError("All ragged inputs must have the same ragged_rank.")
    first = splits[0]
    checks = [
        assert_equal(mine, its, message="Inputs must have identical ragged splits")
        for other in splits[1:]
        for mine, its in zip(first, other, strict=True)
        if mine is not its
    ]
    if not checks:
        return first
    return tuple([with_dependencies(checks, one) for one in first])


def map_flat_values(op: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What `op` gives for the innermost values of ragged tensors, in rows as theirs.

    Args:
      op: a function of tensors; its result is as long as the values it is given.
      *args: its arguments; a RaggedTensor among them, or in a list among them, is replaced by its values.
      **kwargs: its keyword arguments, treated alike.

    Raises:
      ValueError: if the ragged tensors differ in their number of ragged dimensions.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     rows = tf.ragged.constant([[1, 2], [], [3]])
    ...     sess.run(tf.ragged.map_flat_values(tf.ones_like, rows)).to_list()
    [[1, 1], [], [1]]

    ```
    """
    found: list[Any] = []

    def opened(value: Any) -> Any:
        if is_ragged_tensor(value):
            found.append(value)
            return value.flat_values
        if isinstance(value, (list, tuple)):
            return type(value)([opened(one) for one in value])
        return value

    flat_args = [opened(value) for value in args]
    flat_kwargs = {key: opened(value) for key, value in kwargs.items()}
    if not found:
        return op(*args, **kwargs)
    splits = same_rows(found)
    values = op(*flat_args, **flat_kwargs)
    return found[0]._with_tensors([values, *splits])


def _as_ragged(value: Any, like: Any) -> Any:
    value = ragged_or_tensor(value, name="values")
    if is_ragged_tensor(value):
        return value
    return from_tensor(value, None, None, like.ragged_rank, None, like.row_splits.dtype)


def concat(values: Any, axis: int, name: str | None = None) -> Any:
    """Ragged tensors one after the other along a dimension, the first or the second."""
    with name_scope(name, "RaggedConcat", list(values)):
        first = next(value for value in values if is_ragged_tensor(value))
        rank = len(first.shape)
        axis = axis + rank if axis < 0 else axis
        parts = [_as_ragged(value, first) for value in values]
        if len(parts) == 1:
            return parts[0]
        if axis == 0:
            inner = [part.values for part in parts]
            lengths = concat_dense([part.row_lengths() for part in parts], 0)
            return from_row_lengths(_joined(inner), lengths, validate=False)
        if axis == 1:
            # row by row: the rows of the first, the second, ... in turn
            count = parts[0].nrows()
            rows = concat(parts, 0)
            turns = shaping.reshape(
                convert_to_tensor(range_(len(parts), dtype=count.dtype)), [1, -1]
            )
            order = shaping.reshape(shaping.expand_dims(range_(count), 1) + turns * count, [-1])
            mixed = gather_rows(rows, order)
            splits = mixed.row_splits[:: len(parts)]
            return from_row_splits(mixed.values, splits, validate=False)
        return first.with_values(concat([part.values for part in parts], axis - 1))


def _joined(values: Sequence[Any]) -> Any:
    if any(is_ragged_tensor(value) for value in values):
        return concat(values, 0)
    return concat_dense(list(values), 0)


def gather_rows(params: Any, indices: Any, name: str | None = None) -> Any:
    """The rows of a ragged tensor that a vector of indices names."""
    from scopeflow.ops.ragged.indexing import _of_ranges

    with name_scope(name, "RaggedGather", [params, indices]):
        indices = convert_to_tensor(indices, name="indices")
        starts = gather(params.row_starts(), indices)
        limits = gather(params.row_limits(), indices)
        return _of_ranges(params.values, starts, limits, 1)


def stack(values: Any, axis: int = 0, name: str | None = None) -> Any:
    """Ragged tensors of one rank as the elements of one of a rank more.

    Args:
      values: a list of Tensors or RaggedTensors.
      axis: the new dimension, 0 or 1.
      name: the wish for the scope's name.

    Raises:
      ValueError: if the list is empty.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.ragged.stack([[1, 2], [3]])).to_list()
    [[1, 2], [3]]

    ```
    """
    if not isinstance(values, (list, tuple)):
        values = [values]
    with name_scope(name, "RaggedStack", list(values)):
        if not values:
            raise ValueError("values must not be empty.")
        parts = [ragged_or_tensor(value, name="values") for value in values]
        if all(not is_ragged_tensor(part) and len(part.shape) == 0 for part in parts):
            return stack_dense(parts, axis)
        rank = next(len(part.shape) for part in parts)
        axis = axis + rank + 1 if axis < 0 else axis
        if axis == 0:
            counts = [part.nrows() if is_ragged_tensor(part) else shaping.shape(part, out_type=dtypes.int64)[0] for part in parts]  # fmt: skip
            if rank > 1:
                like = next((p for p in parts if is_ragged_tensor(p)), None)
                parts = [_as_ragged(p, like) if like is not None else from_tensor(p, None, None, 1, None, dtypes.int64) for p in parts]  # fmt: skip
            return from_row_lengths(_joined(parts), stack_dense(counts), validate=False)
        raise ValueError("tf.ragged.stack stacks along axis 0; stack the rows with tf.concat.")


def boolean_mask(data: Any, mask: Any, name: str | None = None) -> Any:
    """The elements of `data` where `mask` is true, in rows.

    Args:
      data: a Tensor or RaggedTensor.
      mask: a bool Tensor or RaggedTensor; its shape is that of the first dimensions of `data`.
      name: the wish for the scope's name.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     kept = tf.ragged.boolean_mask([[1, 2], [3, 4]], [[True, False], [False, False]])
    ...     sess.run(kept).to_list()
    [[1], []]

    ```
    """
    with name_scope(name, "RaggedMask", [data, mask]):
        data = ragged_or_tensor(data, name="data")
        mask = ragged_or_tensor(mask, dtypes.bool, name="mask")
        rank = mask.shape.ndims
        if rank is None:
            raise ValueError("mask.shape.ndims must be known statically.")
        if rank == 0:
            raise ValueError("mask cannot be scalar.")
        if rank == 1 and not is_ragged_tensor(data):
            return masking.boolean_mask(data, mask)
        if rank == 1:
            places = shaping.reshape(masking.where(mask), [-1])
            return gather_rows(data, places)
        if not is_ragged_tensor(mask):
            mask = from_tensor(mask, None, None, rank - 1, None, dtypes.int64)
        if not is_ragged_tensor(data):
            data = from_tensor(data, None, None, rank - 1, None, dtypes.int64)
        return _masked(data, mask)


def _masked(data: Any, mask: Any) -> Any:
    inner = mask.values
    if is_ragged_tensor(inner):
        return data.with_values(_masked(data.values, inner))
    lengths = unordered.unsorted_segment_sum(
        cast(inner, data.row_splits.dtype), mask.value_rowids(), mask.nrows()
    )
    values = data.values
    if is_ragged_tensor(values):
        kept = gather_rows(values, shaping.reshape(masking.where(inner), [-1]))
    else:
        kept = masking.boolean_mask(values, inner)
    return from_row_lengths(kept, lengths, validate=False)


def stack_dynamic_partitions(
    data: Any, partitions: Any, num_partitions: Any, name: str | None = None
) -> Any:
    """The slices of `data` sorted by their labels, a row for each label.

    Args:
      data: a tensor whose shape starts with that of `partitions`.
      partitions: the int label of each slice, in [0, num_partitions).
      num_partitions: how many rows to make, an int.
      name: the wish for the scope's name.
    """
    with name_scope(name, "SegmentStack", [data, partitions]):
        data = convert_to_tensor(data, name="data")
        partitions = cast(convert_to_tensor(partitions, name="partitions"), dtypes.int32)
        parts = dynamic_partition(data, partitions, num_partitions)
        lengths = stack_dense([shaping.shape(part, out_type=dtypes.int64)[0] for part in parts])
        return from_row_lengths(concat_dense(parts, 0), lengths, validate=False)


# -- reductions ------------------------------------------------------------------------------------

_SEGMENTS: dict[str, Callable[..., Tensor]] = {
    "reduce_sum": unordered.unsorted_segment_sum,
    "reduce_prod": unordered.unsorted_segment_prod,
    "reduce_min": unordered.unsorted_segment_min,
    "reduce_max": unordered.unsorted_segment_max,
}


def reduce(name: str, ragged: Any, axis: Any = None) -> Any:
    """The reduction called `name` along some dimensions of a ragged tensor."""
    if axis is None:
        return getattr(reduction, name)(ragged.flat_values)
    if isinstance(axis, (list, tuple)):
        rank = len(ragged.shape)
        ordered = sorted({one % rank for one in axis}, reverse=True)
        if len(ordered) == rank and name != "reduce_mean":
            return getattr(reduction, name)(ragged.flat_values)
        if name == "reduce_mean":
            count = reduce("reduce_sum", ragged.with_flat_values(filling.ones_like(ragged.flat_values)), axis)  # fmt: skip
            return reduce("reduce_sum", ragged, axis) / count
        for one in ordered:
            ragged = (
                reduce(name, ragged, one)
                if is_ragged_tensor(ragged)
                else getattr(reduction, name)(ragged, one)
            )
        return ragged
    rank = len(ragged.shape)
    axis = axis + rank if axis < 0 else axis
    if name in ("reduce_any", "reduce_all"):
        numbers = ragged.with_flat_values(cast(ragged.flat_values, dtypes.int32))
        made = reduce("reduce_max" if name == "reduce_any" else "reduce_min", numbers, axis)
        if is_ragged_tensor(made):
            return made.with_flat_values(made.flat_values > 0)
        return made > 0
    if name == "reduce_mean":
        ones = ragged.with_flat_values(filling.ones_like(ragged.flat_values))
        return reduce("reduce_sum", ragged, axis) / reduce("reduce_sum", ones, axis)
    with name_scope(None, "RaggedReduce" + name.partition("_")[2].capitalize(), [ragged]):
        if axis == 0:
            inner = ragged.values
            lengths = ragged.row_lengths()
            longest = reduction.reduce_max(lengths)
            columns = range_(shaping.shape(_first(inner), out_type=lengths.dtype)[0]) - gather(
                ragged.row_starts(), ragged.value_rowids()
            )
            return _SEGMENTS[name](inner, columns, longest)
        if axis == 1:
            if is_ragged_tensor(ragged.values):
                raise ValueError(
                    f"tf.{name} along axis 1 of more than one ragged dimension is not supported."
                )
            return _SEGMENTS[name](ragged.values, ragged.value_rowids(), ragged.nrows())
        if is_ragged_tensor(ragged.values):
            return ragged.with_values(reduce(name, ragged.values, axis - 1))
        return ragged.with_values(getattr(reduction, name)(ragged.values, axis - 1))


def _first(inner: Any) -> Tensor:
    return inner if not is_ragged_tensor(inner) else inner.row_splits[:-1]
