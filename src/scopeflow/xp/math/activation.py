"""Functions that neural networks put behind their layers, computed in float32 for the 16-bit types."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.arrays.shaping import known
from scopeflow.xp.elementwise import name_kernel, unary
from scopeflow.xp.face import arithmetic, kernel
from scopeflow.xp.floats import flush, widen

from .reduction import sum_

_SELU_SCALE = 1.0507009873554804934193349852946
_SELU_SCALE_ALPHA = 1.7580993408473768599402175208123


def _both(name: str, function: Any, doc: str) -> Any:
    """A kernel of ``function(face, x)``, where `face` is NumPy or ``jax.numpy`` and `x` is no 16-bit type."""

    def numpy_face(x: Any) -> Any:
        x = np.asarray(x)
        return np.asarray(function(np, widen(x))).astype(x.dtype)[()]

    def jax_face(x: Any) -> Any:
        return function(door.jnp(), widen(x)).astype(x.dtype)

    return unary(name, numpy_face, jax_face, doc, exact=False)


def _number(value: float, x: Any) -> Any:
    return np.asarray(value, x.dtype)


selu = _both(
    "selu",
    lambda face, x: face.where(
        x < 0,
        _number(_SELU_SCALE_ALPHA, x) * (face.exp(x) - _number(1, x)),
        _number(_SELU_SCALE, x) * x,
    ),
    "The scaled exponential linear function.",
)
softsign = _both("softsign", lambda face, x: x / (face.abs(x) + _number(1, x)), "x / (|x| + 1).")


def _leaky_relu_jax(x: Any, alpha: float) -> Any:
    return door.jnp().where(x > 0, x, x * _number(alpha, x))


@kernel(_leaky_relu_jax)
@arithmetic
def leaky_relu(x: Any, alpha: float) -> Any:
    """x, and alpha * x below zero."""
    x = flush(np.asarray(x))
    return flush(np.where(x > 0, x, x * _number(alpha, x)))[()]


def _softmax(face: Any, x: Any) -> Any:
    power = face.exp(x - face.max(x, -1, keepdims=True)) if x.size else x
    return power / face.sum(power, -1, keepdims=True)


def _log_softmax(face: Any, x: Any) -> Any:
    shifted = x - face.max(x, -1, keepdims=True) if x.size else x
    return shifted - face.log(face.sum(face.exp(shifted), -1, keepdims=True))


softmax = _both("softmax", _softmax, "exp(x) divided by its sum over the last axis.")
log_softmax = _both("log_softmax", _log_softmax, "The logarithm of softmax(x).")


def _l2_loss_jax(x: Any) -> Any:
    return sum_(x * x * _number(0.5, x))


@arithmetic
def _l2_loss(x: Any) -> Any:
    x = flush(known(x))
    return sum_(flush(x * x * _number(0.5, x)))


l2_loss = name_kernel(
    kernel(_l2_loss_jax, exact=False)(_l2_loss),
    "l2_loss",
    "Half the sum of the squares of all elements.",
)
