"""Gradients of fake quantization."""

from __future__ import annotations

from typing import Any

from scopeflow.ops.gradient import gradient
from scopeflow.ops.nn import fake_quant


def _attrs(op: Any, *names: str) -> dict[str, Any]:
    return {name: op._attrs[name] for name in names}


@gradient("FakeQuantWithMinMaxArgs")
def _args(op: Any, grad: Any) -> Any:
    return fake_quant.fake_quant_with_min_max_args_gradient(
        grad, op.inputs[0], **_attrs(op, "min", "max", "num_bits", "narrow_range")
    )


@gradient("FakeQuantWithMinMaxVars")
def _vars(op: Any, grad: Any) -> Any:
    return fake_quant.fake_quant_with_min_max_vars_gradient(
        grad, *op.inputs, **_attrs(op, "num_bits", "narrow_range")
    )


@gradient("FakeQuantWithMinMaxVarsPerChannel")
def _channels(op: Any, grad: Any) -> Any:
    return fake_quant.fake_quant_with_min_max_vars_per_channel_gradient(
        grad, *op.inputs, **_attrs(op, "num_bits", "narrow_range")
    )
