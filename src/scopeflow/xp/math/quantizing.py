"""Floats rounded to the integers of some bits and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.face import is_known, kernel, lift, quiet
from scopeflow.xp.floats import flush, widen


def _face(x: Any) -> Any:
    return np if is_known(x) else door.jnp()


def _there_and_back(
    x: Any,
    low: Any,
    high: Any,
    signed: bool,
    bits: int,
    range_given: bool,
    half_up: bool,
    narrow: bool,
) -> Any:
    face, kind = _face(x), x.dtype
    wide = widen(x)
    real = wide.dtype.type
    if range_given:
        low, high = low.astype(wide.dtype), high.astype(wide.dtype)
    elif x.size:
        low, high = face.min(wide), face.max(wide)
    else:
        return x
    first = real(-(2 ** (bits - 1)) + (1 if narrow else 0)) if signed else real(0)
    last = real(2 ** (bits - 1) - 1) if signed else real(2**bits - 1)
    huge = real(np.finfo(np.float32).max)
    by_low = face.where(first * low > 0, first / low, huge)
    by_high = face.where(last * high > 0, last / high, huge)
    low_decides = by_low < by_high
    scale = face.where(low_decides, by_low, by_high)
    # the lower end of unsigned numbers is 0 and never decides
    inverse = face.where(low_decides, low / (first if signed else real(1)), high / last)
    if range_given:
        bottom = face.where(low_decides, low, first * inverse)
        top = face.where(low_decides, last * inverse, high)
        wide = face.minimum(face.maximum(wide, bottom), top)
    scaled = wide * scale
    rounded = face.floor(scaled + real(0.5)) if half_up else face.round(scaled)
    return (rounded * inverse).astype(kind)


def _jax(x: Any, low: Any, high: Any, *rest: Any) -> Any:
    return _there_and_back(*lift(x, low, high), *rest)


@kernel(_jax, arrays=3, exact=False)
@quiet
def quantize_and_dequantize(
    x: Any,
    low: Any,
    high: Any,
    signed: bool,
    bits: int,
    range_given: bool,
    half_up: bool,
    narrow: bool,
) -> Any:
    """`x` rounded to 2**bits values, whose range is that of `x` or goes from `low` to `high`."""
    made = _there_and_back(
        np.asarray(x), np.asarray(low), np.asarray(high), signed, bits, range_given, half_up, narrow
    )
    return np.asarray(flush(made))
