"""Second derivatives of the functions whose first is an op: nodes, names and order are TensorFlow's."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.complexes import conj
from scopeflow.ops.math.derivatives import reciprocal_grad, rsqrt_grad, sigmoid_grad, tanh_grad
from scopeflow.ops.math.elementwise import square
from scopeflow.ops.math.elementwise_grad import after


@gradient("ReciprocalGrad", "InvGrad")
def _reciprocal_grad(op: Operation, grad: Any) -> Any:
    dy = op.inputs[1]
    with after(grad):
        y = conj(op.inputs[0])
        conj_grad = conj(grad)
        return conj_grad * -2.0 * dy * y, reciprocal_grad(y, grad)


@gradient("SqrtGrad")
def _sqrt_grad(op: Operation, grad: Any) -> Any:
    y = op.inputs[0]
    with after(grad):
        slope = grad / y
        return -conj(slope) * op.outputs[0], 0.5 * slope


@gradient("RsqrtGrad")
def _rsqrt_grad(op: Operation, grad: Any) -> Any:
    y, dy = op.inputs
    with after(grad):
        y = conj(y)
        conj_grad = conj(grad)
        return -1.5 * conj_grad * dy * square(y), rsqrt_grad(y, grad)


@gradient("TanhGrad")
def _tanh_grad(op: Operation, grad: Any) -> Any:
    with after(grad):
        y = conj(op.inputs[0])
        dy = conj(op.inputs[1])
        return grad * -2.0 * dy * y, tanh_grad(y, grad)


@gradient("SigmoidGrad")
def _sigmoid_grad(op: Operation, grad: Any) -> Any:
    with after(grad):
        y = conj(op.inputs[0])
        dy = conj(op.inputs[1])
        both = grad * dy
        return both - 2.0 * both * y, sigmoid_grad(y, grad)
