"""Derivatives that are ops of their own: those of functions whose derivative follows from their result.

Each takes the result `y` of the function and the gradient `dy` of that result.  For complex numbers some
conjugate `y` themselves and some are given the conjugate, as in TensorFlow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.ops import rules
from scopeflow.ops.define import Definition, op

_CONTINUOUS = "{bfloat16|float16|float32|float64|complex64|complex128}"


def _derivative(kind: str, body: Callable[..., Any], public: str, doc: str) -> Definition:
    """An op of `y` and `dy`, which have one shape and dtype."""

    def lowering(y: Any, dy: Any) -> Any:
        return body(y, dy)

    lowering.__name__ = public
    lowering.__doc__ = f"""{doc}

    Args:
      y: the function's result.
      dy: the gradient of that result, of its shape and dtype.
      name: the wish for the node's name.
    """
    return op(f"{kind}(y: T, dy: T; T: {_CONTINUOUS}) -> (z: T)", shape=rules.unchanged)(lowering)


def _number(value: float, like: Any) -> Any:
    return np.asarray(value, like.dtype)


def _conj(y: Any) -> Any:
    return xp.conj(y) if y.dtype.kind == "c" else y


def _reciprocal(y: Any, dy: Any) -> Any:
    y = _conj(y)
    return xp.mul(xp.mul(xp.neg(dy), y), y)


def _sqrt(y: Any, dy: Any) -> Any:
    return xp.div(xp.mul(_number(0.5, y), dy), _conj(y))


def _rsqrt(y: Any, dy: Any) -> Any:
    y = _conj(y)
    return xp.mul(_number(-0.5, y), xp.mul(xp.mul(dy, y), xp.mul(y, y)))


def _tanh(y: Any, dy: Any) -> Any:
    return xp.mul(dy, xp.sub(_number(1, y), xp.mul(y, y)))


def _sigmoid(y: Any, dy: Any) -> Any:
    return xp.mul(xp.mul(dy, y), xp.sub(_number(1, y), y))


reciprocal_grad = _derivative(
    "ReciprocalGrad", _reciprocal, "reciprocal_grad", "The gradient of 1 / x."
)
inv_grad = _derivative("InvGrad", _reciprocal, "inv_grad", "The gradient of 1 / x.")
sqrt_grad = _derivative("SqrtGrad", _sqrt, "sqrt_grad", "The gradient of sqrt(x).")
rsqrt_grad = _derivative("RsqrtGrad", _rsqrt, "rsqrt_grad", "The gradient of 1 / sqrt(x).")
tanh_grad = _derivative("TanhGrad", _tanh, "tanh_grad", "The gradient of tanh(x).")
sigmoid_grad = _derivative("SigmoidGrad", _sigmoid, "sigmoid_grad", "The gradient of sigmoid(x).")
