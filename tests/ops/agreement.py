"""When the values of an op count as equal: the table of kinds, for two tiers or two libraries.

Integers, bools, strings and data movement agree to the bit; single float operations to the bit or,
where a compiler may fuse them, to 1 ulp; functions to 8 ulp, normals to 4; reductions and products
within a bound that grows with their length.
"""

from __future__ import annotations

import numpy as np

from tests.xp.replay import same_bits, ulps

FUNCTION_ULPS = 8
NORMAL_ULPS = 4
FUSED_ULPS = 1
FUNCTIONS = set(
    [
        "Exp",
        "Expm1",
        "Log",
        "Log1p",
        "Tanh",
        "Sinh",
        "Cosh",
        "Asinh",
        "Acosh",
        "Atanh",
        "Sin",
        "Cos",
        "Tan",
        "Asin",
        "Acos",
        "Atan",
        "Atan2",
        "Erf",
        "Erfc",
        "Lgamma",
        "Digamma",
        "Sigmoid",
        "Rsqrt",
        "Pow",
        "Xlogy",
        "Elu",
        "Selu",
        "Softplus",
        "Angle",
        "ComplexAbs",
    ]
)
NORMALS = {"RandomStandardNormal", "TruncatedNormal"}
REDUCTIONS = set(
    [
        "Sum",
        "Mean",
        "Prod",
        "EuclideanNorm",
        "Cumsum",
        "Cumprod",
        "MatMul",
        "SparseMatMul",
        "BatchMatMul",
        "BatchMatMulV2",
        "L2Loss",
        "Softmax",
        "LogSoftmax",
        "AddN",
        "AccumulateNV2",
        "Qr",
    ]
)
EXACT_FLOATS = {"Cast", "RandomUniform"}


def is_a_sum(type_name: str) -> bool:
    """Whether an op adds up many numbers, so that two ways to do it differ by more than their last bit."""
    # imported here because it imports this module
    from tests.ops.same_programs import SUMMING_WORDS, SUMS

    return type_name in SUMS or any(word in type_name for word in SUMMING_WORDS)


def disagreement(type_name: str, got: np.ndarray, want: np.ndarray, length: int = 16) -> str | None:
    """What is wrong with `got`, or None.

    Args:
      type_name: the op's type.
      got, want: the values.
      length: how many numbers went into the largest sum.
    """
    got, want = np.asarray(got), np.asarray(want)
    if got.dtype != want.dtype and not {got.dtype.kind, want.dtype.kind} <= set("SOU"):
        return f"dtype {got.dtype}, wanted {want.dtype}"
    if got.shape != want.shape:
        return f"shape {got.shape}, wanted {want.shape}"
    if got.dtype.kind in "iubSOU":
        same = bool(np.all(got == want))
    elif is_a_sum(type_name):
        kind = np.complex128 if got.dtype.kind == "c" else np.float64
        eps = float(np.finfo(got.dtype).eps)
        a, b = got.astype(kind), want.astype(kind)
        bound = length * eps * np.maximum(np.maximum(np.abs(a), np.abs(b)), 1.0)
        same = bool(np.all((np.abs(a - b) <= bound) | (a == b)))
    else:
        allowed = allowed_ulps(type_name, got.dtype)
        far = ~same_bits(got, want) & (ulps(got, want) > allowed)
        same = not far.any()
    return None if same else f"{got!r}, wanted {want!r}"


def allowed_ulps(type_name: str, dtype: np.dtype) -> int:
    """How many numbers may lie between two values of an op."""
    if type_name in NORMALS:
        return NORMAL_ULPS
    if type_name in FUNCTIONS or dtype.kind == "c":
        return FUNCTION_ULPS
    return 0 if type_name in EXACT_FLOATS else FUSED_ULPS
