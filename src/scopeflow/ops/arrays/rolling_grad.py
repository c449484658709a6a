"""Gradients of moving elements along axes: TensorFlow's nodes."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.ops.arrays.rolling import reverse_sequence, roll
from scopeflow.ops.gradient import gradient


@gradient("Roll")
def _roll(op: Operation, grad: Any) -> Any:
    shift, axis = op.inputs[1], op.inputs[2]
    return roll(grad, -shift, axis), None, None


@gradient("ReverseSequence")
def _reverse_sequence(op: Operation, grad: Any) -> Any:
    reversed_grad = reverse_sequence(
        grad,
        batch_axis=op.get_attr("batch_dim"),
        seq_axis=op.get_attr("seq_dim"),
        seq_lengths=op.inputs[1],
    )
    return reversed_grad, None
