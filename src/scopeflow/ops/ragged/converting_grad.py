"""Gradients of ragged tensors as others."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.gradient import gradient


@gradient("RaggedTensorToSparse")
def _to_sparse(op: Operation, unused_places: Any, grad: Any, unused_whole: Any) -> list[Any]:
    values = op.inputs[-1]
    return [None] * (len(op.inputs) - 1) + [reshape(grad, shape(values))]
