"""Denormal numbers are zero: TensorFlow's kernels run with the processor told so, for operands and
results.

NumPy runs with IEEE denormals, so its face flushes in software; XLA's programs on the CPU flush by
themselves. float16 has no such mode: its arithmetic is done in float32, where its denormals are
normal numbers.
"""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np

bfloat16 = np.dtype(ml_dtypes.bfloat16)

#: The smallest normal number of each dtype that is flushed.
TINY: dict[np.dtype, Any] = {
    np.dtype(np.float32): np.finfo(np.float32).tiny,
    np.dtype(np.float64): np.finfo(np.float64).tiny,
    bfloat16: ml_dtypes.finfo(bfloat16).tiny,
}

_PARTS = {np.dtype(np.complex64): np.float32, np.dtype(np.complex128): np.float64}


def flush(x: Any) -> Any:
    """`x` with every denormal number replaced by a zero of its sign (call it under ``quiet``)."""
    dtype = getattr(x, "dtype", None)
    tiny = TINY.get(dtype)  # type: ignore[arg-type]
    if tiny is None:
        if dtype in _PARTS:
            parts = np.ascontiguousarray(x).view(_PARTS[dtype])
            flushed = flush(parts)
            return x if flushed is parts else flushed.view(dtype).reshape(np.shape(x))[()]
        return x
    small = np.count_nonzero(np.abs(x) < tiny)
    # (zeros, of which some arrays are full, are as small and stay)
    if not small or small == x.size - np.count_nonzero(x):
        return x
    return np.where(np.abs(x) < tiny, x * tiny.dtype.type(0), x)[()]


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
