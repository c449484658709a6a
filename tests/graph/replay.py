"""Evaluates what TensorFlow 1.15 was asked with scopeflow's modules, and compares the answers.

`tests/reference/record_leaves.py` has written the record and says how both sides are described.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto

from scopeflow import errors
from scopeflow.graph import device, dtypes, shapes
from scopeflow.graph.keys import GraphKeys
from tests.reference import record_leaves

LEAVES = Path(record_leaves.LEAVES)


def sections(group: str) -> dict[str, dict[str, list[str]]]:
    """{section: {expression: [kind, text]}} as recorded."""
    return json.loads((LEAVES / f"{group}.json").read_text())


def _names() -> dict[str, Any]:
    """The names that expressions use, from scopeflow."""
    public = {name: made for name, made in dtypes.BY_NAME.items() if hasattr(dtypes, name)}
    dimension_functions = {
        "dimension_at_index": shapes.dimension_at_index,
        "dimension_value": shapes.dimension_value,
    }
    tf = ModuleType("scopeflow")
    vars(tf).update(
        **public,
        DType=dtypes.DType,
        as_dtype=dtypes.as_dtype,
        Dimension=shapes.Dimension,
        TensorShape=shapes.TensorShape,
        DeviceSpec=device.DeviceSpec,
        GraphKeys=GraphKeys,
        errors=errors,
        compat=SimpleNamespace(**dimension_functions),
        **dimension_functions,
    )
    names = record_leaves.common_names(tf, shapes, dtypes, device, TensorShapeProto)
    return {**names, "nest": nest}


def nest(*devices: Any) -> str:
    """The device of a node made inside these device contexts, the outermost first."""
    functions = [each if callable(each) else _merger_or_end(each) for each in devices]
    node = record_leaves.FakeNode("")
    for function in reversed(functions):
        if function is None:
            break
        if getattr(function, "is_null_merge", False):
            continue
        node.device = device.device_text(function(node))
    return node.device


def _merger_or_end(given: Any) -> Any:
    return None if given is None else device.merge_device(given)


NAMES = _names()


def differences(answers: dict[str, list[str]]) -> dict[str, tuple[list[str], list[str]]]:
    """{expression: (what TensorFlow says, what scopeflow says)} where they are not the same.

    Values and classes of exceptions must be equal; our messages begin with TensorFlow's first line.
    """
    found = {}
    for expression, theirs in answers.items():
        ours = record_leaves.ask(expression, NAMES)
        same = ours == theirs
        if theirs[0] != "value":
            same = ours[0] == theirs[0] and ours[1].startswith(theirs[1])
        if not same:
            found[expression] = (theirs, ours)
    return found
