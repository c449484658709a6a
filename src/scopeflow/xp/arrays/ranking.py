"""Kernels about order among the values of a row: the n-th of them, and whether one is among the largest."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.checks import check, static_int
from scopeflow.xp.face import kernel, quiet
from scopeflow.xp.floats import flush

from .shaping import known


def _checked(predictions: Any, targets: Any) -> None:
    check(predictions.ndim == 2, None, "predictions must be 2-dimensional")
    check(targets.ndim == 1, None, "targets must be 1-dimensional")
    check(
        predictions.shape[0] == targets.shape[0],
        None,
        "First dimension of predictions %s must match length of targets %s",
        predictions.shape[0],
        targets.shape[0],
    )


def _in_top_k(face: Any, predictions: Any, targets: Any, k: Any) -> Any:
    _checked(predictions, targets)
    rows, classes = predictions.shape
    if not rows or not classes:
        return face.zeros(rows, bool)
    inside = (targets >= 0) & (targets < classes)
    place = face.where(inside, targets, 0)
    wanted = face.take_along_axis(predictions, place[:, None], 1)
    finite = face.isfinite(predictions).all(axis=1)
    above = (predictions > wanted).sum(axis=1)
    return inside & finite & (above < k)


def _in_top_k_jax(predictions: Any, targets: Any, k: Any) -> Any:
    jnp = door.jnp()
    return _in_top_k(jnp, jnp.asarray(predictions), jnp.asarray(targets), k)


@kernel(_in_top_k_jax, arrays=3)
@quiet
def in_top_k(predictions: Any, targets: Any, k: Any) -> Any:
    """Whether fewer than k values of each row are larger than the one at the row's target."""
    return _in_top_k(np, flush(known(predictions)), known(targets), k)


def _nth(face: Any, x: Any, n: Any, reverse: bool) -> Any:
    n = static_int(n, "The n of nth_element")
    check(n >= 0, None, "Need n >= 0, got %s", n)
    check(x.ndim >= 1, None, "Input must be >= 1-D, got shape []")
    check(x.shape[-1] > n, None, "Input must have at least n+1 columns")
    return face.sort(x, axis=-1)[..., x.shape[-1] - 1 - n if reverse else n]


@kernel(lambda x, n, reverse=False: _nth(door.jnp(), x, n, reverse))
@quiet
def nth_element(x: Any, n: Any, reverse: bool = False) -> Any:
    """The n-th smallest value along the last dimension, counted from 0, or the n-th largest."""
    return _nth(np, flush(known(x)), n, reverse)
