"""Functions of one tensor, element by element: signs, rounding, roots, exponentials, angles, tests for NaN."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow import xp
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import Definition, op
from scopeflow.ops.dispatch import dispatched
from scopeflow.ops.math.complexes import complex_abs, real_dtype
from scopeflow.ops.scoping import name_scope

_NUMBERS = "{bfloat16|float16|float32|float64|int32|int64|complex64|complex128}"
_CONTINUOUS = "{bfloat16|float16|float32|float64|complex64|complex128}"
_FLOATS = "{bfloat16|float16|float32|float64}"


def _unary(
    kind: str, allowed: str, kernel: Callable[..., Any], public: str, doc: str
) -> Definition:
    """An op of one input `x` and one output `y` of the same dtype, called `public` in messages and help."""

    def body(x):
        return kernel(x)

    body.__name__ = public
    numbers = {_FLOATS: "floats", _CONTINUOUS: "floats or complex numbers"}.get(allowed, "numbers")
    body.__doc__ = f"""{doc}

    Args:
      x: a Tensor of {numbers}.
      name: a name for the operation.

    Returns:
      A Tensor of x's shape and dtype.
    """
    return op(f"{kind}(x: T; T: {allowed}) -> (y: T)", shape=rules.unchanged)(body)


def _test(kind: str, kernel: Callable[..., Any], public: str, doc: str) -> Definition:
    def body(x):
        return kernel(x)

    body.__name__ = public
    body.__doc__ = f"""{doc}

    Args:
      x: a Tensor of floats.
      name: a name for the operation.

    Returns:
      A Tensor of bool of x's shape.
    """
    return op(f"{kind}(x: T; T: {_FLOATS}) -> (y: bool)", shape=rules.unchanged)(body)


# -- signs and rounding ----------------------------------------------------------------------------


def _nearest(x: Any) -> Any:
    return x if x.dtype.kind in "iu" else xp.rint(x)


negative = _unary("Neg", _NUMBERS, xp.neg, "negative", "-x, element by element.")
sign = _unary(
    "Sign", _NUMBERS, xp.sign, "sign", "-1, 0 or 1 (0 for NaN); x / |x| for complex numbers."
)
floor = _unary("Floor", _FLOATS, xp.floor, "floor", "x rounded down.")
ceil = _unary("Ceil", _FLOATS, xp.ceil, "ceil", "x rounded up.")
rint = _unary(
    "Rint",
    _FLOATS,
    xp.rint,
    "rint",
    "x rounded to the nearest whole number, halves to the even one.",
)
_raw_round = _unary(
    "Round", _NUMBERS, _nearest, "round", "x rounded to the nearest, halves to the even one."
)
_raw_abs = _unary(
    "Abs",
    "{bfloat16|float16|float32|float64|int8|int16|int32|int64}",
    xp.abs,
    "abs",
    "|x| of real numbers.",
)


@dispatched
def abs(x: Any, name: str | None = None) -> Tensor:
    """|x|, element by element; the magnitude of complex numbers.

    Args:
      x: a Tensor of numbers.
      name: a name for the operation.

    Returns:
      A Tensor of x's shape; of float32 or float64 for complex64 or complex128, else of x's dtype.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.abs(tf.constant([3 + 4j])).dtype)
    <dtype: 'float64'>

    ```
    """
    with name_scope(name, "Abs", [x]) as full:
        x = internal_convert(x, name="x")
        if x.dtype.is_complex:
            return complex_abs(x, Tout=real_dtype(x.dtype), name=full)
        return _raw_abs(x, name=full)


@dispatched
def round(x: Any, name: str | None = None) -> Tensor:
    """x rounded to the nearest whole number, halves to the even one; integers are returned as they are.

    Args:
      x: a Tensor of numbers.
      name: a name for the operation.
    """
    x = internal_convert(x, name="x")
    if x.dtype.is_integer:
        return x
    return _raw_round(x, name=name)


# -- powers and exponentials -----------------------------------------------------------------------

square = _unary(
    "Square", _NUMBERS, xp.square, "square", "x * x, element by element; integers wrap."
)
sqrt = _unary("Sqrt", _CONTINUOUS, xp.sqrt, "sqrt", "The square root; NaN below zero.")
rsqrt = _unary("Rsqrt", _CONTINUOUS, xp.rsqrt, "rsqrt", "1 / sqrt(x).")
reciprocal = _unary(
    "Reciprocal", _NUMBERS, xp.reciprocal, "reciprocal", "1 / x, element by element."
)
# the first version of reciprocal
inv = _unary("Inv", _NUMBERS, xp.reciprocal, "inv", "1 / x, element by element.")
exp = _unary("Exp", _CONTINUOUS, xp.exp, "exp", "e to the power of x.")
expm1 = _unary("Expm1", _CONTINUOUS, xp.expm1, "expm1", "exp(x) - 1, exact for small x.")
log = _unary("Log", _CONTINUOUS, xp.log, "log", "The natural logarithm: -inf at zero, NaN below.")
log1p = _unary("Log1p", _CONTINUOUS, xp.log1p, "log1p", "log(1 + x), exact for small x.")
tanh = _unary("Tanh", _CONTINUOUS, xp.tanh, "tanh", "The hyperbolic tangent.")
sinh = _unary("Sinh", _CONTINUOUS, xp.sinh, "sinh", "The hyperbolic sine.")
cosh = _unary("Cosh", _CONTINUOUS, xp.cosh, "cosh", "The hyperbolic cosine.")
asinh = _unary("Asinh", _CONTINUOUS, xp.asinh, "asinh", "The inverse hyperbolic sine.")
acosh = _unary(
    "Acosh", _CONTINUOUS, xp.acosh, "acosh", "The inverse hyperbolic cosine; NaN below 1."
)
atanh = _unary(
    "Atanh", _CONTINUOUS, xp.atanh, "atanh", "The inverse hyperbolic tangent; NaN outside [-1, 1]."
)

# -- angles ----------------------------------------------------------------------------------------

sin = _unary("Sin", _CONTINUOUS, xp.sin, "sin", "The sine of x in radians.")
cos = _unary("Cos", _CONTINUOUS, xp.cos, "cos", "The cosine of x in radians.")
tan = _unary("Tan", _NUMBERS, xp.tan, "tan", "The tangent of x in radians.")
asin = _unary("Asin", _NUMBERS, xp.asin, "asin", "The arc sine in radians; NaN outside [-1, 1].")
acos = _unary("Acos", _NUMBERS, xp.acos, "acos", "The arc cosine in radians; NaN outside [-1, 1].")
atan = _unary("Atan", _NUMBERS, xp.atan, "atan", "The arc tangent in radians.")


@op(f"Atan2(y: T, x: T; T: {_FLOATS}) -> (z: T)", shape=rules.broadcast)
def atan2(y, x):
    """The angle in radians of the point (x, y) seen from the origin; y comes first.

    Args:
      y: a Tensor of floats.
      x: a Tensor of the same dtype, of a shape that broadcasts with y's.
      name: a name for the operation.
    """
    return xp.atan2(y, x)


# -- special functions -----------------------------------------------------------------------------

erf = _unary("Erf", _FLOATS, xp.erf, "erf", "The error function.")
erfc = _unary("Erfc", _FLOATS, xp.erfc, "erfc", "1 - erf(x), exact for large x.")
lgamma = _unary(
    "Lgamma", _FLOATS, xp.lgamma, "lgamma", "The logarithm of the absolute value of gamma(x)."
)
digamma = _unary("Digamma", _FLOATS, xp.digamma, "digamma", "The derivative of lgamma.")

# -- tests -----------------------------------------------------------------------------------------

is_nan = _test("IsNan", xp.is_nan, "is_nan", "Whether x is NaN, element by element.")
is_inf = _test("IsInf", xp.is_inf, "is_inf", "Whether x is infinite, element by element.")
is_finite = _test(
    "IsFinite", xp.is_finite, "is_finite", "Whether x is a number and finite, element by element."
)
