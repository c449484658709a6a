"""Gradients of the ops about order: what flows back to the largest k, and to the n-th."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.counting import range as tensor_range
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.gathering import gather, scatter_nd
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.arrays.shaping import expand_dims, reshape, shape, size
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal
from scopeflow.ops.math.division import div
from scopeflow.ops.math.reduction import reduce_prod, reduce_sum


@gradient("TopKV2")
def _top_k(op: Any, grad: Tensor, _: Any) -> list[Tensor]:
    in_shape = shape(op.inputs[0])
    places_shape = shape(op.outputs[1])
    last_of_places = gather(cast(places_shape, dtypes.int64), size(places_shape) - 1)
    places = reshape(op.outputs[1], stack([-1, last_of_places]))
    width = gather(cast(in_shape, dtypes.int64), size(in_shape) - 1)
    rows = shape(places)[0]
    # the places in all rows, counted through
    starts = tensor_range(0, cast(rows, dtypes.int64) * width, width)
    flat = reshape(places + cast(expand_dims(starts, -1), dtypes.int32), [-1])
    back = scatter_nd(expand_dims(flat, -1), reshape(grad, [-1]), [reduce_prod(in_shape)])
    return [reshape(back, in_shape), zeros([], dtype=dtypes.int32)]


@gradient("NthElement")
def _nth_element(op: Any, grad: Tensor) -> list[Any]:
    values = op.inputs[0]
    chosen = cast(equal(expand_dims(op.outputs[0], -1), values), grad.dtype)
    grad = expand_dims(grad, -1)
    count = expand_dims(reduce_sum(chosen, -1), -1)
    # equal values share what flows back
    return [div(chosen, count) * grad, None]
