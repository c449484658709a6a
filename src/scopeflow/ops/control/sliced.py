"""Switch and Merge for gradients, which may be IndexedSlices: one node for each of their tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_n_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.counting import range as range_
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.arrays.shaping import shape_internal
from scopeflow.ops.control.switching import merge, switch, switch_beside
from scopeflow.ops.math.casting import cast
from scopeflow.ops.scoping import name_scope


def switch_gradient(
    grad: Any, pred: Tensor, name: str = "Switch", beside: bool = False
) -> tuple[Any, Any]:
    """A gradient sent one way or the other: (where `pred` is false, where it is true).

    Args:
      grad: a Tensor or IndexedSlices.
      pred: a bool scalar.
      name: the wish for the node's name, or that of the scope of several.
      beside: whether the nodes stand on the device of `grad`.
    """
    if not isinstance(grad, IndexedSlices):
        made = switch_beside(grad, pred, name) if beside else switch(grad, pred, name=name)
        return made[0], made[1]
    if beside:
        with get_default_graph().colocate_with(grad, ignore_existing=True):
            return _switch_slices(grad, pred, name)
    return _switch_slices(grad, pred, name)


def _switch_slices(
    grad: IndexedSlices, pred: Tensor, name: str
) -> tuple[IndexedSlices, IndexedSlices]:
    with name_scope(name, "Switch", [grad, pred]):
        values = switch(grad.values, pred)
        indices = switch(grad.indices, pred)
        sizes = (None, None)
        if grad.dense_shape is not None:
            sizes = switch(grad.dense_shape, pred)
        return (
            IndexedSlices(values[0], indices[0], sizes[0]),
            IndexedSlices(values[1], indices[1], sizes[1]),
        )


def merge_gradients(grads: Sequence[Any], name: str = "Merge") -> Any:
    """The one gradient that arrives: a Tensor, or IndexedSlices if one of them is."""
    if not any(isinstance(grad, IndexedSlices) for grad in grads):
        return merge(convert_n_to_tensor(list(grads)), name=name)[0]
    with name_scope(name, "Merge", list(grads)):
        parts = [as_slices(grad) for grad in grads]
        if any(part.indices.dtype is dtypes.int64 for part in parts):
            parts = [
                part
                if part.indices.dtype is dtypes.int64
                else IndexedSlices(part.values, cast(part.indices, dtypes.int64), part.dense_shape)
                for part in parts
            ]
        values = merge([part.values for part in parts])[0]
        indices = merge([part.indices for part in parts])[0]
        sizes = [part.dense_shape for part in parts]
        if any(size is None for size in sizes):
            return IndexedSlices(values, indices, None)
        return IndexedSlices(values, indices, merge(sizes)[0])


def slice_parts(grad: IndexedSlices) -> list[Tensor]:
    """The tensors that slices are made of: values, indices, and the shape of the whole if it is there."""
    parts = [grad.values, grad.indices]
    return parts if grad.dense_shape is None else [*parts, grad.dense_shape]


def as_slices(grad: Any) -> IndexedSlices:
    """A gradient as slices: all rows of a Tensor."""
    if isinstance(grad, IndexedSlices):
        return grad
    sizes = shape_internal(grad, optimize=False)
    return IndexedSlices(grad, range_(0, sizes[0]), sizes)
