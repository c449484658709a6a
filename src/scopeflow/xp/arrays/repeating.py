"""Kernels that repeat, turn around or surround values, strings included."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.checks import check, static, static_ints
from scopeflow.xp.face import is_known, kernel, lift

from .shaping import _show, known


def _multiples(multiples: Any, rank: int) -> tuple[int, ...]:
    times = static_ints(multiples, "The multiples of tile")
    check(
        len(times) == rank,
        None,
        "Expected multiples argument to be a vector of length %s but got length %s",
        rank,
        len(times),
    )
    for i, n in enumerate(times):
        check(n >= 0, None, "Expected multiples[%s] >= 0, but got %s", i, n)
    return times


def _tile_jax(x: Any, multiples: Any) -> Any:
    return door.jnp().tile(x, _multiples(multiples, x.ndim))


@kernel(_tile_jax)
def tile(x: Any, multiples: Any) -> Any:
    """`x` repeated `multiples[i]` times along each dimension i."""
    x = known(x)
    return np.tile(x, _multiples(multiples, x.ndim))


def _reversed_axes(axes: Any, rank: int) -> tuple[int, ...]:
    axes = static_ints(axes, "The axes of reverse")
    for i, a in enumerate(axes):
        check(
            -rank <= a < rank, None, "'axis'[%s] = %s is out of valid range [0, %s", i, a, rank - 1
        )
    out = [a % rank for a in axes]
    for a in out:
        check(out.count(a) == 1, None, "axis %s specified more than once.", a)
    return tuple(out)


def _reverse_jax(x: Any, axes: Any) -> Any:
    return door.lax().rev(x, _reversed_axes(axes, x.ndim))


@kernel(_reverse_jax)
def reverse(x: Any, axes: Any) -> Any:
    """`x` turned around along each of `axes`."""
    x = known(x)
    return np.flip(x, _reversed_axes(axes, x.ndim))


def _broadcastable(shape: tuple[int, ...], wanted: Any) -> tuple[int, ...]:
    dims = static_ints(wanted, "The shape of broadcast_to")
    check(
        len(shape) <= len(dims),
        None,
        "Rank of input (%s) must be no greater than rank of output shape (%s).",
        len(shape),
        len(dims),
    )
    fits = all(a in (1, b) for a, b in zip(reversed(shape), reversed(dims), strict=False))
    check(fits, None, "Incompatible shapes: %s vs. %s", _show(shape), _show(dims))
    return dims


def _broadcast_to_jax(x: Any, shape: Any) -> Any:
    return door.jnp().broadcast_to(x, _broadcastable(x.shape, shape))


@kernel(_broadcast_to_jax)
def broadcast_to(x: Any, shape: Any) -> Any:
    """`x` repeated along new leading dimensions and along its dimensions of 1."""
    x = known(x)
    return np.broadcast_to(x, _broadcastable(x.shape, shape)).copy()


def _paddings(paddings: Any, shape: tuple[int, ...], mode: str) -> list[tuple[int, int]]:
    pads = static(paddings, "The paddings of pad").reshape(-1, 2)
    check(
        len(pads) == len(shape),
        None,
        "The first dimension of paddings must be the rank of inputs[%s,2]%s %s",
        len(pads),
        "" if mode == "CONSTANT" else ",",
        _show(shape),
    )
    for (before, after), d in zip(pads.tolist(), shape, strict=True):
        check(
            before >= 0 and after >= 0,
            None,
            "%saddings must be non-negative: %s %s",
            "P" if mode == "CONSTANT" else "p",
            before,
            after,
        )
        if mode == "REFLECT":
            check(
                before < d and after < d,
                None,
                "paddings must be less than the dimension size: %s, %s not less than %s",
                before,
                after,
                d,
            )
        elif mode == "SYMMETRIC":
            check(
                before <= d and after <= d,
                None,
                "paddings must be no greater than the dimension size: %s, %s greater than %s",
                before,
                after,
                d,
            )
    return [tuple(p) for p in pads.tolist()]


def _pad_jax(x: Any, paddings: Any, mode: str = "CONSTANT", value: Any = None) -> Any:
    jnp = door.jnp()
    pads = _paddings(paddings, x.shape, mode)
    if mode != "CONSTANT":
        return jnp.pad(x, pads, mode=mode.lower())
    fill = jnp.zeros((), x.dtype) if value is None else jnp.asarray(value, x.dtype)
    return door.lax().pad(x, fill, [(before, after, 0) for before, after in pads])


def _pad_numpy(x: Any, paddings: Any, mode: str = "CONSTANT", value: Any = None) -> Any:
    x = known(x)
    pads = _paddings(paddings, x.shape, mode)
    if not pads:
        return x
    if mode != "CONSTANT":
        return np.pad(x, pads, mode=mode.lower())  # type: ignore[call-overload]
    shape = [before + d + after for (before, after), d in zip(pads, x.shape, strict=True)]
    if value is None:
        value = b"" if x.dtype == object else 0
    out = np.full(shape, known(value) if x.dtype == object else value, x.dtype)
    out[tuple(slice(before, before + d) for (before, _), d in zip(pads, x.shape, strict=True))] = x
    return out


def pad(x: Any, paddings: Any, mode: str = "CONSTANT", value: Any = None) -> Any:
    """`x` with `paddings[i] = (before, after)` more values along each dimension i.

    Args:
      x: an array.
      paddings: (rank, 2) ints, known.
      mode: "CONSTANT", "REFLECT" (the edge is not repeated) or "SYMMETRIC" (it is).
      value: what to pad with in the mode "CONSTANT"; by default zero, false or the empty string.
    """
    face = _pad_numpy if is_known(x) and is_known(value) else _pad_jax
    if face is _pad_jax:
        (x,) = lift(x)
    return face(x, paddings, mode, value)


pad.exact = True  # type: ignore[attr-defined]
