"""IndexedSlices: rows of a larger tensor, and which rows they are."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from typing import Any

from scopeflow.graph.composite import CompositeTensor
from scopeflow.graph.convert import register_tensor_conversion_function
from scopeflow.graph.core import Graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.slicing import slice_tensor
from scopeflow.ops.calling import call

# What a run gives for a fetched IndexedSlices: arrays, dense_shape None if there is none.
IndexedSlicesValue = namedtuple("IndexedSlicesValue", ["values", "indices", "dense_shape"])


class IndexedSlices(CompositeTensor):
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

    _is_one_op = True

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
        found = {op for part in self._tensors() for op in part.consumers()}
        return sorted(found, key=lambda op: op._id)

    def _tensors(self) -> list[Any]:
        whole = [] if self._dense_shape is None else [self._dense_shape]
        return [self._values, self._indices, *whole]

    def _with_tensors(self, tensors: Sequence[Any]) -> IndexedSlices:
        return IndexedSlices(*tensors)

    def _invariant_dims(self, dims: Any) -> list[Any]:
        # a loop is told the shape of the values
        rows = (None,) if dims is None else dims[:1]
        whole = [] if self._dense_shape is None else [(None if dims is None else len(dims),)]
        return [dims, rows, *whole]

    def _value(self, arrays: Sequence[Any]) -> Any:
        return IndexedSlicesValue(*arrays, *([None] * (3 - len(arrays))))

    def __neg__(self) -> IndexedSlices:
        return IndexedSlices(-self._values, self._indices, self._dense_shape)

    def __str__(self) -> str:
        shape = f", dense_shape={self._dense_shape}" if self._dense_shape is not None else ""
        return f"IndexedSlices(indices={self._indices}, values={self._values}{shape})"


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
    dims = value.dense_shape
    height = slice_tensor(dims, 0) if isinstance(dims, Tensor) else dims[0]
    return call("UnsortedSegmentSum", value.values, value.indices, height, name=name)


register_tensor_conversion_function(IndexedSlices, _to_tensor)
