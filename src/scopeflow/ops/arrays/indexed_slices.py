"""IndexedSlices: rows of a larger tensor, and which rows they are."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph.convert import register_tensor_conversion_function
from scopeflow.graph.core import Graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.slicing import slice_tensor
from scopeflow.ops.define import op
from scopeflow.ops.static import constant_value

# What a run gives for a fetched IndexedSlices: arrays, dense_shape None if there is none.
IndexedSlicesValue = namedtuple("IndexedSlicesValue", ["values", "indices", "dense_shape"])


class IndexedSlices:
    """Slices of a tensor along its first dimension: `dense[indices[i], ...] = values[i, ...]`.

    Gradients of `tf.gather` are such, and `scatter_add` of a variable takes one.  Converted to a
    tensor it becomes dense; slices of equal indices are added.

    Args:
      values: the slices, of any dtype, shape `[n, ...]`.
      indices: `[n]` ints.
      dense_shape: the shape of the whole, an int vector, or None.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable(tf.zeros([3, 2]), name="v")
    ...     v.scatter_add(tf.IndexedSlices(tf.ones([1, 2]), tf.constant([1])))
    <tf.Tensor 'ScatterAdd:0' shape=(3, 2) dtype=float32_ref>

    ```
    """

    def __init__(self, values: Any, indices: Any, dense_shape: Any = None) -> None:
        self._values = values
        self._indices = indices
        self._dense_shape = dense_shape

    @property
    def values(self) -> Any:
        """The slices."""
        return self._values

    @property
    def indices(self) -> Any:
        """Which slices they are."""
        return self._indices

    @property
    def dense_shape(self) -> Any:
        """The shape of the whole, or None."""
        return self._dense_shape

    @property
    def name(self) -> str:
        """The name of `values`."""
        return self._values.name

    @property
    def device(self) -> str:
        """The device of `values`."""
        return self._values.device

    @property
    def op(self) -> Operation:
        """The Operation that produces `values`."""
        return self._values.op

    @property
    def dtype(self) -> Any:
        """The DType of `values`."""
        return self._values.dtype

    @property
    def graph(self) -> Graph:
        """The Graph of `values`."""
        return self._values.graph

    def consumers(self) -> list[Operation]:
        """The operations that take one of its tensors, in creation order."""
        parts = [
            part for part in (self._values, self._indices, self._dense_shape) if part is not None
        ]
        found = {op for part in parts for op in part.consumers()}
        return sorted(found, key=lambda op: op._id)

    def __neg__(self) -> IndexedSlices:
        return IndexedSlices(-self._values, self._indices, self._dense_shape)

    def __str__(self) -> str:
        shape = f", dense_shape={self._dense_shape}" if self._dense_shape is not None else ""
        return f"IndexedSlices(indices={self._indices}, values={self._values}{shape})"


def _summed(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    data, ids = inputs[0]._dims, inputs[1]._dims
    if data is None or ids is None:
        return (None,)
    rules.merge(data[: len(ids)], ids)
    count = constant_value(inputs[2])
    return ((None if count is None else int(count), *data[len(ids) :]),)


@op(
    "UnsortedSegmentSum(data: T, segment_ids: Tindices, num_segments: Tnumsegments; T: number, Tindices: index, "
    "Tnumsegments: index = int32) -> (output: T)",
    shape=_summed,
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
    """
    count = xp.static_int(num_segments, "The number of segments")
    # slices of negative ids go to a row of their own, which is cut off
    spare = xp.fill(segment_ids.shape, np.asarray(count, segment_ids.dtype))
    rows = xp.select(xp.less(segment_ids, np.zeros((), segment_ids.dtype)), spare, segment_ids)
    sums = xp.scatter_add(
        xp.zeros((count + 1, *data.shape[segment_ids.ndim :]), data.dtype), rows, data
    )
    return sums[:count]


def _to_tensor(
    value: IndexedSlices, dtype: Any = None, name: str | None = None, as_ref: bool = False
) -> Any:
    if dtype is not None and not dtype.is_compatible_with(value.dtype):
        raise ValueError(
            f"Tensor conversion requested dtype {dtype.name} for IndexedSlices with dtype {value.dtype.name}"
        )
    if value.dense_shape is None:
        raise ValueError(
            f"Tensor conversion requested for IndexedSlices without dense_shape: {value}. Give it a dense_shape."
        )
    return unsorted_segment_sum(
        value.values, value.indices, slice_tensor(value.dense_shape, 0), name=name
    )


register_tensor_conversion_function(IndexedSlices, _to_tensor)


def expand(value: IndexedSlices) -> tuple[list[Any], Any]:
    """The tensors of a fetched IndexedSlices, and how their values become an IndexedSlicesValue."""
    parts = [value.values, value.indices]
    if value.dense_shape is not None:
        parts.append(value.dense_shape)
    return parts, lambda made: IndexedSlicesValue(*made, *([None] * (3 - len(made))))
