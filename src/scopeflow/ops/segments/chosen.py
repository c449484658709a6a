"""Segments of chosen rows: sparse_segment_sum and its like gather and reduce in one op."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.static import constant_value


def _by_rows(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    data = rules.at_least(inputs[0]._dims, 1)
    rules.merge(rules.with_rank(inputs[1]._dims, 1), rules.with_rank(inputs[2]._dims, 1))
    return (None if data is None else (None, *data[1:]),)


def _with_height(what: str) -> Any:
    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
        data = rules.at_least(inputs[0]._dims, 1)
        rules.with_rank(inputs[3]._dims, 0)
        rules.merge(rules.with_rank(inputs[1]._dims, 1), rules.with_rank(inputs[2]._dims, 1))
        value = constant_value(inputs[3])
        if value is not None and int(value) < 0:
            raise ShapeMismatch(f"Cannot specify a negative value for {what}", values=(3,))
        return (None if data is None else (None if value is None else int(value), *data[1:]),)

    return rule


_NUMBERED = _with_height("num_segments")
_GRAD = _with_height("output_dim0")
_COUNTED = "Tidx: index = int32, Tnumsegments: index = int32"


@op(
    "SparseSegmentSum(data: T, indices: Tidx, segment_ids: int32; T: real, Tidx: index = int32) -> (output: T)",
    shape=_by_rows,
    host=True,
)
def _sum(data: Any, indices: Any, segment_ids: Any) -> Any:
    """Sums of chosen rows."""
    return xp.sparse_segment(data, indices, segment_ids)


@op(
    "SparseSegmentMean(data: T, indices: Tidx, segment_ids: int32; T: {float32|float64}, Tidx: index = int32)"
    " -> (output: T)",
    shape=_by_rows,
    host=True,
)
def _mean(data: Any, indices: Any, segment_ids: Any) -> Any:
    """Means of chosen rows."""
    return xp.sparse_segment(data, indices, segment_ids, None, "mean")


@op(
    "SparseSegmentSqrtN(data: T, indices: Tidx, segment_ids: int32; T: {float32|float64}, Tidx: index = int32)"
    " -> (output: T)",
    shape=_by_rows,
    host=True,
)
def _sqrt_n(data: Any, indices: Any, segment_ids: Any) -> Any:
    """Sums of chosen rows over the root of their number."""
    return xp.sparse_segment(data, indices, segment_ids, None, "sqrt_n")


@op(
    "SparseSegmentSumWithNumSegments(data: T, indices: Tidx, segment_ids: int32, num_segments: Tnumsegments; "
    f"T: real, {_COUNTED}) -> (output: T)",
    shape=_NUMBERED,
    static=("num_segments",),
)
def _numbered_sum(data: Any, indices: Any, segment_ids: Any, num_segments: Any) -> Any:
    """Sums of chosen rows, so many of them."""
    return xp.sparse_segment(data, indices, segment_ids, num_segments)


@op(
    "SparseSegmentMeanWithNumSegments(data: T, indices: Tidx, segment_ids: int32, num_segments: Tnumsegments; "
    f"T: {{float32|float64}}, {_COUNTED}) -> (output: T)",
    shape=_NUMBERED,
    static=("num_segments",),
)
def _numbered_mean(data: Any, indices: Any, segment_ids: Any, num_segments: Any) -> Any:
    """Means of chosen rows, so many of them."""
    return xp.sparse_segment(data, indices, segment_ids, num_segments, "mean")


@op(
    "SparseSegmentSqrtNWithNumSegments(data: T, indices: Tidx, segment_ids: int32, num_segments: Tnumsegments; "
    f"T: {{float32|float64}}, {_COUNTED}) -> (output: T)",
    shape=_NUMBERED,
    static=("num_segments",),
)
def _numbered_sqrt_n(data: Any, indices: Any, segment_ids: Any, num_segments: Any) -> Any:
    """Sums of chosen rows over the root of their number, so many of them."""
    return xp.sparse_segment(data, indices, segment_ids, num_segments, "sqrt_n")


@op(
    "SparseSegmentMeanGrad(grad: T, indices: Tidx, segment_ids: int32, output_dim0: int32; "
    "T: {float32|float64}, Tidx: index = int32) -> (output: T)",
    shape=_GRAD,
    static=("output_dim0",),
)
def sparse_segment_mean_grad(grad: Any, indices: Any, segment_ids: Any, output_dim0: Any) -> Any:
    """The gradient of SparseSegmentMean for its data, which has `output_dim0` rows."""
    return xp.sparse_segment_grad(grad, indices, segment_ids, output_dim0, "mean")


@op(
    "SparseSegmentSqrtNGrad(grad: T, indices: Tidx, segment_ids: int32, output_dim0: int32; "
    "T: {float32|float64}, Tidx: index = int32) -> (output: T)",
    shape=_GRAD,
    static=("output_dim0",),
)
def sparse_segment_sqrt_n_grad(grad: Any, indices: Any, segment_ids: Any, output_dim0: Any) -> Any:
    """The gradient of SparseSegmentSqrtN for its data, which has `output_dim0` rows."""
    return xp.sparse_segment_grad(grad, indices, segment_ids, output_dim0, "sqrt_n")


def sparse_segment_sum(
    data: Any, indices: Any, segment_ids: Any, name: str | None = None, num_segments: Any = None
) -> Tensor:
    """The sums of the rows of `data` that `indices` names and that have equal ids.

    Args:
      data: a tensor of real numbers of rank 1 or more.
      indices: an int vector of rows of `data`.
      segment_ids: an int32 vector as long as `indices`, whose values never fall.
      name: the wish for the node's name.
      num_segments: how many sums there are; by default as many as the last id says.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     rows = tf.constant([[1, 2], [3, 4], [5, 6]])
    ...     sess.run(tf.sparse.segment_sum(rows, [0, 2, 2], [0, 0, 1])).tolist()
    [[6, 8], [5, 6]]

    ```
    """
    if num_segments is not None:
        return _numbered_sum(data, indices, segment_ids, num_segments, name=name)
    return _sum(data, indices, segment_ids, name=name)


def sparse_segment_mean(
    data: Any, indices: Any, segment_ids: Any, name: str | None = None, num_segments: Any = None
) -> Tensor:
    """The means of the rows of `data` that `indices` names and that have equal ids.

    Args:
      data: a float32 or float64 tensor of rank 1 or more.
      indices: an int vector of rows of `data`.
      segment_ids: an int32 vector as long as `indices`, whose values never fall.
      name: the wish for the node's name.
      num_segments: how many means there are; by default as many as the last id says.
    """
    if num_segments is not None:
        return _numbered_mean(data, indices, segment_ids, num_segments, name=name)
    return _mean(data, indices, segment_ids, name=name)


def sparse_segment_sqrt_n(
    data: Any, indices: Any, segment_ids: Any, name: str | None = None, num_segments: Any = None
) -> Tensor:
    """The sums of the rows of `data` that `indices` names and that have equal ids, over the root of their number.

    Args:
      data: a float32 or float64 tensor of rank 1 or more.
      indices: an int vector of rows of `data`.
      segment_ids: an int32 vector as long as `indices`, whose values never fall.
      name: the wish for the node's name.
      num_segments: how many segments there are; by default as many as the last id says.
    """
    if num_segments is not None:
        return _numbered_sqrt_n(data, indices, segment_ids, num_segments, name=name)
    return _sqrt_n(data, indices, segment_ids, name=name)
