"""Functions of whole matrices: square root and logarithm; known values only, for the host computes them."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp.arrays.shaping import known
from scopeflow.xp.face import quiet

from .decompositions import check_square, working


@quiet
def matrix_square_root(x: Any) -> np.ndarray:
    """The principal square root of each matrix; NaN where a real one has none that is real."""
    return _each(x, _square_root)


@quiet
def matrix_logarithm(x: Any) -> np.ndarray:
    """The principal logarithm of each complex matrix."""
    return _each(x, _logarithm)


def _each(x: Any, function: Any) -> np.ndarray:
    x = known(x)
    check_square(x)
    wide = x.astype(working(x.dtype))
    made = np.empty(x.shape, wide.dtype)
    for index in np.ndindex(x.shape[:-2]):
        if x.shape[-1]:
            made[index] = function(wide[index])
    return made.astype(x.dtype)


def _square_root(x: np.ndarray) -> np.ndarray:
    from scipy.linalg import sqrtm

    if not np.isfinite(x).all():
        return np.full(x.shape, np.nan, x.dtype)
    root = np.asarray(sqrtm(x))
    if root.dtype.kind == "c" and x.dtype.kind != "c":
        return np.full(x.shape, np.nan, x.dtype)
    return root


def _logarithm(x: np.ndarray) -> np.ndarray:
    from scipy.linalg import logm

    if not np.isfinite(x).all() or not np.abs(np.linalg.det(x)) > 0:
        return np.full(x.shape, np.nan + 1j * np.nan, x.dtype)
    # in float64, where SciPy finds the result as accurate as it wants it
    return np.asarray(logm(x.astype(np.complex128))).astype(x.dtype)
