"""Floats rounded to the values that a quantized type could hold, and the gradients that ignore the rounding."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.face import is_known, kernel, lift, quiet

_F32 = np.float32


def _face(x: Any) -> Any:
    return np if is_known(x) else door.jnp()


def _nudged(low: Any, high: Any, bits: int, narrow: bool) -> tuple[Any, Any, Any]:
    """The range moved so that zero is one of its values, and the step between two values."""
    face = _face(low)
    first, last = _F32(1 if narrow else 0), _F32(2**bits - 1)
    step = (high - low) / (last - first)
    zero = first - low / step
    # halves away from zero; where this matters zero is positive
    rounded = face.floor(zero + _F32(0.5))
    point = face.where(zero < first, first, face.where(zero > last, last, rounded))
    return (first - point) * step, (last - point) * step, step


def _quantized(x: Any, low: Any, high: Any, bits: int, narrow: bool) -> Any:
    face = _face(x)
    nudged_low, nudged_high, step = _nudged(low, high, bits, narrow)
    inside = face.minimum(face.maximum(x, nudged_low), nudged_high)
    inverse = _F32(1) / step
    made = face.floor((inside - nudged_low) * inverse + _F32(0.5)) * step + nudged_low
    return face.where((low == 0) & (high == 0), _F32(0), made)


@kernel(lambda x, low, high, *rest: _quantized(*lift(x, low, high), *rest), arrays=3, exact=False)
@quiet
def fake_quant(x: Any, low: Any, high: Any, bits: int, narrow: bool) -> Any:
    """float32 rounded to 2**bits values from low to high, each the last axis's own if they are vectors."""
    return np.asarray(_quantized(x, _F32(low), _F32(high), bits, narrow))


def _grads(grad: Any, x: Any, low: Any, high: Any, bits: int, narrow: bool) -> tuple[Any, Any, Any]:
    face = _face(grad)
    nudged_low, nudged_high, _ = _nudged(low, high, bits, narrow)
    empty = (low == 0) & (high == 0)
    below, above = x < nudged_low, x > nudged_high
    zero = _F32(0)
    inside = (x >= nudged_low) & (x <= nudged_high)
    by_x = face.where(empty | inside, grad, zero)
    axes = tuple(range(grad.ndim - low.ndim))
    by_low = face.sum(face.where(below & ~empty, grad, zero), axes, dtype=np.float32)
    by_high = face.sum(face.where(above & ~empty, grad, zero), axes, dtype=np.float32)
    return by_x, by_low, by_high


@kernel(
    lambda grad, x, low, high, *rest: _grads(*lift(grad, x, low, high), *rest),
    arrays=4,
    exact=False,
)
@quiet
def fake_quant_grad(
    grad: Any, x: Any, low: Any, high: Any, bits: int, narrow: bool
) -> tuple[Any, Any, Any]:
    """The gradients of fake_quant by x, low and high: that of what lies outside goes to the bound."""
    return _grads(grad, x, np.asarray(low, _F32), np.asarray(high, _F32), bits, narrow)
