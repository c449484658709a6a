"""Gradients of changes of dtype."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.casting import cast

_SMOOTH = (
    dtypes.float16,
    dtypes.float32,
    dtypes.float64,
    dtypes.bfloat16,
    dtypes.complex64,
    dtypes.complex128,
)


@gradient("Cast")
def _cast(op: Operation, grad: Any) -> Any:
    source = op.inputs[0].dtype.base_dtype
    if source in _SMOOTH and grad.dtype.base_dtype in _SMOOTH:
        return cast(grad, source)
    return None
