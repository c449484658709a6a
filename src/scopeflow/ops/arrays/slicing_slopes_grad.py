"""The gradient of the gradient of a strided slice: the slice itself."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.slicing import strided_slice
from scopeflow.ops.arrays.slicing_slopes import MASKS
from scopeflow.ops.gradient import gradient


@gradient("StridedSliceGrad")
def _strided_slice_grad(op: Operation, grad: Any) -> Any:
    begin, end, strides = op.inputs[1:4]
    masks = {name: op.get_attr(name) for name in MASKS}
    return None, None, None, None, strided_slice(grad, begin, end, strides, **masks)
