"""Gradients of the CTC ops."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.identity import prevent_gradient
from scopeflow.ops.arrays.shaping import expand_dims
from scopeflow.ops.gradient import gradient, not_differentiable

not_differentiable("CTCGreedyDecoder", "CTCBeamSearchDecoder")

_ONCE = (
    "Currently there is no way to take the second  derivative of ctc_loss due to the fused implementation's "
    "interaction  with tf.gradients()"
)


@gradient("CTCLoss")
def _ctc_loss(op: Any, grad_loss: Tensor, _: Any) -> list[Any]:
    once = prevent_gradient(op.outputs[1], message=_ONCE)
    return [expand_dims(grad_loss, -1) * once, None, None, None]
