"""Segments with ordered ids: segment_sum and its like, as long as the last id says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op


def _by_rows(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    data = rules.at_least(inputs[0]._dims, 1)
    rules.with_rank(inputs[1]._dims, 1)
    return (None if data is None else (None, *data[1:]),)


@op(
    "SegmentSum(data: T, segment_ids: Tindices; T: number, Tindices: index) -> (output: T)",
    shape=_by_rows,
    host=True,
)
def segment_sum(data: Any, segment_ids: Any) -> Any:
    """The sums of the slices of `data` that have equal ids.

    Args:
      data: a tensor of numbers of rank 1 or more.
      segment_ids: an int vector as long as `data`, whose values never fall.
      name: the wish for the node's name.

    Returns:
      A tensor like `data` with one slice for each number up to the last id; 0 where there is no slice.
      Ids that fall or are negative raise InvalidArgumentError when it runs.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.segment_sum([[1, 2], [3, 4], [5, 6]], [0, 0, 2])).tolist()
    [[4, 6], [0, 0], [5, 6]]

    ```
    """
    return xp.segment(data, segment_ids, "sum")


@op(
    "SegmentMean(data: T, segment_ids: Tindices; T: number, Tindices: index) -> (output: T)",
    shape=_by_rows,
    host=True,
)
def segment_mean(data: Any, segment_ids: Any) -> Any:
    """The means of the slices of `data` that have equal ids; 0 where there is none.

    Args:
      data: a tensor of numbers of rank 1 or more.
      segment_ids: an int vector as long as `data`, whose values never fall.
      name: the wish for the node's name.
    """
    return xp.segment(data, segment_ids, "mean")


@op(
    "SegmentProd(data: T, segment_ids: Tindices; T: number, Tindices: index) -> (output: T)",
    shape=_by_rows,
    host=True,
)
def segment_prod(data: Any, segment_ids: Any) -> Any:
    """The products of the slices of `data` that have equal ids; 1 where there is none.

    Args:
      data: a tensor of numbers of rank 1 or more.
      segment_ids: an int vector as long as `data`, whose values never fall.
      name: the wish for the node's name.
    """
    return xp.segment(data, segment_ids, "prod")


@op(
    "SegmentMin(data: T, segment_ids: Tindices; T: real, Tindices: index) -> (output: T)",
    shape=_by_rows,
    host=True,
)
def segment_min(data: Any, segment_ids: Any) -> Any:
    """The smallest of the slices of `data` that have equal ids, place by place; 0 where there is none.

    Args:
      data: a tensor of real numbers of rank 1 or more.
      segment_ids: an int vector as long as `data`, whose values never fall.
      name: the wish for the node's name.
    """
    return xp.segment(data, segment_ids, "min")


@op(
    "SegmentMax(data: T, segment_ids: Tindices; T: real, Tindices: index) -> (output: T)",
    shape=_by_rows,
    host=True,
)
def segment_max(data: Any, segment_ids: Any) -> Any:
    """The largest of the slices of `data` that have equal ids, place by place; 0 where there is none.

    Args:
      data: a tensor of real numbers of rank 1 or more.
      segment_ids: an int vector as long as `data`, whose values never fall.
      name: the wish for the node's name.
    """
    return xp.segment(data, segment_ids, "max")
