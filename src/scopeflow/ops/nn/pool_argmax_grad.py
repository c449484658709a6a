"""The gradient of the max pool that says where its values stand."""

from __future__ import annotations

from typing import Any

from scopeflow.ops.gradient import gradient
from scopeflow.ops.nn.pool_argmax import raw_max_pool_grad_with_argmax


@gradient("MaxPoolWithArgmax")
def _max_pool_with_argmax(op: Any, grad: Any, unused_argmax_grad: Any) -> Any:
    names = ("ksize", "strides", "padding", "include_batch_in_index")
    attrs = {name: op._attrs[name] for name in names}
    return raw_max_pool_grad_with_argmax(op.inputs[0], grad, op.outputs[1], **attrs)
