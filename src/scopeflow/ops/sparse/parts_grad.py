"""The gradient of a part of a sparse tensor."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient
from scopeflow.ops.sparse.parts import sparse_slice_grad


@gradient("SparseSlice")
def _slice(op: Operation, *grads: Any) -> list[Any]:
    for_values = sparse_slice_grad(grads[1], op.inputs[0], op.inputs[3], op.outputs[0])
    for_values.set_shape(op.inputs[1].get_shape())
    return [None, for_values, None, None, None]
