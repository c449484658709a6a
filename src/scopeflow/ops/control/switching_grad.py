"""Gradients of the nodes that conditionals are made of: a Merge's is a Switch, and a Switch's a Merge.

Those of the nodes of loops stand with the loops.
"""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.operation import Operation
from scopeflow.ops.control.contexts import output_context
from scopeflow.ops.control.sliced import merge_gradients, switch_gradient
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.comparison import equal


@gradient("Switch", "RefSwitch")
def _switch(op: Operation, *grads: Any) -> Any:
    context = op._control_flow_context
    if context is None:
        pred = op.inputs[1]
        on_false = switch_gradient(grads[0], pred)[0]
        on_true = switch_gradient(grads[1], pred)[1]
        return merge_gradients([on_false, on_true]), None
    if context.IsWhileContext():
        return context.switch_gradient(op, *grads)
    if grads[1 - context.branch] is None:
        # nothing flows on the other side for a dtype that has no gradient
        assert op.inputs[0].dtype is not dtypes.resource or grads[context.branch] is None
        return None, None
    return merge_gradients(grads, name="cond_grad"), None


@gradient("Merge", "RefMerge")
def _merge(op: Operation, grad: Any, _: Any) -> Any:
    context: Any = output_context(op.inputs[0].op)
    if context is not None and context.IsWhileContext():
        return context.merge_gradient(op, grad)
    if context is not None:
        pred = context.gradient_pred(op) if hasattr(context, "gradient_pred") else context.pred
        return list(switch_gradient(grad, pred, name="cond_grad", beside=True))
    arrived = [equal(op.outputs[1], index) for index in range(len(op.inputs))]
    return [switch_gradient(grad, pred, beside=True)[1] for pred in arrived]
