"""What to say when a checkpoint does not fit a graph: what is missing, left over and of another shape."""

from __future__ import annotations

import contextlib
import difflib
from typing import Any

from scopeflow import errors
from scopeflow.formats.checkpoint import Checkpoint, open_checkpoint
from scopeflow.ops.static import constant_value

_SHOWN = 10
_COMPARED = (
    1000  # names that one is compared with: in a large model with another prefix all are alike
)


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
        text += _differences(open_checkpoint(path), _wanted(graph, saver_def))
    kind: Any = type(error)
    return kind(error.node_def, error.op, text)


def _wanted(graph: Any, saver_def: Any) -> dict[str, Any]:
    """By name, the shape that the graph has for what its restoring nodes read; None for slices."""
    wanted: dict[str, Any] = {}
    waiting = [graph.get_operation_by_name(saver_def.restore_op_name)]
    seen = set(waiting)
    while waiting:
        op = waiting.pop()
        if op.type == "RestoreV2":
            names, specs = constant_value(op.inputs[1]), constant_value(op.inputs[2])
            if names is None or specs is None:
                continue
            for name, spec, tensor in zip(names, specs, op.outputs, strict=True):
                wanted[name.decode()] = None if spec else _target_dims(tensor)
            continue
        for other in [*op.control_inputs, *(tensor.op for tensor in op.inputs)]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return wanted


def _target_dims(tensor: Any) -> Any:
    for user in tensor.consumers():
        if user.type == "Identity":
            return _target_dims(user.outputs[0])
        if user.type == "Assign":
            return user.inputs[0]._dims
        if user.type == "AssignVariableOp":
            return user.inputs[0].op._attrs.get("shape")
    return None


def _differences(checkpoint: Checkpoint, wanted: dict[str, Any]) -> str:
    missing = sorted(name for name in wanted if name not in checkpoint)
    unused = sorted(name for name in checkpoint.names if name not in wanted)
    clashing = [
        f"{name}: {list(dims)} in the graph, {list(checkpoint.shape(name))} in the checkpoint"
        for name, dims in sorted(wanted.items())
        if dims is not None and name in checkpoint and not _fits(dims, checkpoint.shape(name))
    ]
    lines: list[str] = []
    pairs = {}
    for name in missing[:_SHOWN]:
        near = _closest(name, wanted[name], unused, checkpoint)
        pairs.update({near: name} if near else {})
    closest = {name: stored for stored, name in pairs.items()}
    hinted = [f"{name} (closest: {closest[name]})" if name in closest else name for name in missing]
    for title, items in (
        ("Missing from the checkpoint", hinted),
        ("In the checkpoint, but not wanted", unused),
        ("Of another shape", clashing),
    ):
        if items:
            more = [f"... and {len(items) - _SHOWN} more"] if len(items) > _SHOWN else []
            lines += [f"{title}:", *(f"  {item}" for item in items[:_SHOWN] + more)]
    moves = _moved_scope(pairs, missing, unused) or dict(list(pairs.items())[:_SHOWN])
    if moves:
        body = ", ".join(f"{stored!r}: {name!r}" for stored, name in moves.items())
        lines.append(
            f"If those are the same variables: tf.train.init_from_checkpoint(path, {{{body}}})"
        )
    return "\n\n" + "\n".join(lines) if lines else ""


def _moved_scope(pairs: dict[str, str], missing: list[str], unused: list[str]) -> dict[str, str]:
    """The one scope in the checkpoint whose variables are all missing under another scope, if that is all."""
    for stored, name in pairs.items():
        old, new = stored.split("/"), name.split("/")
        while old and new and old[-1] == new[-1]:
            del old[-1], new[-1]
        if not old or not new:
            return {}
        start, other = "/".join(old) + "/", "/".join(new) + "/"
        there = set(unused)
        if all(one.startswith(other) and start + one[len(other) :] in there for one in missing):
            return {start: other}
        return {}
    return {}


def _closest(name: str, dims: Any, unused: list[str], checkpoint: Checkpoint) -> str | None:
    """The name in the checkpoint that is most like one in the graph, of those of its shape if there are any."""
    fitting = [one for one in unused if dims is not None and _fits(dims, checkpoint.shape(one))]
    last = name.rpartition("/")[2]
    ending = [one for one in fitting if one.rpartition("/")[2] == last]
    near = difflib.get_close_matches(name, (ending or fitting or unused)[:_COMPARED], 1, 0.4)
    return near[0] if near else None


def _fits(dims: Any, stored: tuple[int, ...]) -> bool:
    return len(dims) == len(stored) and all(
        size is None or size == other for size, other in zip(dims, stored, strict=True)
    )
