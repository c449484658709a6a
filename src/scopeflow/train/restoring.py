"""What a restore that failed says: TensorFlow's words, then how graph and checkpoint differ."""

from __future__ import annotations

import contextlib
from typing import Any

from scopeflow import errors
from scopeflow.formats.checkpoint import open_checkpoint
from scopeflow.formats.name_matching import Form
from scopeflow.graph.keys import GraphKeys
from scopeflow.ops.static import constant_value
from scopeflow.train.comparing import RestoreReport, Wanted, variables_by_name
from scopeflow.train.report_text import differences_of
from scopeflow.variables.variable import Variable


def explained(error: errors.OpError, path: str, graph: Any, saver_def: Any) -> errors.OpError:
    """The error that a failed restore raises: TensorFlow's words, then how graph and checkpoint differ."""
    if isinstance(error, errors.NotFoundError):
        cause = "a Variable name or other graph key that is missing from the checkpoint"
    else:
        cause = "a mismatch between the current graph and the graph from the checkpoint"
    text = (
        f"Restoring from checkpoint failed. This is most likely due to {cause}. Please ensure that you have not altered the "
        f"graph expected based on the checkpoint. Original error:\n\n{error.message}"
    )
    with contextlib.suppress(errors.OpError, KeyError):
        wanted = _wanted(graph, saver_def)
        report = RestoreReport(path, open_checkpoint(path), wanted, variables_by_name(graph))
        text += differences_of(report)
    kind: Any = type(error)
    return kind(error.node_def, error.op, text)


def _wanted(graph: Any, saver_def: Any) -> dict[str, Wanted]:
    """By name, what the graph's restoring nodes read."""
    variables = graph.get_collection(GraphKeys.GLOBAL_VARIABLES)
    owners = {one.op.name: one for one in variables if isinstance(one, Variable)}
    wanted: dict[str, Wanted] = {}
    waiting = [graph.get_operation_by_name(saver_def.restore_op_name)]
    seen = set(waiting)
    while waiting:
        op = waiting.pop()
        if op.type == "RestoreV2":
            names, specs = constant_value(op.inputs[1]), constant_value(op.inputs[2])
            if names is None or specs is None:
                continue
            for name, spec, tensor in zip(names, specs, op.outputs, strict=True):
                title = name.decode()
                target = _target(tensor)
                if spec or target is None:
                    # of a slice the graph knows its own shape only
                    wanted[title] = Wanted(Form(None, tensor.dtype.base_dtype), title)
                else:
                    found, dims = target
                    form = Form(None if dims is None else tuple(dims), tensor.dtype.base_dtype)
                    wanted[title] = Wanted(form, owners.get(found, found))
            continue
        for other in [*op.control_inputs, *(tensor.op for tensor in op.inputs)]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return wanted


def _target(tensor: Any) -> tuple[str, Any] | None:
    """The name and the shape of the variable that takes over what was read."""
    for user in tensor.consumers():
        if user.type == "Identity":
            return _target(user.outputs[0])
        if user.type == "Assign":
            return user.inputs[0].op.name, user.inputs[0]._dims
        if user.type == "AssignVariableOp":
            return user.inputs[0].op.name, user.inputs[0].op._attrs.get("shape")
    return None
