"""Gradients of reading and writing by index: nodes, names and order are TensorFlow's.

Along the first axis the gradient of a gather stays sparse: it is IndexedSlices.
"""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.counting import range as range_
from scopeflow.ops.arrays.filling import ones, zeros
from scopeflow.ops.arrays.gathering import gather_nd, scatter_nd
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.arrays.shaping import expand_dims, reshape, shape, size, squeeze
from scopeflow.ops.calling import call
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.casting import cast
from scopeflow.ops.static_value import get_static_value


def sparse_rows(grad: Any, indices: Tensor, params_shape: Tensor, count: Tensor) -> IndexedSlices:
    """The gradient of rows taken from a tensor, as IndexedSlices of that tensor.

    Args:
      grad: the gradient of the rows.
      indices: which rows they are.
      params_shape: the shape of the tensor.
      count: the number of indices, a vector of one.
    """
    values_shape = concat([count, params_shape[1:]], 0)
    values = reshape(grad, values_shape)
    return IndexedSlices(values, reshape(indices, count), params_shape)


def _shape_beside(params: Tensor) -> Tensor:
    """The shape of `params`, computed where it stands."""
    # int64 on its device, so that it need not be copied to the host; rows are counted in int32
    with get_default_graph().colocate_with(params):
        return cast(shape(params, out_type=dtypes.int64), dtypes.int32)


@gradient("Gather")
def _gather(op: Operation, grad: Any) -> Any:
    params, indices = op.inputs
    params_shape = _shape_beside(params)
    count = expand_dims(size(indices), 0)
    return [sparse_rows(grad, indices, params_shape, count), None]


@gradient("GatherV2")
def _gather_v2(op: Operation, grad: Any) -> Any:
    params, indices, axis = op.inputs
    params_shape = _shape_beside(params)
    count = expand_dims(size(indices), 0)
    known = get_static_value(axis)
    if known is not None and int(known) == 0 and op.get_attr("batch_dims") == 0:
        return [sparse_rows(grad, indices, params_shape, count), None, None]
    return [_along_axis(op, grad, params_shape), None, None]


def _along_axis(op: Operation, grad: Any, params_shape: Tensor) -> Tensor:
    """The gradient of a gather along an axis that is not known to be the first."""
    indices, axis = op.inputs[1], op.inputs[2]
    batch_dims = int(op.get_attr("batch_dims"))
    outer_shape = params_shape[:axis]
    inner_shape = params_shape[axis:][1:]
    values_shape = concat([outer_shape, [-1], inner_shape], 0)
    rank = size(values_shape)
    axis_rank = size(outer_shape)
    batch_axes = range_(0, batch_dims)
    outer_axes = range_(batch_dims, axis_rank)
    inner_axes = range_(axis_rank + 1, rank)
    values = reshape(grad, values_shape)
    # the axis comes to the front, is summed by index there, and goes back
    to_front = concat([batch_axes, [axis_rank], outer_axes, inner_axes], 0)
    moved = transpose(values, to_front)
    summed = batch_gather_grad(params_shape, moved, indices, batch_dims, params_shape[axis])
    back = concat([batch_axes, outer_axes + 1, [batch_dims], inner_axes], 0)
    return transpose(summed, back)


def batch_gather_grad(
    params_shape: Tensor, values: Any, indices: Tensor, batch_dims: int, rows: Tensor
) -> Tensor:
    """The sums of `values` by index, in each of the batches that the first `batch_dims` dimensions span."""
    count = expand_dims(size(indices), 0)
    if not batch_dims:
        return call("UnsortedSegmentSum", values, reshape(indices, count), rows)
    # one long list of rows: the indices of each batch come after those of the one before
    values_shape = shape(values)
    outer, inner = values_shape[:batch_dims], values_shape[batch_dims:][1:]
    batches = call("Prod", outer, [0])
    flat = concat([[-1], inner], 0)
    rows = rows * batches
    indices = _shifted(indices, params_shape, batch_dims)
    values = reshape(values, flat)
    summed = call("UnsortedSegmentSum", values, reshape(indices, count), rows)
    return reshape(summed, concat([outer, flat], 0))


def _shifted(indices: Tensor, params_shape: Tensor, batch_dims: int) -> Tensor:
    """Indices into the rows of all batches, one batch after the other."""
    kind = indices.dtype.base_dtype
    sizes = cast(params_shape, kind)
    stride = ones((), dtype=kind)
    rank = indices.shape.ndims
    for dim in range(batch_dims, 0, -1):
        size_of = sizes[dim - 1]
        stride *= sizes[dim]
        steps = range_(zeros((), dtype=kind), size_of, ones((), dtype=kind)) * stride
        lengths = stack([1] * (dim - 1) + [size_of] + [1] * (rank - dim), axis=0)  # type: ignore[operator]
        indices += reshape(steps, lengths)
    return indices


@gradient("GatherNd")
def _gather_nd(op: Operation, grad: Any) -> Any:
    params, indices = op.inputs
    params_shape = shape(params, out_type=indices.dtype)
    return [coordinates_grad(grad, indices, params_shape), None]


def coordinates_grad(grad: Any, indices: Tensor, params_shape: Tensor) -> Any:
    """The gradient of what was taken by coordinates; of whole rows it stays sparse."""
    dims = indices._dims
    if dims is not None and len(dims) == 2 and dims[-1] == 1:
        return IndexedSlices(grad, squeeze(indices, axis=-1), params_shape)
    return scatter_nd(indices, grad, params_shape)


@gradient("ScatterNd")
def _scatter_nd(op: Operation, grad: Any) -> Any:
    return [None, gather_nd(grad, op.inputs[0]), None]
