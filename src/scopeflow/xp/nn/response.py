"""Local response normalization: each value divided by its neighbours among the channels."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.face import is_known, kernel, lift, quiet
from scopeflow.xp.floats import flush, widen


def _neighbours(x: Any, radius: int) -> Any:
    """The sums over the channels at most `radius` away."""
    depth = x.shape[-1]
    radius = min(radius, depth)
    if is_known(x):
        total = np.zeros(x.shape, x.dtype)
        for shift in range(-radius, radius + 1):
            into = slice(max(-shift, 0), depth - max(shift, 0))
            out_of = slice(max(shift, 0), depth - max(-shift, 0))
            if into.start < into.stop:
                total[..., into] += x[..., out_of]
        return total
    lax = door.lax()
    ones = (1,) * (x.ndim - 1)
    edges = ((0, 0),) * (x.ndim - 1)
    return lax.reduce_window(
        x,
        x.dtype.type(0),
        lax.add,
        (*ones, 2 * radius + 1),
        (*ones, 1),
        (*edges, (radius, radius)),
    )


def _lrn(x: Any, radius: int, bias: float, alpha: float, beta: float) -> Any:
    wide = widen(x)
    norm = wide.dtype.type(bias) + wide.dtype.type(alpha) * _neighbours(wide * wide, radius)
    return (wide * norm ** wide.dtype.type(-beta)).astype(x.dtype)


@kernel(_lrn, exact=False)
@quiet
def lrn(x: Any, radius: int, bias: float, alpha: float, beta: float) -> Any:
    """x * (bias + alpha * sum of the neighbours' squares) ** -beta, over the last axis."""
    return flush(_lrn(flush(x), radius, bias, alpha, beta))


def _lrn_grad(
    grad: Any, x: Any, y: Any, radius: int, bias: float, alpha: float, beta: float
) -> Any:
    g, wide, out = widen(grad), widen(x), widen(y)
    kind = wide.dtype.type
    norm = kind(bias) + kind(alpha) * _neighbours(wide * wide, radius)
    inner = _neighbours(g * out / norm, radius)
    return (g * norm ** kind(-beta) - kind(2 * alpha * beta) * wide * inner).astype(x.dtype)


def _lrn_grad_jax(grad: Any, x: Any, y: Any, *rest: Any) -> Any:
    return _lrn_grad(*lift(grad, x, y), *rest)


@kernel(_lrn_grad_jax, arrays=3, exact=False)
@quiet
def lrn_grad(grad: Any, x: Any, y: Any, radius: int, bias: float, alpha: float, beta: float) -> Any:
    """The gradient of lrn, from its argument and its result."""
    return flush(_lrn_grad(flush(grad), flush(x), flush(y), radius, bias, alpha, beta))
