"""Spreading the slices of a tensor over several, and putting them together again: dynamic_partition, dynamic_stitch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.static import constant_value


def _stitched(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    count = attrs["N"]
    rest: rules.Dims = None
    largest = 0
    known = True
    for index, data in zip(inputs[:count], inputs[count:], strict=True):
        value = constant_value(index)
        if value is None:
            known = False
        elif value.size:
            largest = max(largest, int(value.max()))
        places, slices = index._dims, data._dims
        if places is None or slices is None:
            continue
        _starts_with(slices, places)
        rest = rules.merge(rest, slices[len(places) :])
    if rest is None:
        return (None,)
    return ((largest + 1 if known else None, *rest),)


def _starts_with(dims: tuple[int | None, ...], start: tuple[int | None, ...]) -> None:
    """Checks that a shape begins with another."""
    if len(dims) < len(start):
        raise ShapeMismatch(f"Shape must be at least rank {len(start)} but is rank {len(dims)}")
    for x, y in zip(dims, start, strict=False):
        rules.merge_dim(x, y)


def _stitch(indices: Any, data: Any) -> Any:
    rows: list[Any] = []
    places: list[np.ndarray] = []
    for position, (index, part) in enumerate(zip(indices, data, strict=True)):
        index = xp.static(index, "The indices of a stitch")
        if part.shape[: index.ndim] != index.shape:
            raise errors.InvalidArgumentError(
                None,
                None,
                f"data[{position}].shape = {compact(part.shape)} does not start with "
                f"indices[{position}].shape = {compact(index.shape)}",
            )
        if position and part.shape[index.ndim :] != data[0].shape[places[0].ndim :]:
            first, here = places[0].ndim, index.ndim
            raise errors.InvalidArgumentError(
                None,
                None,
                f"Need data[0].shape[{first}:] = data[{position}].shape[{here}:], got data[0].shape = "
                f"{compact(data[0].shape)}, data[{position}].shape = {compact(part.shape)}, indices[0].shape = "
                f"{compact(places[0].shape)}, indices[{position}].shape = {compact(index.shape)}",
            )
        rows.append(xp.reshape(part, (index.size, *part.shape[index.ndim :])))
        places.append(index)
    places = [place.reshape(-1) for place in places]
    length = max((int(place.max()) + 1 for place in places if place.size), default=0)
    for place in places:
        wrong = np.flatnonzero(place < 0)
        if wrong.size:
            raise errors.InvalidArgumentError(
                None, None, f"indices[{int(wrong[0])}] is out of range"
            )
    whole = rows[0] if len(rows) == 1 else xp.concat(rows, 0)
    # the row that each place gets: of several the last one
    source = np.full(length, -1, np.int64)
    source[np.concatenate(places)] = np.arange(sum(place.size for place in places))
    if (source < 0).any():
        spare = _empty_row(whole)
        source[source < 0] = whole.shape[0]
        whole = xp.concat([whole, spare], 0)
    return xp.gather(whole, source, 0)


def _empty_row(rows: Any) -> Any:
    shape = (1, *rows.shape[1:])
    if rows.dtype == object:
        empty = np.empty(shape, object)
        empty[...] = b""
        return empty
    return xp.zeros(shape, rows.dtype)


@op(
    "DynamicStitch(indices: N * int32, data: N * T; N: int >= 1, T: type) -> (merged: T)",
    shape=_stitched,
    static=("indices",),
)
def dynamic_stitch(indices: Any, data: Any) -> Any:
    """The slices of several tensors in one: `merged[indices[m][i, ...], ...] = data[m][i, ..., ...]`.

    Of several slices for one place the last one counts; a place that none goes to is zero.

    Args:
      indices: a list of int32 tensors.
      data: as many tensors of one dtype; the shape of each starts with that of its indices.
      name: the wish for the node's name.

    Raises:
      InvalidArgumentError: in a run, for a negative index.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.dynamic_stitch([[0, 2], [1]], [[1, 3], [2]])))
    [1 2 3]

    ```
    """
    return _stitch(indices, data)


@op(
    "ParallelDynamicStitch(indices: N * int32, data: N * T; N: int >= 1, T: type) -> (merged: T)",
    shape=_stitched,
    static=("indices",),
)
def parallel_dynamic_stitch(indices: Any, data: Any) -> Any:
    """`dynamic_stitch`, where of several slices for one place any one may count.

    Args:
      indices: a list of int32 tensors.
      data: as many tensors of one dtype; the shape of each starts with that of its indices.
      name: the wish for the node's name.
    """
    return _stitch(indices, data)


def _parted(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    data, partitions = inputs[0]._dims, inputs[1]._dims
    count = attrs["num_partitions"]
    if partitions is None or data is None:
        return (None,) * count
    _starts_with(data, partitions)
    return ((None, *data[len(partitions) :]),) * count


@op(
    "DynamicPartition(data: T, partitions: int32; num_partitions: int >= 1, T: type) "
    "-> (outputs: num_partitions * T)",
    shape=_parted,
    host=True,
)
def dynamic_partition(data: Any, partitions: Any, *, num_partitions: int) -> Any:
    """The slices of `data`, spread over several tensors.

    Args:
      data: a tensor whose shape starts with that of `partitions`.
      partitions: int32: the number of the result that each slice goes to.
      num_partitions: how many results there are.
      name: the wish for the node's name.

    Returns:
      A list of `num_partitions` tensors.

    Raises:
      InvalidArgumentError: in a run, for a number that is not in [0, num_partitions).

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.dynamic_partition([10, 20, 30], [0, 1, 0], 2)))
    [array([10, 30], dtype=int32), array([20], dtype=int32)]

    ```
    """
    data, partitions = np.asarray(data), np.asarray(partitions)
    if data.shape[: partitions.ndim] != partitions.shape:
        raise errors.InvalidArgumentError(
            None,
            None,
            f"data.shape must start with partitions.shape, got data.shape = {compact(data.shape)}, "
            f"partitions.shape = {compact(partitions.shape)}",
        )
    flat = partitions.reshape(-1)
    wrong = np.flatnonzero((flat < 0) | (flat >= num_partitions))
    if wrong.size:
        place = np.unravel_index(wrong[0], partitions.shape) if partitions.ndim else ()
        where = f"[{','.join(str(int(i)) for i in place)}]" if partitions.ndim else ""
        raise errors.InvalidArgumentError(
            None,
            None,
            f"partitions{where} = {int(flat[wrong[0]])} is not in [0, {num_partitions})",
        )
    rows = data.reshape(flat.size, *data.shape[partitions.ndim :])
    return tuple([rows[flat == part] for part in range(num_partitions)])


__all__ = ["dynamic_partition", "dynamic_stitch", "parallel_dynamic_stitch"]
