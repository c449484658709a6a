"""Second derivatives of activations, and the gradient of a bias's gradient: as TensorFlow makes them."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.filling import ones_like, zeros, zeros_like
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.moving import tile
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.elementwise import exp
from scopeflow.ops.math.elementwise_grad import after
from scopeflow.ops.nn.derivatives import (
    elu_grad,
    leaky_relu_grad,
    relu6_grad,
    relu_grad,
    selu_grad,
    softplus_grad,
)


def _nothing(op: Operation) -> Any:
    x = op.inputs[1]
    return zeros(shape(x), dtype=x.dtype)


@gradient("ReluGrad")
def _relu_grad(op: Operation, grad: Any) -> Any:
    return relu_grad(grad, op.inputs[1]), _nothing(op)


@gradient("Relu6Grad")
def _relu6_grad(op: Operation, grad: Any) -> Any:
    return relu6_grad(grad, op.inputs[1]), _nothing(op)


@gradient("LeakyReluGrad")
def _leaky_relu_grad(op: Operation, grad: Any) -> Any:
    made = leaky_relu_grad(grad, op.inputs[1], alpha=op.get_attr("alpha"))
    return made, _nothing(op)


@gradient("EluGrad")
def _elu_grad(op: Operation, grad: Any) -> Any:
    first, x = op.inputs
    made = elu_grad(grad, x)
    return made, where(x < 0, grad * first, zeros_like(x))


@gradient("SeluGrad")
def _selu_grad(op: Operation, grad: Any) -> Any:
    first, x = op.inputs
    made = selu_grad(grad, x)
    return made, where(x < 0.0, grad * first, zeros_like(x))


@gradient("SoftplusGrad")
def _softplus_grad(op: Operation, grad: Any) -> Any:
    dy, x = op.inputs
    with after(grad):
        made = softplus_grad(grad, x)
        return made, grad * dy / (exp(-x) + 2.0 + exp(x))


@gradient("BiasAddGrad")
def _bias_add_grad(op: Operation, grad: Any) -> Any:
    sizes = shape(op.inputs[0])
    bias_size = shape(grad)
    if op._attrs["data_format"] == "NCHW":
        grown = concat([ones_like(sizes[:1]), bias_size, ones_like(sizes[2:])], 0)
        times = concat([sizes[:1], [1], sizes[2:]], 0)
    else:
        grown = concat([ones_like(sizes[:-1]), bias_size], 0)
        times = concat([sizes[:-1], [1]], 0)
    return tile(reshape(grad, grown), times)
