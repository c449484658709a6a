"""How elementwise kernels are made: the general NumPy face, its fast path for scalars, and the JAX
face."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .face import arithmetic, kernel, lift, quiet
from .floats import flushed as without_denormals
from .processor import DENORMAL

Function = Callable[..., Any]

_F32_TINY = float(np.finfo(np.float32).tiny)
_F32_MAX = float(np.finfo(np.float32).max)
_F64_TINY = float(np.finfo(np.float64).tiny)
_F64_MAX = float(np.finfo(np.float64).max)


def name_kernel(call: Any, name: str, doc: str) -> Any:
    """`call` under its public name and docstring."""
    call.__name__ = call.__qualname__ = name
    call.__doc__ = doc
    return call


def unary(
    name: str,
    numpy: Function,
    jax: Function,
    doc: str,
    *,
    exact: bool,
    flushed: bool = True,
    simple: bool = True,
) -> Any:
    """A kernel of one array.

    `flushed` says that denormal operands and results count as zero, `simple` that `numpy` sees to that by
    itself in the processor's mode for it.
    """
    return name_kernel(kernel(jax, exact=exact)(_numpy_face(numpy, flushed, simple, 1)), name, doc)


def _numpy_face(numpy: Function, flushed: bool, simple: bool, arrays: int) -> Any:
    if not flushed:
        return (arithmetic if simple else quiet)(numpy)
    one, two = _flushed_one(numpy), _flushed_two(numpy)
    if not simple:
        return quiet(one if arrays == 1 else two)
    careful = np.errstate(all="ignore")(one if arrays == 1 else two)
    if arrays == 1:
        return lambda x: numpy(x) if DENORMAL == 0.0 else careful(x)
    return lambda x, y: numpy(x, y) if DENORMAL == 0.0 else careful(x, y)


def _flushed_one(numpy: Function) -> Function:
    return lambda x: without_denormals(numpy(without_denormals(x)))


def _flushed_two(numpy: Function) -> Function:
    return lambda x, y: without_denormals(numpy(without_denormals(x), without_denormals(y)))


def binary(
    name: str,
    numpy: Function,
    jax: Function,
    doc: str,
    *,
    exact: bool,
    flushed: bool = True,
    simple: bool = True,
) -> Any:
    """A kernel of two arrays of one dtype that broadcast against each other; see `unary`."""

    def jax_face(x: Any, y: Any) -> Any:
        return jax(*lift(x, y))

    numpy_face = _numpy_face(numpy, flushed, simple, 2)
    return name_kernel(kernel(jax_face, arrays=2, exact=exact)(numpy_face), name, doc)


def with_scalar_path(general: Any, python: Function, *, integers: bool = True) -> Any:
    """The kernel `general` behind a shortcut for two scalars of one common dtype.

    The shortcut computes with Python numbers: that raises no floating point warnings which would
    have to be silenced (half a microsecond), and a float32 result rounded from float64 is the
    float32 result.  It answers only where nothing special can happen: no overflow, no denormal
    number, no NaN, no wrapping integer.

    Args:
      general: the kernel.
      python: the same function for Python floats (and ints, if `integers`); it may raise
        ZeroDivisionError.
      integers: whether `python` serves int32 and int64 too.
    """
    f32, f64, ndarray = np.float32, np.float64, np.ndarray
    ranges = {f32: (_F32_TINY, _F32_MAX), f64: (_F64_TINY, _F64_MAX)}
    if integers:
        i32, i64 = np.int32, np.int64
    else:
        i32 = i64 = None  # type: ignore[assignment]

    def call(x: Any, y: Any) -> Any:
        kind = type(x)
        if kind is ndarray and not x.ndim:
            x = x[()]
            kind = type(x)
        if type(y) is ndarray and not y.ndim:
            y = y[()]
        if kind is type(y):
            if kind is f32 or kind is f64:
                tiny, largest = ranges[kind]
                a = float(x)
                b = float(y)
                if (tiny <= abs(a) or a == 0.0) and (tiny <= abs(b) or b == 0.0):
                    try:
                        result = python(a, b)
                    except ZeroDivisionError:
                        return general(x, y)
                    if tiny <= abs(result) <= largest or result == 0.0:
                        return kind(result)
            elif kind is i32:
                result = python(int(x), int(y))
                if -0x80000000 <= result <= 0x7FFFFFFF:
                    return kind(result)
            elif kind is i64:
                result = python(int(x), int(y))
                if -0x8000000000000000 <= result <= 0x7FFFFFFFFFFFFFFF:
                    return kind(result)
        return general(x, y)

    for name in (
        "__name__",
        "__qualname__",
        "__doc__",
        "exact",
        "rounds",
        "numpy_face",
        "jax_face",
    ):
        setattr(call, name, getattr(general, name))
    return call


def with_scalar_comparison(general: Any, python: Function) -> Any:
    """The comparison `general` behind the same kind of shortcut; `python` compares Python
    numbers."""
    f32, f64, i32, i64, ndarray, true, false = (
        np.float32,
        np.float64,
        np.int32,
        np.int64,
        np.ndarray,
        np.True_,
        np.False_,
    )

    def call(x: Any, y: Any) -> Any:
        kind = type(x)
        if kind is ndarray and not x.ndim:
            x = x[()]
            kind = type(x)
        if type(y) is ndarray and not y.ndim:
            y = y[()]
        if kind is type(y):
            if kind is f32 or kind is f64:
                a = float(x)
                if abs(a) >= _F32_TINY:  # two denormal numbers are equal
                    return true if python(a, float(y)) else false
            elif kind is i32 or kind is i64:
                return true if python(int(x), int(y)) else false
        return general(x, y)

    for name in (
        "__name__",
        "__qualname__",
        "__doc__",
        "exact",
        "rounds",
        "numpy_face",
        "jax_face",
    ):
        setattr(call, name, getattr(general, name))
    return call
