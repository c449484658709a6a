"""What can be asked of a ragged tensor: its rows, their lengths, the shape that holds it; and splits as ids."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.counting import range as range_
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.grids import sequence_mask
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.masking import boolean_mask
from scopeflow.ops.arrays.moving import tile
from scopeflow.ops.arrays.shaping import expand_dims, shape
from scopeflow.ops.calling import call
from scopeflow.ops.math.arithmetic import maximum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.histogram import bincount
from scopeflow.ops.math.reduction import reduce_max
from scopeflow.ops.math.scanning import cumsum
from scopeflow.ops.ragged.building import is_ragged_tensor
from scopeflow.ops.scoping import name_scope


def nrows(ragged: Any, out_type: Any, name: Any) -> Tensor:
    """See `RaggedTensor.nrows`."""
    kind = ragged.row_splits.dtype if out_type is None else dtypes.as_dtype(out_type)
    with name_scope(name, "RaggedNRows", [ragged]):
        return shape(ragged.row_splits, out_type=kind)[0] - 1


def value_rowids(ragged: Any, name: Any) -> Tensor:
    """See `RaggedTensor.value_rowids`."""
    with name_scope(name, "RaggedValueRowIds", [ragged]):
        return row_splits_to_segment_ids(ragged.row_splits)


def row_starts(ragged: Any, name: Any) -> Tensor:
    """See `RaggedTensor.row_starts`."""
    with name_scope(name, "RaggedRowStarts", [ragged]):
        return ragged.row_splits[:-1]


def row_limits(ragged: Any, name: Any) -> Tensor:
    """See `RaggedTensor.row_limits`."""
    with name_scope(name, "RaggedRowLimits", [ragged]):
        return ragged.row_splits[1:]


def row_lengths(ragged: Any, axis: int, name: Any) -> Any:
    """See `RaggedTensor.row_lengths`."""
    with name_scope(name, "RaggedRowLengths", [ragged]):
        if axis == 0:
            return nrows(ragged, None, None)
        if axis == 1:
            splits = ragged.row_splits
            return splits[1:] - splits[:-1]
        if is_ragged_tensor(ragged.values):
            return ragged.with_values(row_lengths(ragged.values, axis - 1, None))
        kind = ragged.row_splits.dtype
        sizes = shape(ragged.values, out_type=kind)
        # inner rows are all as long as each other
        same = tile([sizes[axis - 1]], [sizes[0]])
        return ragged.with_values(same)


def nested_row_lengths(ragged: Any, name: Any) -> tuple[Tensor, ...]:
    """See `RaggedTensor.nested_row_lengths`."""
    with name_scope(name, "RaggedNestedRowLengths", [ragged]):
        found = []
        while is_ragged_tensor(ragged):
            found.append(row_lengths(ragged, 1, None))
            ragged = ragged.values
        return tuple(found)


def nested_value_rowids(ragged: Any, name: Any) -> tuple[Tensor, ...]:
    """See `RaggedTensor.nested_value_rowids`."""
    with name_scope(name, "RaggedNestedValueRowIds", [ragged]):
        found = []
        while is_ragged_tensor(ragged):
            found.append(value_rowids(ragged, None))
            ragged = ragged.values
        return tuple(found)


def bounding_shape(ragged: Any, axis: Any, name: Any, out_type: Any) -> Tensor:
    """See `RaggedTensor.bounding_shape`."""
    kind = ragged.row_splits.dtype if out_type is None else dtypes.as_dtype(out_type)
    with name_scope(name, "RaggedBoundingBox", [ragged, axis]):
        splits = ragged.nested_row_splits
        if isinstance(axis, int) and axis == 0:
            return shape(splits[0], out_type=kind)[0] - 1
        if isinstance(axis, int) and axis == 1:
            return maximum(reduce_max(row_lengths(ragged, 1, None)), 0)
        sizes = shape(splits[0], out_type=kind)
        inner = shape(ragged.flat_values, out_type=kind)
        ends = [sizes[0] - 1] + [maximum(reduce_max(one[1:] - one[:-1]), 0) for one in splits]
        if out_type is not None and kind is not splits[0].dtype:
            ends = [cast(end, kind) for end in ends]
        whole = concat([stack(ends), inner[1:]], axis=0)
        return whole if axis is None else gather(whole, axis)


# -- splits and ids --------------------------------------------------------------------------------


def repeated(values: Tensor, repeats: Tensor) -> Tensor:
    """Each of `values` as often as `repeats` says, one after the other."""
    with name_scope(None, "Repeat", [values, repeats]):
        times = call("Cast", repeats, DstT=dtypes.int32)
        shape(values, out_type=dtypes.int32)
        longest = maximum(0, reduce_max(times))
        mask = sequence_mask(times, longest)
        spread = tile(expand_dims(values, 1), [1, longest])
        return boolean_mask(spread, mask)


def row_splits_to_segment_ids(splits: Any, name: str | None = None, out_type: Any = None) -> Tensor:
    """The row that each value is in, for rows that start at `splits`.

    Args:
      splits: an int vector that begins with 0 and never falls.
      name: the wish for the scope's name.
      out_type: int32 or int64; by default that of the splits.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.ragged.row_splits_to_segment_ids([0, 2, 2, 3])).tolist()
    [0, 0, 2]

    ```
    """
    with name_scope(name, "RaggedSplitsToSegmentIds", [splits]):
        splits = convert_to_tensor(splits, name="splits", preferred_dtype=dtypes.int64)
        if splits.dtype not in (dtypes.int32, dtypes.int64):
            raise ValueError("splits must have dtype int32 or int64")
        splits.shape.assert_has_rank(1)
        if splits.shape[0].value == 0:
            raise ValueError("Invalid row_splits: []")
        kind = splits.dtype if out_type is None else dtypes.as_dtype(out_type)
        lengths = splits[1:] - splits[:-1]
        count = shape(splits, out_type=kind)[-1] - 1
        return repeated(range_(count), lengths)


def segment_ids_to_row_splits(
    segment_ids: Any, num_segments: Any = None, out_type: Any = None, name: str | None = None
) -> Tensor:
    """Where each row starts, for values that say what row they are in.

    Args:
      segment_ids: an int vector that never falls.
      num_segments: how many rows there are; by default as many as the last id says.
      out_type: int32 or int64; by default that of the ids.
      name: the wish for the scope's name.
    """
    if out_type is None:
        kind = segment_ids.dtype if isinstance(segment_ids, Tensor) else dtypes.int64
    else:
        kind = dtypes.as_dtype(out_type)
    with name_scope(name, "SegmentIdsToRaggedSplits", [segment_ids]):
        segment_ids = convert_to_tensor(segment_ids, name="segment_ids")
        segment_ids.shape.assert_has_rank(1)
        ids = call("Cast", segment_ids, DstT=dtypes.int32)
        count = None
        if num_segments is not None:
            count = convert_to_tensor(num_segments, name="num_segments")
            count = call("Cast", count, DstT=dtypes.int32)
        lengths = bincount(ids, minlength=count, maxlength=count, dtype=kind)
        splits = concat([[0], cumsum(lengths)], axis=0)
        if count is not None and isinstance(num_segments, int):
            splits.set_shape([num_segments + 1])
        return splits
