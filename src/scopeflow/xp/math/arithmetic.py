"""Arithmetic of two arrays of one dtype, and the elementary functions that are exact to the bit."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.checks import check
from scopeflow.xp.elementwise import binary, name_kernel, unary, with_scalar_path
from scopeflow.xp.face import arithmetic, kernel, lift, quiet
from scopeflow.xp.floats import flush, widen


def _jnp(name: str) -> Any:
    """The function of ``jax.numpy`` of that name, looked up at the first call."""

    def call(*args: Any) -> Any:
        return getattr(door.jnp(), name)(*args)

    return call


def _is_integer(x: Any) -> bool:
    dtype = x.dtype
    return (dtype if type(dtype) is np.dtype else np.dtype(dtype)).kind in "iu"


def _common(x: Any, y: Any) -> tuple[Any, Any]:
    """Both as NumPy values with a dtype: a Python number takes the other's."""
    if not hasattr(x, "dtype"):
        x = np.asarray(x, getattr(y, "dtype", None))
    if not hasattr(y, "dtype"):
        y = np.asarray(y, x.dtype)
    return x, y


add = with_scalar_path(
    binary(
        "add", np.add, _jnp("add"), "x + y; integers wrap, byte strings are joined.", exact=True
    ),
    operator.add,
)
sub = with_scalar_path(
    binary("sub", np.subtract, _jnp("subtract"), "x - y; integers wrap.", exact=True), operator.sub
)
mul = with_scalar_path(
    binary("mul", np.multiply, _jnp("multiply"), "x * y; integers wrap.", exact=True), operator.mul
)


# Division ----------------------------------------------------------------------------------------


def _no_zero(x: Any, y: Any) -> None:
    if not getattr(x, "size", 1):
        return  # nothing is divided
    known = isinstance(y, (np.ndarray, np.generic))
    ok = bool((y != 0).all()) if known else door.jnp().all(y != 0)
    check(ok, None, "Integer division by zero")


def divided(x: Any, y: Any) -> Any:
    """x / y of JAX floats to the bit: XLA would multiply by 1 / y where y is a constant or broadcast."""
    y = door.jnp().broadcast_to(y, np.broadcast_shapes(x.shape, y.shape))
    return x / door.lax().optimization_barrier(y)


def _div_jax(x: Any, y: Any) -> Any:
    x, y = lift(x, y)
    if _is_integer(x):
        return _truncate_div_jax(x, y)
    return divided(x, y)


@quiet
def _complex_div(x: Any, y: Any) -> Any:
    return flush(np.true_divide(flush(x), flush(y)))


@kernel(_div_jax, arrays=2)
@arithmetic
def _div(x: Any, y: Any) -> Any:
    x, y = _common(x, y)
    kind = x.dtype.kind
    if kind in "iu":
        return _truncate_div(x, y)
    if kind == "c":
        return _complex_div(x, y)
    return flush(np.true_divide(flush(x), flush(y)))


div = with_scalar_path(
    name_kernel(_div, "div", "x / y without a change of dtype: integers are divided towards zero."),
    operator.truediv,
    integers=False,
)


def _truncate_div_jax(x: Any, y: Any) -> Any:
    jnp, lax = door.jnp(), door.lax()
    x, y = jnp.broadcast_arrays(*lift(x, y))
    if not _is_integer(x):
        return x / y
    _no_zero(x, y)
    return lax.div(x, y)


def _truncate_div(x: Any, y: Any) -> Any:
    if not _is_integer(x):
        return flush(np.true_divide(flush(x), flush(y)))
    _no_zero(x, y)
    quotient = np.floor_divide(x, y)
    if x.dtype.kind == "u":
        return quotient
    inexact = quotient * y != x
    return np.asarray(quotient + (inexact & ((x < 0) != (y < 0))), x.dtype)[()]


@kernel(_truncate_div_jax, arrays=2)
@quiet
def truncate_div(x: Any, y: Any) -> Any:
    """Integers divided and rounded towards zero; zero as divisor fails the check "Integer division
    by zero".

    Floats are divided without any rounding, as TensorFlow's op does in spite of its name.
    """
    return _truncate_div(*_common(x, y))


def _floor_div_jax(x: Any, y: Any) -> Any:
    jnp, lax = door.jnp(), door.lax()
    x, y = jnp.broadcast_arrays(*lift(x, y))
    if not _is_integer(x):
        return jnp.floor(divided(x, y))
    _no_zero(x, y)
    quotient = lax.div(x, y)
    if x.dtype.kind == "u":
        return quotient
    lower = (quotient * y != x) & ((x < 0) != (y < 0))
    return quotient - lower.astype(x.dtype)


@kernel(_floor_div_jax, arrays=2)
@quiet
def floor_div(x: Any, y: Any) -> Any:
    """x / y rounded down; floats are divided and then rounded (``1 // .1`` is 10), zero as in
    truncate_div."""
    x, y = _common(x, y)
    if _is_integer(x):
        _no_zero(x, y)
        return np.floor_divide(x, y)
    return np.floor(flush(np.true_divide(flush(x), flush(y))))


def _truncate_mod_jax(x: Any, y: Any) -> Any:
    jnp, lax = door.jnp(), door.lax()
    x, y = jnp.broadcast_arrays(*lift(x, y))
    if _is_integer(x):
        _no_zero(x, y)
        return lax.rem(x, y)
    return (
        lax.rem(x.astype(np.float32), y.astype(np.float32)).astype(x.dtype)
        if x.itemsize == 2
        else lax.rem(x, y)
    )


def _truncate_mod(x: Any, y: Any) -> Any:
    if _is_integer(x):
        _no_zero(x, y)
        return np.fmod(x, y)
    return np.asarray(np.fmod(widen(flush(x)), widen(flush(y)))).astype(x.dtype)[()]


@kernel(_truncate_mod_jax, arrays=2, exact=False)
@quiet
def truncate_mod(x: Any, y: Any) -> Any:
    """The remainder of truncate_div: it has the sign of x."""
    return _truncate_mod(*_common(x, y))


def _floor_mod_jax(x: Any, y: Any) -> Any:
    jnp = door.jnp()
    x, y = jnp.broadcast_arrays(*lift(x, y))
    rest = _truncate_mod_jax(x, y)
    if x.dtype.kind == "u":
        return rest
    return jnp.where((rest != 0) & ((rest < 0) != (y < 0)), rest + y, rest)


@kernel(_floor_mod_jax, arrays=2, exact=False)
@quiet
def floor_mod(x: Any, y: Any) -> Any:
    """The remainder of floor_div: it has the sign of y."""
    x, y = _common(x, y)
    if _is_integer(x):
        _no_zero(x, y)
        return np.remainder(x, y)
    rest = _truncate_mod(x, y)
    return np.where((rest != 0) & ((rest < 0) != (y < 0)), rest + y, rest)[()]


# Ties and NaN ------------------------------------------------------------------------------------

maximum = binary(
    "maximum",
    lambda x, y: np.asarray(np.where(flush(x) < flush(y), y, x))[()],
    lambda x, y: door.jnp().where(x < y, y, x),
    "The larger of x and y, x if they do not compare: (nan, 1) gives nan and (1, nan) gives 1.",
    exact=True,
    flushed=False,
)
minimum = binary(
    "minimum",
    lambda x, y: np.asarray(np.where(flush(y) < flush(x), y, x))[()],
    lambda x, y: door.jnp().where(y < x, y, x),
    "The smaller of x and y, x if they do not compare.",
    exact=True,
    flushed=False,
)


def _squared_difference(x: Any, y: Any) -> Any:
    difference = flush(np.subtract(x, y))
    return (
        difference * np.conj(difference)
        if difference.dtype.kind == "c"
        else difference * difference
    )


def _squared_difference_jax(x: Any, y: Any) -> Any:
    difference = x - y
    return (
        difference * difference.conj() if difference.dtype.kind == "c" else difference * difference
    )


squared_difference = binary(
    "squared_difference",
    _squared_difference,
    _squared_difference_jax,
    "(x - y) * conj(x - y).",
    exact=True,
)

# One array ---------------------------------------------------------------------------------------


@quiet
def _complex_sign(x: Any) -> Any:
    x = flush(x)
    size = np.abs(x)
    return flush(np.where(size == 0, 0, x / size)).astype(x.dtype)[()]


def _sign(x: Any) -> Any:
    if x.dtype.kind == "c":
        return _complex_sign(x)
    if x.dtype.kind == "u":
        return (x != 0).astype(x.dtype)[()]
    return (x > 0).astype(x.dtype) - (x < 0).astype(x.dtype)


def _sign_jax(x: Any) -> Any:
    jnp = door.jnp()
    if x.dtype.kind == "c":
        size = jnp.abs(x)
        return jnp.where(size == 0, 0, x / size).astype(x.dtype)
    if x.dtype.kind == "u":
        return (x != 0).astype(x.dtype)
    return (x > 0).astype(x.dtype) - (x < 0).astype(x.dtype)


def _arr(function: Any) -> Any:
    """`function` of a NumPy value that has a dtype."""
    return lambda x: function(x if hasattr(x, "dtype") else np.asarray(x))


@quiet
def _complex_abs(x: Any) -> Any:
    return np.abs(x)


def _abs(x: Any) -> Any:
    return _complex_abs(x) if x.dtype.kind == "c" else np.abs(x)


neg = unary("neg", np.negative, _jnp("negative"), "-x.", exact=True, flushed=False)
abs_ = unary(
    "abs",
    _arr(_abs),
    _jnp("abs"),
    "|x|; the magnitude of complex numbers.",
    exact=True,
    flushed=False,
)
sign = unary("sign", _arr(_sign), _sign_jax, "-1, 0 or 1; 0 for NaN.", exact=True)
square = unary("square", np.square, lambda x: x * x, "x * x.", exact=True)
sqrt = unary("sqrt", np.sqrt, _jnp("sqrt"), "The square root, NaN below zero.", exact=True)


def _reciprocal(x: Any) -> Any:
    if x.dtype.kind in "iu":
        return _truncate_div(np.ones_like(x), x)
    if x.dtype.kind == "c":
        return _complex_div(np.ones_like(x), x)
    return np.true_divide(x.dtype.type(1), x)


def _reciprocal_jax(x: Any) -> Any:
    if _is_integer(x):
        return _truncate_div_jax(door.jnp().ones_like(x), x)
    return 1 / x


reciprocal = unary(
    "reciprocal", _arr(_reciprocal), _reciprocal_jax, "1 / x in x's dtype.", exact=True
)

floor = unary("floor", np.floor, _jnp("floor"), "Rounded down.", exact=True)
ceil = unary("ceil", np.ceil, _jnp("ceil"), "Rounded up.", exact=True)
rint = unary(
    "rint",
    np.rint,
    lambda x: x if _is_integer(x) else door.jnp().rint(x),
    "Rounded to the nearest, halves to even.",
    exact=True,
)


def _relu(x: Any) -> Any:
    return np.where(flush(x) < 0, x.dtype.type(0), x)[()]


def _relu_jax(x: Any) -> Any:
    return door.jnp().where(x < 0, door.jnp().zeros_like(x), x)


relu = unary("relu", _arr(_relu), _relu_jax, "max(x, 0); NaN stays.", exact=True, flushed=False)


def _relu6(x: Any) -> Any:
    six = x.dtype.type(6)
    return np.where(x > six, six, _relu(x))[()]


def _relu6_jax(x: Any) -> Any:
    six = np.asarray(6, x.dtype)
    return door.jnp().where(x > six, six, _relu_jax(x))


relu6 = unary(
    "relu6", _arr(_relu6), _relu6_jax, "min(max(x, 0), 6); NaN stays.", exact=True, flushed=False
)

# One of these alone gives the same bits on both faces. XLA may fuse two of them that are neighbours
# in a program (a product and a sum become one rounding, constants are combined): then float results
# differ.
_kernel: Any
for _kernel in (
    add,
    sub,
    mul,
    div,
    truncate_div,
    floor_div,
    square,
    squared_difference,
    sqrt,
    reciprocal,
):
    _kernel.rounds = True
