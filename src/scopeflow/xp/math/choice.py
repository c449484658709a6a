"""Choosing between arrays, and the bits of integers."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.arrays.shaping import known
from scopeflow.xp.checks import check
from scopeflow.xp.elementwise import binary, unary
from scopeflow.xp.face import kernel, lift


def _aligned(condition: Any, x: Any) -> Any:
    """A vector condition chooses rows: it gets dimensions of 1 behind."""
    if condition.ndim == 1 and x.ndim > 1:
        check(
            x.shape[0] == condition.shape[0],
            None,
            "Number of batches of 'then' must match size of 'cond', but saw: %s vs. %s",
            x.shape[0],
            condition.shape[0],
        )
        return condition.reshape(condition.shape + (1,) * (x.ndim - 1))
    return condition


def _select_jax(condition: Any, x: Any, y: Any) -> Any:
    x, y = lift(x, y)
    (condition,) = lift(condition)
    return door.jnp().where(_aligned(condition, x), x, y)


@kernel(_select_jax, arrays=3)
def select(condition: Any, x: Any, y: Any) -> Any:
    """x where `condition` is true, y elsewhere; a vector condition chooses whole rows of arrays of
    higher rank."""
    x, y = known(x), known(y)
    return np.where(_aligned(known(condition), x), x, y)


def _where3_jax(condition: Any, x: Any, y: Any) -> Any:
    x, y = lift(x, y)
    return door.jnp().where(condition, x, y)


@kernel(_where3_jax, arrays=3)
def select_broadcast(condition: Any, x: Any, y: Any) -> Any:
    """x where `condition` is true, y elsewhere; all three broadcast against each other."""
    return np.where(known(condition), known(x), known(y))


def _jnp(name: str) -> Any:
    def call(*args: Any) -> Any:
        return getattr(door.jnp(), name)(*args)

    return call


def _bits(name: str, doc: str) -> Any:
    return binary(name, getattr(np, name), _jnp(name), doc, exact=True, flushed=False)


bitwise_and = _bits("bitwise_and", "The bits set in both.")
bitwise_or = _bits("bitwise_or", "The bits set in one.")
bitwise_xor = _bits("bitwise_xor", "The bits set in exactly one.")
invert = unary("invert", np.invert, _jnp("invert"), "All bits turned.", exact=True, flushed=False)


def _shift(face: Any, name: str) -> Any:
    """A shift by y held within [0, bits - 1], whatever y says."""

    def call(x: Any, y: Any) -> Any:
        module = face()
        dtype = np.dtype(getattr(x, "dtype", None) or y.dtype)
        low, high = dtype.type(0), dtype.type(dtype.itemsize * 8 - 1)
        return getattr(module, name)(x, module.clip(y, low, high))

    return call


left_shift = binary(
    "left_shift",
    _shift(lambda: np, "left_shift"),
    _shift(door.jnp, "left_shift"),
    "x << y with y held within [0, bits - 1].",
    exact=True,
    flushed=False,
)
right_shift = binary(
    "right_shift",
    _shift(lambda: np, "right_shift"),
    _shift(door.jnp, "right_shift"),
    "x >> y with y held within [0, bits - 1]; the sign is kept.",
    exact=True,
    flushed=False,
)
