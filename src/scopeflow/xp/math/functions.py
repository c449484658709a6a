"""Elementary and special functions: computed in float32 for the 16-bit types, equal to TensorFlow
to a few ulp."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.checks import check
from scopeflow.xp.elementwise import binary, unary
from scopeflow.xp.face import quiet
from scopeflow.xp.floats import bfloat16, flush, flushed, widen
from scopeflow.xp.processor import DENORMAL

_HALVES = (np.dtype(np.float16), bfloat16)


def _numpy(function: Any) -> Any:
    """`function` on float arrays, in float32 for float16 and bfloat16.

    Functions of the C library see denormal numbers in every mode of the processor.
    """
    of_complex = quiet(lambda x: flushed(function(flushed(x))))

    def call(x: Any) -> Any:
        if not hasattr(x, "dtype"):
            x = np.asarray(x)
        kind = x.dtype.char
        if kind == "f" or kind == "d":
            return function(flushed(x) if DENORMAL == 0.0 else x)
        if x.dtype in _HALVES:
            return function(flushed(x).astype(np.float32)).astype(x.dtype)
        # (the C library loses its way among complex numbers without denormal numbers)
        return of_complex(x)

    return call


def _jax(function: Any) -> Any:
    def call(x: Any) -> Any:
        if x.dtype in _HALVES:
            return function(x.astype(np.float32)).astype(x.dtype)
        return function(x)

    return call


def _smooth(name: str, numpy: Any, jax: Any, doc: str) -> Any:
    """A kernel of a function; `jax` may be the function's name in ``jax.numpy``."""
    jax_face = jax if callable(jax) else lambda x: getattr(door.jnp(), jax)(x)
    return unary(name, _numpy(numpy), _jax(jax_face), doc, exact=False)


exp = _smooth("exp", np.exp, "exp", "e to the x.")


def _expm1(face: Any, x: Any) -> Any:
    """Of a complex number TensorFlow takes (u - 1) * x / log(u) for u = exp(x), whose logarithm is the principal one."""
    if x.dtype.kind != "c":
        return face.expm1(x)
    power = face.exp(x)
    logarithm = face.log(power)
    one = np.asarray(1, x.dtype)
    middle = (power - one) * x / face.where(logarithm == 0, one, logarithm)
    return face.where(power == one, x, face.where(power - one == -one, -one, middle))


expm1 = _smooth(
    "expm1",
    lambda x: _expm1(np, x),
    lambda x: _expm1(door.jnp(), x),
    "exp(x) - 1, exact near zero.",
)
log = _smooth("log", np.log, "log", "The natural logarithm; NaN below zero, -inf at zero.")
log1p = _smooth("log1p", np.log1p, "log1p", "log(1 + x), exact near zero.")
sin = _smooth("sin", np.sin, "sin", "The sine of radians.")
cos = _smooth("cos", np.cos, "cos", "The cosine of radians.")
tan = _smooth("tan", np.tan, "tan", "The tangent of radians.")
asin = _smooth("asin", np.arcsin, "arcsin", "The arc sine; NaN outside [-1, 1].")
acos = _smooth("acos", np.arccos, "arccos", "The arc cosine; NaN outside [-1, 1].")
atan = _smooth("atan", np.arctan, "arctan", "The arc tangent.")
sinh = _smooth("sinh", np.sinh, "sinh", "The hyperbolic sine.")
cosh = _smooth("cosh", np.cosh, "cosh", "The hyperbolic cosine.")
tanh = _smooth("tanh", np.tanh, "tanh", "The hyperbolic tangent.")
asinh = _smooth("asinh", np.arcsinh, "arcsinh", "The inverse hyperbolic sine.")
acosh = _smooth("acosh", np.arccosh, "arccosh", "The inverse hyperbolic cosine; NaN below 1.")
atanh = _smooth(
    "atanh", np.arctanh, "arctanh", "The inverse hyperbolic tangent; NaN outside [-1, 1]."
)
rsqrt = _smooth("rsqrt", lambda x: 1 / np.sqrt(x), lambda x: door.lax().rsqrt(x), "1 / sqrt(x).")


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _sigmoid_jax(x: Any) -> Any:
    return 1 / (1 + door.jnp().exp(-x))


sigmoid = _smooth("sigmoid", _sigmoid, _sigmoid_jax, "1 / (1 + exp(-x)).")


# (what Eigen says is the epsilon of a float16)
_EDGES = {np.dtype(np.float16): 2.0**-13, bfloat16: 2.0**-7}


def _softplus(face: Any, x: Any) -> Any:
    """TensorFlow takes log(exp(x) + 1), rounded to x's dtype at every step, and not log1p."""
    dtype = x.dtype
    edge = np.asarray(np.log(_EDGES.get(dtype) or np.finfo(dtype).eps) + 2, dtype)
    power = face.exp(widen(x)).astype(dtype)
    middle = face.log(widen(power + np.asarray(1, dtype))).astype(dtype)
    return face.where(x > -edge, x, face.where(x < edge, power, middle))


def _elu(face: Any, x: Any) -> Any:
    """TensorFlow takes exp(x) - 1 in x's dtype and not expm1, except for bfloat16."""
    if x.dtype == bfloat16:
        return face.where(x < 0, face.expm1(widen(x)).astype(x.dtype), x)
    return face.where(x < 0, face.exp(widen(x)).astype(x.dtype) - np.asarray(1, x.dtype), x)


def _stepwise(name: str, function: Any, doc: str) -> Any:
    def numpy_face(x: Any) -> Any:
        # (where an operand comes out as it is, it is no result of arithmetic)
        return function(np, flushed(np.asarray(x)))[()]

    return unary(name, numpy_face, lambda x: function(door.jnp(), x), doc, exact=False)


softplus = _stepwise("softplus", _softplus, "log(1 + exp(x)).")
elu = _stepwise("elu", _elu, "x, and exp(x) - 1 below zero.")


# Special functions: NumPy has none, and Python's work number by number ---------------------------


def _each(function: Any) -> Any:
    """A function of Python floats for arrays; rare enough on the NumPy face to be slow there."""

    def call(x: Any) -> Any:
        values = [function(v) for v in np.asarray(x).reshape(-1).tolist()]
        return np.asarray(values, np.float64).reshape(np.shape(x)).astype(x.dtype)[()]

    return call


def _lgamma(x: float) -> float:
    if math.isinf(x) or (x <= 0 and x == math.floor(x)):
        return math.inf
    return math.lgamma(x)


def _digamma(x: float) -> float:
    """Reflection below zero, recurrence up to 10, then the asymptotic series."""
    if math.isnan(x) or x == math.inf:
        return x
    if x <= 0:
        if math.isinf(x) or x == math.floor(x):
            return math.inf
        return _digamma(1 - x) - math.pi / math.tan(math.pi * x)
    shift = 0.0
    while x < 10:
        shift -= 1 / x
        x += 1
    z = 1 / (x * x)
    series = z * (
        1 / 12
        - z * (1 / 120 - z * (1 / 252 - z * (1 / 240 - z * (1 / 132 - z * (691 / 32760 - z / 12)))))
    )
    return shift + math.log(x) - 0.5 / x - series


def _digamma_jax(x: Any) -> Any:
    pole = (x <= 0) & (x == door.jnp().floor(x))
    return door.jnp().where(pole, np.asarray(np.inf, x.dtype), _in_float64("digamma")(x))


def _in_float64(name: str) -> Any:
    """A function of ``jax.lax`` computed in float64: XLA's float32 version loses up to half of the
    digits."""
    return lambda x: getattr(door.lax(), name)(x.astype(np.float64)).astype(x.dtype)


erf = _smooth("erf", _each(math.erf), lambda x: door.lax().erf(x), "The error function.")
erfc = _smooth(
    "erfc", _each(math.erfc), lambda x: door.lax().erfc(x), "1 - erf(x), exact for large x."
)
lgamma = _smooth("lgamma", _each(_lgamma), _in_float64("lgamma"), "log(|gamma(x)|).")
digamma = _smooth("digamma", _each(_digamma), _digamma_jax, "The derivative of lgamma.")


# Two arrays --------------------------------------------------------------------------------------


def _atan2(y: Any, x: Any) -> Any:
    return np.asarray(np.arctan2(widen(y), widen(x))).astype(np.result_type(y))[()]


def _atan2_jax(y: Any, x: Any) -> Any:
    if y.dtype in _HALVES:
        return door.jnp().arctan2(y.astype(np.float32), x.astype(np.float32)).astype(y.dtype)
    return door.jnp().arctan2(y, x)


atan2 = binary(
    "atan2",
    _atan2,
    _atan2_jax,
    "The angle of the point (x, y); y comes first.",
    exact=False,
    simple=False,
)

_NEGATIVE = "Integers to negative integer powers are not allowed"


def _pow(x: Any, y: Any) -> Any:
    kind = np.result_type(x)
    if kind.kind in "iu":
        check(bool(np.all(np.greater_equal(y, 0))), None, _NEGATIVE)
        return np.power(x, y)
    if kind in _HALVES:
        return np.asarray(np.power(widen(x), widen(y))).astype(kind)[()]
    # a denormal exponent is no zero: NaN to its power is NaN
    return flush(np.power(flush(x), y))


def _integer_power(x: Any, y: Any) -> Any:
    """x multiplied y times with itself, wrapping; jax.numpy's own looks at six bits of y only."""
    jnp = door.jnp()

    def step(_: Any, state: Any) -> Any:
        result, power, left = state
        return jnp.where(left & 1 == 1, result * power, result), power * power, left >> 1

    bits = x.dtype.itemsize * 8
    return door.lax().fori_loop(0, bits, step, (jnp.ones_like(x), x, y))[0]


def _pow_jax(x: Any, y: Any) -> Any:
    jnp = door.jnp()
    if np.dtype(x.dtype).kind in "iu":
        check(jnp.all(y >= 0), None, _NEGATIVE)
        return _integer_power(*jnp.broadcast_arrays(x, y))
    if x.dtype in _HALVES:
        return (
            door.lax()
            .pow(*jnp.broadcast_arrays(x.astype(np.float32), y.astype(np.float32)))
            .astype(x.dtype)
        )
    return door.lax().pow(*jnp.broadcast_arrays(x, y))


pow_ = binary(
    "pow",
    _pow,
    _pow_jax,
    "x to the y; integers wrap and need y >= 0.",
    exact=False,
    flushed=False,
    simple=False,
)
