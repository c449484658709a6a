"""Fourier transforms over the last one, two or three axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.arrays.shaping import _show, known
from scopeflow.xp.checks import check, static_ints
from scopeflow.xp.face import kernel, lift, quiet


def _axes(rank: int) -> tuple[int, ...]:
    return tuple(range(-rank, 0))


def _check_rank(x: Any, rank: int) -> None:
    check(
        x.ndim >= rank,
        None,
        "Input must have rank of at least %s but got: %s",
        rank,
        _show(x.shape),
    )


def _fft_jax(x: Any, rank: int, inverse: bool = False) -> Any:
    (x,) = lift(x)
    _check_rank(x, rank)
    if 0 in x.shape:
        return x
    transform = door.jnp().fft.ifftn if inverse else door.jnp().fft.fftn
    return transform(x, axes=_axes(rank)).astype(x.dtype)


@kernel(_fft_jax, exact=False)
@quiet
def fft(x: Any, rank: int, inverse: bool = False) -> Any:
    """The discrete Fourier transform of complex x, or its inverse, over the last `rank` axes."""
    x = known(x)
    _check_rank(x, rank)
    if 0 in x.shape:
        return x
    transform = np.fft.ifftn if inverse else np.fft.fftn
    return transform(x, axes=_axes(rank)).astype(x.dtype)


def _lengths(x: Any, fft_length: Any, rank: int, half: bool) -> tuple[int, ...]:
    _check_rank(x, rank)
    lengths = static_ints(fft_length, "The length of a Fourier transform")
    check(len(lengths) == rank, None, "fft_length must have shape [%s]", rank)
    for place, length in enumerate(lengths):
        check(
            length >= 0,
            None,
            "fft_length[%s] must be >= 0, but got: %s",
            place,
            length,
        )
        last = place == rank - 1
        wanted = length // 2 + 1 if half and last else length
        size = x.shape[place - rank]
        check(
            0 in x.shape or size >= wanted,
            None,
            "Input dimension %s must have length of at least %s but got: %s",
            x.ndim - rank + place,
            wanted,
            size,
        )
    return lengths


def _cropped(x: Any, lengths: tuple[int, ...], half: bool) -> Any:
    sizes = list(lengths)
    if half:
        sizes[-1] = sizes[-1] // 2 + 1
    return x[(..., *(slice(size) for size in sizes))]


def _outer(x: Any, lengths: tuple[int, ...]) -> tuple[int, ...]:
    return x.shape[: x.ndim - len(lengths)]


def _rfft(face: Any, x: Any, lengths: tuple[int, ...]) -> Any:
    if 0 in x.shape or 0 in lengths:
        last = lengths[-1] // 2 + 1 if lengths[-1] else 0
        return face.zeros((*_outer(x, lengths), *lengths[:-1], last), np.complex64)
    x = _cropped(x, lengths, False)
    return face.fft.rfftn(x, axes=_axes(len(lengths))).astype(np.complex64)


def _irfft(face: Any, x: Any, lengths: tuple[int, ...]) -> Any:
    if 0 in x.shape or 0 in lengths:
        return face.zeros((*_outer(x, lengths), *lengths), np.float32)
    x = _cropped(x, lengths, True)
    return face.fft.irfftn(x, s=lengths, axes=_axes(len(lengths))).astype(np.float32)


def _rfft_jax(x: Any, fft_length: Any, rank: int) -> Any:
    (x,) = lift(x)
    return _rfft(door.jnp(), x, _lengths(x, fft_length, rank, False))


@kernel(_rfft_jax, exact=False)
@quiet
def rfft(x: Any, fft_length: Any, rank: int) -> Any:
    """The half of the transform of real x that tells the other; x is cut to `fft_length`."""
    x = known(x)
    return _rfft(np, x, _lengths(x, fft_length, rank, False))


def _irfft_jax(x: Any, fft_length: Any, rank: int) -> Any:
    (x,) = lift(x)
    return _irfft(door.jnp(), x, _lengths(x, fft_length, rank, True))


@kernel(_irfft_jax, exact=False)
@quiet
def irfft(x: Any, fft_length: Any, rank: int) -> Any:
    """The real signal of which x is the half of the transform; the inverse of `rfft`."""
    x = known(x)
    return _irfft(np, x, _lengths(x, fft_length, rank, True))
