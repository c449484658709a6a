"""Gradients of the copies with slices replaced or added to."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.filling import zeros_like
from scopeflow.ops.arrays.gathering import gather_nd
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.scattering import tensor_scatter_update
from scopeflow.ops.gradient import gradient


@gradient("TensorScatterUpdate")
def _update(op: Operation, grad: Any) -> Any:
    indices, updates = op.inputs[1], op.inputs[2]
    slices = gather_nd(grad, indices)
    rest = tensor_scatter_update(identity(grad), indices, zeros_like(updates, dtype=grad.dtype))
    return rest, None, slices


@gradient("TensorScatterAdd", "ScatterNdNonAliasingAdd")
def _add(op: Operation, grad: Any) -> Any:
    slices = gather_nd(grad, op.inputs[1])
    return identity(grad), None, slices


@gradient("TensorScatterSub")
def _sub(op: Operation, grad: Any) -> Any:
    slices = gather_nd(grad, op.inputs[1])
    return identity(grad), None, -slices
