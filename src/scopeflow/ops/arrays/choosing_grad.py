"""The gradient of a choice between tensors that broadcast: TensorFlow's nodes."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.choosing import select_v2
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.calling import call
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.reduction import reduce_sum


@gradient("SelectV2")
def _select_v2(op: Operation, grad: Any) -> Any:
    condition, x, y = op.inputs
    zero = zeros([], dtype=grad.dtype.base_dtype)
    of_x = select_v2(condition, grad, zero)
    x_shape = shape(x)
    output_shape = shape(op.outputs[0])
    of_x = _reduced(of_x, x_shape, output_shape)
    of_y = select_v2(condition, zero, grad)
    y_shape = shape(y)
    return None, of_x, _reduced(of_y, y_shape, output_shape)


def _reduced(grad: Tensor, input_shape: Tensor, output_shape: Tensor) -> Tensor:
    axes, _ = call("BroadcastGradientArgs", input_shape, output_shape)
    return reshape(reduce_sum(grad, axis=axes, keepdims=True), input_shape)
