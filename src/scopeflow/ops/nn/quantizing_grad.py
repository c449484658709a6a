"""The gradient of rounding to integers and back: as if nothing were rounded."""

from __future__ import annotations

from typing import Any

from scopeflow.ops.gradient import gradient


@gradient("QuantizeAndDequantizeV2")
def _quantize_and_dequantize(op: Any, grad: Any) -> list[Any]:
    return [grad, None, None]
