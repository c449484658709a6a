"""Gradients of reading rows of variables: sparse, as TensorFlow makes them."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.gathering_grad import coordinates_grad, sparse_rows
from scopeflow.ops.arrays.shaping import expand_dims, size
from scopeflow.ops.calling import call
from scopeflow.ops.gradient import gradient
from scopeflow.ops.state.handles import shape_of_variable


@gradient("ResourceGather")
def _resource_gather(op: Operation, grad: Any) -> Any:
    handle, indices = op.inputs
    params_shape = shape_of_variable(handle)
    count = expand_dims(size(indices), 0)
    return [sparse_rows(grad, indices, params_shape, count), None]


@gradient("ResourceGatherNd")
def _resource_gather_nd(op: Operation, grad: Any) -> Any:
    handle, indices = op.inputs
    params_shape = call("VariableShape", handle, out_type=indices.dtype)
    return [coordinates_grad(grad, indices, params_shape), None]
