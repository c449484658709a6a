"""Gradients of activations: nodes, names and order are TensorFlow's."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.complexes import conj
from scopeflow.ops.math.derivatives import sigmoid_grad
from scopeflow.ops.math.elementwise_grad import after
from scopeflow.ops.nn.activation import sigmoid
from scopeflow.ops.nn.derivatives import (
    elu_grad,
    leaky_relu_grad,
    relu6_grad,
    relu_grad,
    selu_grad,
    softsign_grad,
)


@gradient("Relu")
def _relu(op: Operation, grad: Any) -> Any:
    return relu_grad(grad, op.outputs[0])


@gradient("Relu6")
def _relu6(op: Operation, grad: Any) -> Any:
    return relu6_grad(grad, op.outputs[0])


@gradient("LeakyRelu")
def _leaky_relu(op: Operation, grad: Any) -> Any:
    return leaky_relu_grad(grad, op.inputs[0], alpha=op.get_attr("alpha"))


@gradient("Elu")
def _elu(op: Operation, grad: Any) -> Any:
    return elu_grad(grad, op.outputs[0])


@gradient("Selu")
def _selu(op: Operation, grad: Any) -> Any:
    return selu_grad(grad, op.outputs[0])


@gradient("Softplus")
def _softplus(op: Operation, grad: Any) -> Any:
    return grad * sigmoid(op.inputs[0])


@gradient("Softsign")
def _softsign(op: Operation, grad: Any) -> Any:
    return softsign_grad(grad, op.inputs[0])


@gradient("Sigmoid")
def _sigmoid(op: Operation, grad: Any) -> Any:
    y = op.outputs[0]
    with after(grad):
        return sigmoid_grad(conj(y), grad)


@gradient("L2Loss")
def _l2_loss(op: Operation, grad: Any) -> Any:
    return op.inputs[0] * grad
