"""Activations, initializers, regularizers and constraints that are given by name, and the names of given ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.layers import penalties
from scopeflow.layers.naming import snake_case
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.math.arithmetic import add, multiply
from scopeflow.ops.math.clipping import clip_by_value
from scopeflow.ops.math.elementwise import exp, tanh
from scopeflow.ops.math.reduction import reduce_max, reduce_sum
from scopeflow.ops.nn.activation import elu, relu, sigmoid, softplus, softsign
from scopeflow.ops.nn.softmax import softmax as softmax_op
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


def softmax(x: Any) -> Any:
    """The softmax over the last dimension, in the operations that layers use for it.

    Raises:
      ValueError: if there is no dimension but that one.
    """
    rank = x.shape.ndims
    if rank == 2:
        return softmax_op(x)
    if rank is None or rank < 2:
        raise ValueError(f"Cannot apply softmax to a tensor that is 1D. Received input: {x}")
    powers = exp(x - reduce_max(x, axis=-1, keepdims=True))
    return powers / reduce_sum(powers, axis=-1, keepdims=True)


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
    """The initializer that a name or a description stands for; None and functions are themselves.

    Raises:
      ValueError: if no initializer has that name, or it is no name either.
    """
    if isinstance(wish, dict):
        name, config = wish["class_name"], wish["config"]
        made = getattr(initializers, name, None) or getattr(scaling, name, None)
        return (made or getattr(matrices, name))(**config)
    if isinstance(wish, str):
        name = wish if wish in _INITIALIZERS else snake_case(wish)
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


_REGULARIZERS: dict[str, Callable[..., Any]] = {
    "l1": lambda: penalties.L1L2(l1=0.01),
    "l2": lambda: penalties.L1L2(l2=0.01),
    "l1_l2": lambda: penalties.L1L2(l1=0.01, l2=0.01),
    "L1L2": penalties.L1L2,
}


def regularizer(wish: Any) -> Any:
    """The regularizer that a name or a description stands for; None and functions are themselves.

    Raises:
      ValueError: if no regularizer has that name, or it is no name either.
    """
    found = _found(wish, _REGULARIZERS)
    if found is not _NOTHING:
        return found
    if isinstance(wish, str):
        raise ValueError(
            f"Unknown regularizer:{wish}. Known are: {', '.join(sorted(_REGULARIZERS))}."
        )
    raise ValueError("Could not interpret regularizer identifier:", wish)


_CONSTRAINTS: dict[str, Callable[..., Any]] = {
    "max_norm": penalties.MaxNorm,
    "min_max_norm": penalties.MinMaxNorm,
    "non_neg": penalties.NonNeg,
    "unit_norm": penalties.UnitNorm,
    "MaxNorm": penalties.MaxNorm,
    "MinMaxNorm": penalties.MinMaxNorm,
    "NonNeg": penalties.NonNeg,
    "UnitNorm": penalties.UnitNorm,
}


def constraint(wish: Any) -> Any:
    """The constraint that a name or a description stands for; None and functions are themselves.

    Raises:
      ValueError: if no constraint has that name, or it is no name either.
    """
    found = _found(wish, _CONSTRAINTS)
    if found is not _NOTHING:
        return found
    if isinstance(wish, str):
        raise ValueError(
            f"Unknown constraint: {wish}. Known are: {', '.join(sorted(_CONSTRAINTS))}."
        )
    raise ValueError(f"Could not interpret constraint identifier: {wish}")


_NOTHING = object()


def _found(wish: Any, known: dict[str, Callable[..., Any]]) -> Any:
    if isinstance(wish, dict) and wish.get("class_name") in known:
        return known[wish["class_name"]](**wish["config"])
    if isinstance(wish, str) and wish in known:
        return known[wish]()
    return wish if wish is None or callable(wish) else _NOTHING


def described(given: Any) -> Any:
    """What stands for a function or an object in a layer's configuration: its name, or its class and arguments."""
    if given is None:
        return None
    if hasattr(given, "get_config"):
        return {"class_name": type(given).__name__, "config": given.get_config()}
    return given.__name__
