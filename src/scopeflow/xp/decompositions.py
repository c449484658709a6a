"""Decompositions of matrices; the last two dimensions are the matrix, those before it a batch."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import door
from .face import kernel, lift
from .shaping import known


def _working(dtype: Any) -> Any:
    """The dtype to compute in: LAPACK knows no half precision."""
    return np.float32 if np.dtype(dtype) == np.float16 else dtype


def _qr_jax(x: Any, full_matrices: bool = False) -> Any:
    (x,) = lift(x)
    mode = "complete" if full_matrices else "reduced"
    q, r = door.jnp().linalg.qr(x.astype(_working(x.dtype)), mode=mode)
    return q.astype(x.dtype), r.astype(x.dtype)


@kernel(_qr_jax, exact=False)
def qr(x: Any, full_matrices: bool = False) -> Any:
    """(q, r) with `q @ r` = x, q unitary and r upper triangular.

    Args:
      x: `[..., m, n]`.
      full_matrices: whether q is `[..., m, m]` rather than `[..., m, min(m, n)]`.
    """
    x = known(x)
    mode: Any = "complete" if full_matrices else "reduced"
    q, r = np.linalg.qr(x.astype(_working(x.dtype)), mode=mode)
    return q.astype(x.dtype), r.astype(x.dtype)
