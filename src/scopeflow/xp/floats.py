"""Denormal numbers are zero: TensorFlow's kernels run with the processor told so, for operands and
results.

XLA's programs on the CPU flush by themselves.  NumPy runs with IEEE denormals: what the engine walks is
computed in the processor's mode without them (`processor`), and where that mode is off a kernel
flushes in software.  float16 has no such mode: its arithmetic is done in float32, where its denormals
are normal numbers.
"""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np

from .processor import DENORMAL

bfloat16 = np.dtype(ml_dtypes.bfloat16)

#: The smallest normal number of each dtype that is flushed.
TINY: dict[np.dtype, Any] = {
    np.dtype(np.float32): np.finfo(np.float32).tiny,
    np.dtype(np.float64): np.finfo(np.float64).tiny,
    bfloat16: ml_dtypes.finfo(bfloat16).tiny,
}

# (what is multiplied by it in the processor's mode is flushed, and else as it was)
_ONES = {dtype: np.ones((), dtype)[()] for dtype in TINY}
_PARTS = {np.dtype(np.complex64): np.float32, np.dtype(np.complex128): np.float64}


def flush(x: Any) -> Any:
    """`x` before or after NumPy computes with it: without denormal numbers, if the processor does not
    take them for zeros by itself (call it under ``quiet``)."""
    if DENORMAL == 0.0:
        return x
    return flushed(x)


def flushed(x: Any) -> Any:
    """`x` with every denormal number replaced by a zero of its sign (call it under ``quiet``)."""
    dtype = getattr(x, "dtype", None)
    tiny = TINY.get(dtype)  # type: ignore[arg-type]
    if tiny is None:
        if dtype in _PARTS:
            parts = np.ascontiguousarray(x).view(_PARTS[dtype])
            found = flushed(parts)
            return x if found is parts else found.view(dtype).reshape(np.shape(x))[()]
        return x
    if DENORMAL == 0.0:
        return np.multiply(x, _ONES[x.dtype])
    small = np.abs(x) < tiny
    count = np.count_nonzero(small)
    # (zeros, of which some arrays are full, are as small and stay)
    if not count or count == x.size - np.count_nonzero(x):
        return x
    return np.where(small, x * tiny.dtype.type(0), x)[()]


def widen(x: Any) -> Any:
    """float16 and bfloat16 as float32, everything else as it is: the type in which such numbers
    are computed."""
    dtype = getattr(x, "dtype", None)
    if dtype == bfloat16 or dtype == np.float16:
        return x.astype(np.float32)
    return x


def half_away(x: Any) -> Any:
    """Floats of NumPy rounded to the nearest whole number, halves away from zero."""
    return np.trunc(x + np.copysign(np.asarray(0.5, np.asarray(x).dtype), x))
