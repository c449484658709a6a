"""The recorded answers of TensorFlow 1.15.5, and what "equal" means for each kernel."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np

from scopeflow import xp
from tests.reference.xp_cases import Case, all_cases

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
CASES: dict[str, Case] = {case.name: case for case in all_cases()}
BFLOAT16 = np.dtype(ml_dtypes.bfloat16)


def load_record() -> dict[str, np.ndarray]:
    """The recorded result of each case that TensorFlow computes."""
    data = np.load(REFERENCE / "xp" / "edges.npz")
    held = {name: data[name] for name in data.files}
    out = {}
    for line in str(held.pop("index")).split("\n"):
        name, dtype, start, dims = line.split("|")
        shape = tuple(int(d) for d in dims.split(",") if d)
        size = int(np.prod(shape, dtype=np.int64))
        out[name] = held[dtype][int(start) : int(start) + size].reshape(shape)
    return out


def arguments(case: Case) -> list[np.ndarray]:
    """The kernel's arrays, bfloat16 made from its bits."""
    return [
        np.asarray(value).view(BFLOAT16) if dtype == "bfloat16" else np.asarray(value)
        for _, dtype, value in case.inputs
    ]


def keywords(case: Case) -> dict[str, Any]:
    """The kernel's keyword arguments."""
    out = dict(case.kwargs)
    if out.get("dtype") == "bfloat16":
        out["dtype"] = BFLOAT16
    return out


def on_numpy(case: Case) -> np.ndarray:
    """The case on the NumPy face."""
    return np.asarray(getattr(xp, case.kernel)(*arguments(case), **keywords(case)))


def worth_compiling(case: Case) -> bool:
    """Whether the JAX face is tried: each call is compiled, and many reductions are alike."""
    if "keepdims" not in case.kwargs:
        return True
    dtype, axis = case.inputs[0][1], case.inputs[1][2].tolist()
    return dtype == "float32" or (not case.kwargs["keepdims"] and axis in ([0], [0, 1]))


@functools.cache
def on_jax(case: Case) -> np.ndarray:
    """The case on the JAX face; kept, because two tests want it and every call is a compilation."""
    arrays = arguments(case)
    count = 1 if case.kernel in ONE_ARRAY else len(arrays)
    with xp.door.x64():
        lift = xp.door.jnp().asarray
        arrays = [lift(a) if i < count else a for i, a in enumerate(arrays)]
        return np.asarray(getattr(xp, case.kernel)(*arrays, **keywords(case)))


ONE_ARRAY = {
    "sum",
    "prod",
    "mean",
    "max",
    "min",
    "all",
    "any",
    "argmax",
    "argmin",
    "cumsum",
    "cumprod",
}


def same_bits(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Where two arrays of one dtype hold the same bits; all NaN are one value."""
    if a.dtype.kind in "iub":
        return a == b
    if a.dtype.kind == "c":
        return same_bits(a.real.copy(), b.real.copy()) & same_bits(a.imag.copy(), b.imag.copy())
    word = {2: np.uint16, 4: np.uint32, 8: np.uint64}[a.dtype.itemsize]
    bits = np.ascontiguousarray(a).view(word) == np.ascontiguousarray(b).view(word)
    return bits.reshape(a.shape) | (np.isnan(a) & np.isnan(b))


def ulps(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """How many numbers lie between the values of two float arrays; huge where only one of them is
    NaN."""
    if a.dtype.kind == "c":
        return np.maximum(ulps(a.real.copy(), b.real.copy()), ulps(a.imag.copy(), b.imag.copy()))
    word = {2: np.int16, 4: np.int32, 8: np.int64}[a.dtype.itemsize]
    lowest = np.iinfo(word).min

    def rank(x: np.ndarray) -> np.ndarray:
        bits = np.ascontiguousarray(x).view(word).reshape(x.shape).astype(np.float64)
        return np.where(bits < 0, float(lowest) - bits, bits)

    with np.errstate(all="ignore"):
        distance = np.abs(rank(a) - rank(b))
    nan = np.isnan(a) | np.isnan(b)
    return np.where(nan, np.where(np.isnan(a) & np.isnan(b), 0.0, np.inf), distance)
