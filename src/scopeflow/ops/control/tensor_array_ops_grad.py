"""Gradients through TensorArrays: what is read from an array is written to the array of its gradients, and the other way round."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.control.tensor_array import TensorArray
from scopeflow.ops.gradient import gradient, not_differentiable

not_differentiable(
    "TensorArrayV3",
    "TensorArrayGradV3",
    "TensorArrayGradWithShape",
    "TensorArraySizeV3",
    "TensorArrayCloseV3",
)


def _source(grad: Tensor) -> str:
    """Which call of `tf.gradients` a node belongs to: the arrays of different calls are kept apart."""
    parts = grad.op.name.split("/")
    places = [place for place, part in enumerate(parts) if part.startswith("gradients")]
    if not places:
        raise ValueError(
            f"Expected op/tensor name to start with gradients (excluding scope), got: {grad.name}. "
            "This means that a tf.gradients op with this op in its dependency path has a custom name that does not start "
            "with 'gradients'. Please make sure all calls to tf.gradients that include non-empty name arguments begin with "
            "the string 'gradients'."
        )
    return "/".join(parts[: places[-1] + 1])


def _gradients(op: Operation, attr: str, source: str, flow: Tensor) -> TensorArray:
    array = TensorArray(
        op._attrs[attr], handle=op._inputs[0], flow=flow, colocate_with_first_write_call=False
    )
    return array.grad(source=source, flow=flow)


@gradient("TensorArrayReadV3")
def _read(op: Operation, grad: Tensor) -> Any:
    made = _gradients(op, "dtype", _source(grad), op._inputs[2]).write(op._inputs[1], grad)
    return [None, None, made.flow]


@gradient("TensorArrayWriteV3")
def _write(op: Operation, flow: Tensor) -> Any:
    grad = _gradients(op, "T", _source(flow), flow).read(op._inputs[1])
    return [None, None, grad, flow]


@gradient("TensorArrayGatherV3")
def _gather(op: Operation, grad: Tensor) -> Any:
    made = _gradients(op, "dtype", _source(grad), op._inputs[2]).scatter(op._inputs[1], grad)
    return [None, None, made.flow]


@gradient("TensorArrayScatterV3")
def _scatter(op: Operation, flow: Tensor) -> Any:
    grad = _gradients(op, "T", _source(flow), flow).gather(op._inputs[1])
    return [None, None, grad, flow]


@gradient("TensorArrayConcatV3")
def _concat(op: Operation, grad: Tensor, _: Any) -> Any:
    made = _gradients(op, "dtype", _source(grad), op._inputs[1]).split(grad, op._outputs[1])
    return [None, made.flow]


@gradient("TensorArraySplitV3")
def _split(op: Operation, flow: Tensor) -> Any:
    grad = _gradients(op, "T", _source(flow), flow).concat()
    return [None, grad, None, flow]
