"""Activations and initializers that are given by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.math.arithmetic import add, multiply
from scopeflow.ops.math.clipping import clip_by_value
from scopeflow.ops.math.elementwise import exp, tanh
from scopeflow.ops.nn.activation import elu, relu, sigmoid, softplus, softsign
from scopeflow.ops.nn.softmax import softmax
from scopeflow.variables import initializers, matrices, scaling


def linear(x: Any) -> Any:
    """The input as it is."""
    return x


def hard_sigmoid(x: Any) -> Any:
    """0.2 x + 0.5, no less than 0 and no more than 1."""
    slope, offset = constant(0.2, x.dtype.base_dtype), constant(0.5, x.dtype.base_dtype)
    return clip_by_value(add(multiply(x, slope), offset), 0.0, 1.0)


def selu(x: Any) -> Any:
    """`tf.nn.selu` in the operations that layers use for it."""
    negative = elu(x)
    return 1.0507009873554804934193349852946 * where(
        x > 0, negative, 1.6732632423543772848170429916717 * negative
    )


_ACTIVATIONS: dict[str, Callable[..., Any]] = {
    "elu": elu,
    "exponential": exp,
    "hard_sigmoid": hard_sigmoid,
    "linear": linear,
    "relu": relu,
    "selu": selu,
    "sigmoid": sigmoid,
    "softmax": softmax,
    "softplus": softplus,
    "softsign": softsign,
    "tanh": tanh,
}


def activation(wish: Any) -> Callable[..., Any]:
    """The function that a name stands for; a function is itself, and None changes nothing.

    Raises:
      ValueError: if no activation has that name.
      TypeError: if it is no name either.
    """
    if wish is None:
        return linear
    if isinstance(wish, str):
        if wish not in _ACTIVATIONS:
            raise ValueError(
                f"Unknown activation function:{wish}. Known are: {', '.join(sorted(_ACTIVATIONS))}."
            )
        return _ACTIVATIONS[wish]
    if callable(wish):
        return wish
    raise TypeError(
        f"Could not interpret activation function identifier: {wish}. Give a function or a name."
    )


def _scaled(scale: float, mode: str, distribution: str) -> Callable[[], Any]:
    return lambda: scaling.VarianceScaling(scale=scale, mode=mode, distribution=distribution)


# A name alone means the ranges that layers use, which are narrower than those of the classes' own defaults.
_INITIALIZERS: dict[str, Callable[[], Any]] = {
    "constant": initializers.Constant,
    "glorot_normal": scaling.GlorotNormal,
    "glorot_uniform": scaling.GlorotUniform,
    "he_normal": _scaled(2.0, "fan_in", "truncated_normal"),
    "he_uniform": _scaled(2.0, "fan_in", "uniform"),
    "identity": matrices.Identity,
    "lecun_normal": _scaled(1.0, "fan_in", "truncated_normal"),
    "lecun_uniform": _scaled(1.0, "fan_in", "uniform"),
    "normal": lambda: initializers.RandomNormal(stddev=0.05),
    "ones": initializers.Ones,
    "orthogonal": matrices.Orthogonal,
    "random_normal": lambda: initializers.RandomNormal(stddev=0.05),
    "random_uniform": lambda: initializers.RandomUniform(minval=-0.05, maxval=0.05),
    "truncated_normal": lambda: initializers.TruncatedNormal(stddev=0.05),
    "uniform": lambda: initializers.RandomUniform(minval=-0.05, maxval=0.05),
    "zeros": initializers.Zeros,
}


def initializer(wish: Any) -> Any:
    """The initializer that a name stands for; None and functions are themselves.

    Raises:
      ValueError: if no initializer has that name, or it is no name either.
    """
    if isinstance(wish, str):
        name = wish if wish in _INITIALIZERS else wish.lower()
        if name not in _INITIALIZERS:
            raise ValueError(
                f"Unknown initializer:{wish}. Known are: {', '.join(sorted(_INITIALIZERS))}."
            )
        return _INITIALIZERS[name]()
    if wish is None or callable(wish):
        return wish
    raise ValueError(
        f"Could not interpret initializer identifier: {wish}. Give an initializer or its name."
    )
