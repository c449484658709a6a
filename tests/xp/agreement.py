"""Where TensorFlow 1.15.5 itself is no guide: the few corners in which its own kernels disagree or
misbehave.

Its vectorised loops flush denormal numbers and the loop over the last few elements of the same
array keeps some; its bfloat16 mistakes NaN and infinity; its float32 square root is an estimate
refined once, which breaks at the ends of the range.  Such elements are left out, or compared with
the tolerance given here.
"""

from __future__ import annotations

import numpy as np

from .replay import BFLOAT16, Case, arguments, same_bits, ulps

FUNCTION_ULPS = 8
NAN_BROKEN_IN_HALF = {"asinh", "sinh", "cosh"}
ROOTS = {"sqrt", "rsqrt"}
TINY = {
    np.dtype(np.float32): 1.1754944e-38,
    np.dtype(np.float64): 2.2250738585072014e-308,
    BFLOAT16: 1.1754944e-38,
}
REDUCED = {"sum", "prod", "mean", "cumsum", "cumprod", "matmul", "batch_matmul"}


def is_denormal(x: np.ndarray) -> np.ndarray:
    """Where a float array holds denormal numbers that the kernels flush."""
    if x.dtype.kind == "c":
        return is_denormal(x.real.copy()) | is_denormal(x.imag.copy())
    tiny = TINY.get(x.dtype)
    if tiny is None:
        return np.zeros(x.shape, bool)
    wide = np.abs(x.astype(np.float64))
    return (wide > 0) & (wide < tiny)


def no_guide(case: Case, got: np.ndarray, want: np.ndarray) -> np.ndarray:
    """The elements for which TensorFlow's answer is no guide."""
    args = [a for a in arguments(case) if a.shape == got.shape and a.dtype.kind not in "iub"]
    out = (
        is_denormal(got) | is_denormal(want)
        if got.dtype.kind not in "iub"
        else np.zeros(got.shape, bool)
    )
    for x in args:
        out = out | is_denormal(x)
        if x.dtype == BFLOAT16 and case.kernel != "cast":
            out |= ~np.isfinite(x.astype(np.float32))
            if got.dtype == BFLOAT16:
                out |= ~np.isfinite(got.astype(np.float32)) | ~np.isfinite(want.astype(np.float32))
        if x.dtype == np.float16 and case.kernel in NAN_BROKEN_IN_HALF:
            out |= np.isnan(x)
        if x.dtype == np.float32 and case.kernel in ROOTS:
            out |= (np.abs(x) < 5e-38) | (np.abs(x) > 8e37)
        if x.dtype in (np.float32, BFLOAT16) and case.kernel == "truncate_div":
            out |= ~np.isfinite(got.astype(np.float32)) | ~np.isfinite(want.astype(np.float32))
            out |= ~(np.abs(x.astype(np.float32)) < 8e37)
        if x.dtype == np.float32 and case.kernel == "tanh":
            out |= np.abs(x) < 5e-38
        if x.dtype == BFLOAT16 and case.kernel == "softplus":
            out |= ~(np.abs(x.astype(np.float32)) <= 3)
        if x.dtype == BFLOAT16 and case.kernel == "floor_div":  # a product with the reciprocal
            wide = np.abs(x.astype(np.float32))
            out |= (wide > 8e37) | ((wide > 0) & (wide < 1e-19))
        if x.dtype == np.complex64 and case.kernel == "reciprocal":
            out |= x == 0
    return out


def differences(case: Case, exact: bool, got: np.ndarray, want: np.ndarray) -> np.ndarray:
    """Where the results differ by more than their kind allows."""
    if got.dtype.kind in "iub":
        return np.asarray(got != want)
    if got.dtype.kind == "c" and exact:
        parts = [(g.copy(), w.copy()) for g, w in ((got.real, want.real), (got.imag, want.imag))]
        return np.logical_or(*(differences(case, exact, g, w) for g, w in parts))
    if exact and case.kernel not in ROOTS and case.kernel != "truncate_div":
        zeros = (got == 0) & (want == 0)  # a vectorised -0.0 is 0.0 in places
        return ~same_bits(got, want) & ~zeros
    if case.kernel in REDUCED:
        return ~(bounded(case, got, want) | same_bits(got, want))
    far = ulps(got, want) > FUNCTION_ULPS
    if case.kernel == "sigmoid":  # a rational function: its error is absolute far from zero
        with np.errstate(all="ignore"):
            far &= ~(np.abs(got.astype(np.float64) - want.astype(np.float64)) < 4e-8)
        if got.dtype == BFLOAT16:
            far &= ~(ulps(got, want) <= FUNCTION_ULPS)
    return far


def bounded(case: Case, got: np.ndarray, want: np.ndarray) -> np.ndarray:
    """Whether the difference of two float reductions is within the bound for their length and
    dtype."""
    length = max(np.asarray(value).size for _, _, value in case.inputs)
    eps = 2.0**-7 if got.dtype == BFLOAT16 else float(np.finfo(got.dtype).eps)
    kind = np.complex128 if got.dtype.kind == "c" else np.float64
    a, b = got.astype(kind), want.astype(kind)
    with np.errstate(all="ignore"):
        size = np.maximum(np.abs(a), np.abs(b))
        return np.abs(a - b) <= max(length, 4) * eps * np.maximum(size, 1.0)
