"""Gradients of softmax and its logarithm: nodes, names and order are TensorFlow's."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.elementwise import exp
from scopeflow.ops.math.reduction import reduce_sum


@gradient("Softmax")
def _softmax(op: Operation, grad: Any) -> Any:
    y = op.outputs[0]
    total = reduce_sum(grad * y, -1, keepdims=True)
    return (grad - total) * y


@gradient("LogSoftmax")
def _log_softmax(op: Operation, grad: Any) -> Any:
    y = exp(op.outputs[0])
    return grad - reduce_sum(grad, -1, keepdims=True) * y
