"""Gradients of the softmax cross-entropies."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.identity import prevent_gradient
from scopeflow.ops.arrays.shaping import expand_dims, squeeze
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.matmul import matmul
from scopeflow.ops.nn.softmax import log_softmax, softmax

_ONCE = (
    "Currently there is no way to take the second derivative of sparse_softmax_cross_entropy_with_logits due to the "
    "fused implementation's interaction with tf.gradients()"
)


def _each_row(vector: Tensor, matrix: Tensor) -> Tensor:
    return expand_dims(vector, -1) * matrix


@gradient("SoftmaxCrossEntropyWithLogits")
def _softmax_cross_entropy(op: Any, grad_loss: Tensor, grad_gradient: Tensor | None) -> list[Any]:
    logits = op.inputs[0]
    grad = _each_row(grad_loss, op.outputs[1])
    # zeros mean that nobody differentiates the gradient
    if grad_gradient is not None and grad_gradient.op.type not in ("ZerosLike", "Zeros"):
        probable = softmax(logits)
        mixed = matmul(expand_dims(grad_gradient, 1), expand_dims(probable, 2))
        grad += (grad_gradient - squeeze(mixed, axis=1)) * probable
    return [grad, _each_row(grad_loss, -log_softmax(logits))]


@gradient("SparseSoftmaxCrossEntropyWithLogits")
def _sparse_softmax_cross_entropy(op: Any, grad_loss: Tensor, _: Any) -> list[Any]:
    return [_each_row(grad_loss, prevent_gradient(op.outputs[1], message=_ONCE)), None]
