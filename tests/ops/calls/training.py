"""Small calls of the ops that apply gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import scopeflow as tf
from scopeflow.graph.operation import Operation
from scopeflow.ops import catalog
from tests.ops.inputs import argument, f32, handle, node, ref, tensor

Sample = Callable[[], Operation]
_GRADIENTS = ("grad", "delta")


def _sample(type_name: str, variables: int, **attrs: Any) -> Sample:
    def build() -> Operation:
        made = handle if type_name.startswith("Resource") else ref
        inputs: list[Any] = [made() for _ in range(variables)]
        names = [arg.name for arg in catalog.load_all()[type_name].schema.inputs]
        by_rows = "indices" in names
        for name in names[variables:]:
            if name in _GRADIENTS:
                inputs.append(f32(2, 3) if by_rows else f32(4, 3))
            elif name == "indices":
                inputs.append(argument([3, 1]))
            elif name == "global_step":
                inputs.append(tensor(tf.int64))
            else:
                inputs.append(f32())
        return node(type_name, *inputs, **attrs)

    return build


def _all() -> dict[str, list[Sample]]:
    """By op: for ref and resource variables, whole and by rows."""
    table: dict[str, list[Sample]] = {}
    counts = {
        "Momentum": 2,
        "Adagrad": 2,
        "Adadelta": 3,
        "RMSProp": 3,
        "CenteredRMSProp": 4,
        "Ftrl": 3,
    }
    counts |= {"FtrlV2": 3, "AdagradDA": 3, "ProximalGradientDescent": 1, "ProximalAdagrad": 2}
    whole = counts | {"GradientDescent": 1, "Adam": 3}
    flags = {"Momentum": {"use_nesterov": True}, "Adam": {"use_nesterov": True}}
    flags["Adagrad"] = {"update_slots": False}
    for prefix, known in (("Apply", whole), ("SparseApply", counts)):
        for name, count in known.items():
            for full in (prefix + name, "Resource" + prefix + name):
                table[full] = [_sample(full, count)]
                if name in flags:
                    table[full].append(_sample(full, count, **flags[name]))
    return table


SAMPLES: dict[str, list[Sample]] = _all()
