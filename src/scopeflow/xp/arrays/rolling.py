"""Moving elements along axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.checks import check, static_ints
from scopeflow.xp.face import kernel, lift

from .shaping import known


def _axes(x: Any, shift: Any, axis: Any) -> tuple[int, ...]:
    check(x.ndim >= 1, None, "input must be 1-D or higher")
    check(
        np.ndim(shift) <= 1, None, "shift must be a scalar or a 1-D vector. Found: %s", _show(shift)
    )
    check(np.ndim(axis) <= 1, None, "axis must be a scalar or a 1-D vector. Found: %s", _show(axis))
    check(np.shape(shift) == np.shape(axis), None, "shift and axis must have the same size")
    axes = static_ints(axis, "The axes of roll")
    for given in axes:
        check(-x.ndim <= given < x.ndim, None, "axis %s is out of range", given)
    return axes


def _show(x: Any) -> str:
    return "[" + ",".join(map(str, np.shape(x))) + "]"


def _roll_jax(x: Any, shift: Any, axis: Any) -> Any:
    jnp = door.jnp()
    (x,) = lift(x)
    axes = _axes(x, shift, axis)
    by = jnp.asarray(shift).reshape(-1)
    for place, given in enumerate(axes):
        x = jnp.roll(x, by[place], given)
    return x


@kernel(_roll_jax, arrays=2)
def roll(x: Any, shift: Any, axis: Any) -> Any:
    """x with its elements moved along axes; those that leave come in at the other end."""
    x = known(x)
    axes = _axes(x, shift, axis)
    shifts = np.asarray(shift).reshape(-1).tolist()
    return np.roll(x, shifts, axes) if axes else x.copy()


def _places(face: Any, size: int, lengths: Any) -> Any:
    """Which element comes to stand at each place of each sequence: `[sequences, size]`."""
    index = face.arange(size)[None, :]
    wide = lengths[:, None]
    return face.where(index < wide, wide - 1 - index, index)


def _check_lengths(face: Any, x: Any, lengths: Any, seq_dim: int, batch_dim: int) -> None:
    check(
        lengths.ndim == 1 and lengths.shape[0] == x.shape[batch_dim],
        None,
        "Length of seq_lengths != input.dims(%s), (%s vs. %s)",
        batch_dim,
        lengths.shape[0] if lengths.ndim else 0,
        x.shape[batch_dim],
    )
    below = lengths < 0
    check(~below.any(), None, "seq_lens(%s) < 0", face.argmax(below) if below.size else 0)
    above = lengths > x.shape[seq_dim]
    first = face.argmax(above) if above.size else 0
    check(~above.any(), None, "seq_lens(%s) > input.dims(%s)", first, seq_dim)


def _reversed(face: Any, x: Any, lengths: Any, seq_dim: int, batch_dim: int) -> Any:
    check(batch_dim != seq_dim, None, "batch_dim == seq_dim == %s", seq_dim)
    check(seq_dim < x.ndim, None, "seq_dim must be < input rank ( %s vs. %s)", seq_dim, x.ndim)
    check(
        batch_dim < x.ndim, None, "batch_dim must be < input rank ( %s vs. %s)", batch_dim, x.ndim
    )
    _check_lengths(face, x, lengths, seq_dim, batch_dim)
    places = _places(face, x.shape[seq_dim], lengths)
    if batch_dim > seq_dim:
        places = places.T
    shape = [1] * x.ndim
    shape[batch_dim], shape[seq_dim] = x.shape[batch_dim], x.shape[seq_dim]
    return face.take_along_axis(x, places.reshape(shape), seq_dim)


def _reverse_sequence_jax(x: Any, lengths: Any, seq_dim: int, batch_dim: int = 0) -> Any:
    x, lengths = lift(x, lengths)
    return _reversed(door.jnp(), x, lengths, seq_dim, batch_dim)


@kernel(_reverse_sequence_jax, arrays=2)
def reverse_sequence(x: Any, lengths: Any, seq_dim: int, batch_dim: int = 0) -> Any:
    """x with the first `lengths[i]` elements of its i-th sequence in reverse."""
    return _reversed(np, known(x), known(lengths), seq_dim, batch_dim)
