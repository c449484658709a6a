"""Segments with ids in any order: unsorted_segment_sum and its like, for a given number of segments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.filling import ones
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.math.arithmetic import maximum
from scopeflow.ops.math.elementwise import sqrt
from scopeflow.ops.refusal import converts_again
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value


def _by_count(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    data, ids, count = (tensor._dims for tensor in inputs)
    rules.with_rank(count, 0)
    if data is None or ids is None:
        return (None,)
    rules.at_least(data, len(ids))
    for x, y in zip(data, ids, strict=False):
        rules.merge_dim(x, y)
    value = constant_value(inputs[2])
    if value is not None and int(value) < 0:
        raise ShapeMismatch(
            f"Dimension size, given by scalar input 2, must be non-negative but is {int(value)}",
            values=(2,),
        )
    return ((None if value is None else int(value), *data[len(ids) :]),)


@op(
    "UnsortedSegmentSum(data: T, segment_ids: Tindices, num_segments: Tnumsegments; T: number, Tindices: index, "
    "Tnumsegments: index = int32) -> (output: T)",
    shape=_by_count,
    static=("num_segments",),
)
def unsorted_segment_sum(data: Any, segment_ids: Any, num_segments: Any) -> Any:
    """The sums of the slices of `data` that have equal ids.

    Args:
      data: a tensor of numbers whose shape starts with that of `segment_ids`.
      segment_ids: ints smaller than `num_segments`; slices of negative ids are left out.
      num_segments: how many sums there are; those of no slice are zero.
      name: the wish for the node's name.

    Returns:
      A tensor of shape `[num_segments] + data.shape[segment_ids.ndims:]`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.unsorted_segment_sum([1, 2, 3, 4], [2, 0, -1, 2], num_segments=3)).tolist()
    [2, 0, 5]

    ```
    """
    return xp.unsorted_segment(data, segment_ids, num_segments, "sum")


@op(
    "UnsortedSegmentProd(data: T, segment_ids: Tindices, num_segments: Tnumsegments; T: number, Tindices: index, "
    "Tnumsegments: index = int32) -> (output: T)",
    shape=_by_count,
    static=("num_segments",),
)
def unsorted_segment_prod(data: Any, segment_ids: Any, num_segments: Any) -> Any:
    """The products of the slices of `data` that have equal ids; 1 where there is none.

    Args:
      data: a tensor of numbers whose shape starts with that of `segment_ids`.
      segment_ids: ints smaller than `num_segments`; slices of negative ids are left out.
      num_segments: how many products there are.
      name: the wish for the node's name.
    """
    return xp.unsorted_segment(data, segment_ids, num_segments, "prod")


@op(
    "UnsortedSegmentMin(data: T, segment_ids: Tindices, num_segments: Tnumsegments; T: real, Tindices: index, "
    "Tnumsegments: index = int32) -> (output: T)",
    shape=_by_count,
    static=("num_segments",),
)
def unsorted_segment_min(data: Any, segment_ids: Any, num_segments: Any) -> Any:
    """The smallest of the slices of `data` that have equal ids; the dtype's largest number where there is none.

    Args:
      data: a tensor of real numbers whose shape starts with that of `segment_ids`.
      segment_ids: ints smaller than `num_segments`; slices of negative ids are left out.
      num_segments: how many segments there are.
      name: the wish for the node's name.
    """
    return xp.unsorted_segment(data, segment_ids, num_segments, "min")


@op(
    "UnsortedSegmentMax(data: T, segment_ids: Tindices, num_segments: Tnumsegments; T: real, Tindices: index, "
    "Tnumsegments: index = int32) -> (output: T)",
    shape=_by_count,
    static=("num_segments",),
)
def unsorted_segment_max(data: Any, segment_ids: Any, num_segments: Any) -> Any:
    """The largest of the slices of `data` that have equal ids; the dtype's smallest number where there is none.

    Args:
      data: a tensor of real numbers whose shape starts with that of `segment_ids`.
      segment_ids: ints smaller than `num_segments`; slices of negative ids are left out.
      num_segments: how many segments there are.
      name: the wish for the node's name.
    """
    return xp.unsorted_segment(data, segment_ids, num_segments, "max")


def _sizes(data: Tensor, ids: Tensor, count: Any) -> Tensor:
    """How many slices each segment has, but at least 1, in a shape that broadcasts against the sums."""
    sizes = unsorted_segment_sum(ones(shape(ids), dtype=data.dtype), ids, count)
    missing = data.shape.ndims - ids.shape.ndims  # type: ignore[operator]  # ranks must be known
    return maximum(reshape(sizes, [count] + [1] * missing), 1)


@converts_again("data", "segment_ids")
def unsorted_segment_mean(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The means of the slices of `data` that have equal ids; 0 where there is none.

    Args:
      data: a tensor of floats whose shape starts with that of `segment_ids`.
      segment_ids: ints smaller than `num_segments`; slices of negative ids are left out.
      num_segments: how many means there are.
      name: the wish for the scope's name.
    """
    with name_scope(name, "UnsortedSegmentMean"):
        data, segment_ids = convert_to_tensor(data), convert_to_tensor(segment_ids)
        sizes = _sizes(data, segment_ids, num_segments)
        return unsorted_segment_sum(data, segment_ids, num_segments) / sizes


@converts_again("data", "segment_ids")
def unsorted_segment_sqrt_n(
    data: Any, segment_ids: Any, num_segments: Any, name: str | None = None
) -> Tensor:
    """The sums of the slices of `data` that have equal ids, divided by the root of their number.

    Args:
      data: a tensor of floats whose shape starts with that of `segment_ids`.
      segment_ids: ints smaller than `num_segments`; slices of negative ids are left out.
      num_segments: how many segments there are.
      name: the wish for the scope's name.
    """
    with name_scope(name, "UnsortedSegmentSqrtN"):
        data, segment_ids = convert_to_tensor(data), convert_to_tensor(segment_ids)
        sizes = _sizes(data, segment_ids, num_segments)
        return unsorted_segment_sum(data, segment_ids, num_segments) / sqrt(sizes)
