"""Complex numbers and their parts."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.elementwise import binary, unary

_WHOLE: dict[Any, Any] = {
    np.dtype(np.float32): np.dtype(np.complex64),
    np.dtype(np.float64): np.dtype(np.complex128),
}


def _complex(real: Any, imag: Any) -> Any:
    shape = np.broadcast_shapes(np.shape(real), np.shape(imag))
    whole = np.empty(shape, _WHOLE[np.asarray(real).dtype])
    whole.real = real
    whole.imag = imag
    return whole[()]


def _complex_jax(real: Any, imag: Any) -> Any:
    real, imag = door.jnp().broadcast_arrays(real, imag)
    return door.lax().complex(real, imag)


def _angle(x: Any) -> Any:
    return np.arctan2(np.imag(x), np.real(x))


def _angle_jax(x: Any) -> Any:
    return door.jnp().arctan2(x.imag, x.real)


complex_ = binary(
    "complex",
    _complex,
    _complex_jax,
    "The complex numbers of these real and imaginary parts.",
    exact=True,
    flushed=False,
)
real = unary(
    "real", lambda x: np.real(x)[()], lambda x: x.real, "The real part.", exact=True, flushed=False
)
imag = unary(
    "imag",
    lambda x: np.imag(x)[()],
    lambda x: x.imag,
    "The imaginary part.",
    exact=True,
    flushed=False,
)
conj = unary(
    "conj", np.conj, lambda x: x.conj(), "The complex conjugate.", exact=True, flushed=False
)
angle = unary(
    "angle",
    _angle,
    _angle_jax,
    "The angle with the real axis, in radians.",
    exact=False,
    simple=False,
)
