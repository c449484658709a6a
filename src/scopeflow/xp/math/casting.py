"""Conversions between dtypes: by value as TensorFlow's C casts do it, and by bits."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.arrays.shaping import known
from scopeflow.xp.checks import check
from scopeflow.xp.face import arithmetic, kernel
from scopeflow.xp.floats import bfloat16, flush

_SINGLE = (np.dtype(np.float32), np.dtype(np.complex64), bfloat16)
_HALVES = (np.dtype(np.float16), bfloat16)


def _is_float(dtype: np.dtype) -> bool:
    return dtype.kind == "f" or dtype == bfloat16


def _to_integer(face: Any, x: Any, dtype: np.dtype) -> Any:
    """Floats to integers as the processor converts: cut off, and what does not fit becomes the
    smallest number.

    Types below 32 bits are cut out of an int32, uint32 out of an int64; uint64 has a second half
    of its own.
    """
    if dtype == np.uint64:
        high = np.asarray(2.0**63, x.dtype)
        upper = _to_integer(face, face.where(x >= high, x - high, x), np.dtype(np.int64))
        flipped = face.where(x >= high, upper ^ np.asarray(np.iinfo(np.int64).min, np.int64), upper)
        return flipped.astype(np.uint64)
    word = np.dtype(np.int64 if dtype in (np.dtype(np.uint32), np.dtype(np.int64)) else np.int32)
    info: Any = np.iinfo(word)
    edge = np.asarray(-float(info.min), x.dtype)
    cut = face.trunc(x)
    fits = (cut >= -edge) & (cut < edge)
    whole = face.where(fits, cut, face.zeros_like(cut)).astype(word)
    return face.where(fits, whole, np.asarray(info.min, word)).astype(dtype)


def _convert(face: Any, x: Any, dtype: np.dtype) -> Any:
    source = np.dtype(x.dtype)
    if source == dtype:
        return x
    if source.kind == "c" and dtype.kind != "c":
        return _convert(face, x.real, dtype)
    if dtype == np.bool_:
        return x != face.zeros_like(x)
    if source in _HALVES and dtype.kind in "iu":
        x = x.astype(np.float32)
        source = x.dtype
    if _is_float(source) and dtype.kind in "iu":
        return _to_integer(face, x, dtype)
    if dtype in _HALVES and source not in _HALVES and source != np.bool_:
        return x.astype(np.float32).astype(dtype)
    return x.astype(dtype)


def _cast_jax(x: Any, dtype: Any) -> Any:
    return _convert(door.jnp(), x, np.dtype(dtype))


@kernel(_cast_jax)
@arithmetic
def cast(x: Any, dtype: Any) -> Any:
    """The values of `x` in another dtype.

    Floats lose their fraction on the way to integers; NaN and what does not fit int32 or int64
    gives their smallest number, smaller types keep the lowest bits.  float64 and integers reach
    float16 and bfloat16 by way of float32.  Complex numbers give their real part; everything but
    zero is true.
    """
    if not isinstance(x, (np.ndarray, np.generic)):
        x = known(x)
    dtype = np.dtype(dtype)
    if x.dtype == dtype:
        return x
    if (
        x.dtype in _SINGLE and dtype in _SINGLE
    ):  # the bits of the 32-bit fraction move, denormal or not
        return np.asarray(_convert(np, x, dtype), dtype)[()]
    return np.asarray(flush(_convert(np, flush(x), dtype)), dtype)[()]


def _bitcast_sizes(shape: tuple[int, ...], source: np.dtype, target: np.dtype) -> None:
    if source.itemsize < target.itemsize:
        ratio = target.itemsize // source.itemsize
        check(
            bool(shape) and shape[-1] == ratio,
            None,
            "Cannot bitcast from %s to %s",
            str(source),
            str(target),
        )


def _bitcast_jax(x: Any, dtype: Any) -> Any:
    _bitcast_sizes(x.shape, np.dtype(x.dtype), np.dtype(dtype))
    target = np.dtype(dtype)
    bits = door.lax().bitcast_convert_type
    if x.dtype == target:
        return x
    if x.dtype.kind == "c":
        # complex numbers have no bits in XLA: their two parts have
        parts = door.jnp().stack([x.real, x.imag], -1)
        if target.itemsize >= x.dtype.itemsize:
            parts = bits(parts, np.dtype(f"u{parts.dtype.itemsize}"))
            return _bitcast_jax(
                parts if target.itemsize == x.dtype.itemsize else parts.reshape(*x.shape[:-1], -1),
                target,
            )
        return _bitcast_jax(parts, target).reshape(*x.shape, -1)
    if target.kind == "c":
        part = np.dtype(f"f{target.itemsize // 2}")
        if x.dtype.itemsize == target.itemsize:
            parts = bits(x, np.dtype(f"u{part.itemsize}"))
        elif x.dtype.itemsize == part.itemsize:
            parts = x
        else:
            parts = bits(x.reshape(*x.shape[:-1], 2, -1), np.dtype(f"u{part.itemsize}"))
        parts = bits(parts, part)
        return door.lax().complex(parts[..., 0], parts[..., 1])
    return bits(x, target)


@kernel(_bitcast_jax)
def bitcast(x: Any, dtype: Any) -> Any:
    """The bits of `x` as another dtype; a smaller one adds a last dimension, a larger one uses it
    up."""
    x = np.ascontiguousarray(x).reshape(np.shape(x))
    dtype = np.dtype(dtype)
    _bitcast_sizes(x.shape, x.dtype, dtype)
    if x.dtype.itemsize == dtype.itemsize:
        return x.view(dtype)
    if x.dtype.itemsize > dtype.itemsize:
        return x.reshape((*x.shape, 1)).view(dtype)
    return x.view(dtype).reshape(x.shape[:-1])
