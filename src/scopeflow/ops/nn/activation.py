"""Functions that neural networks put behind their layers: sigmoids, rectifiers, and the L2 loss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import Definition, op
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.elementwise import negative
from scopeflow.ops.scoping import name_scope


def _activation(
    kind: str, allowed: str, kernel: Callable[..., Any], public: str, doc: str
) -> Definition:
    """An op of one input `features` and one output `activations` of the same dtype and shape."""

    def body(features):
        return kernel(features)

    body.__name__ = public
    body.__doc__ = f"""{doc}

    Args:
      features: a Tensor of {"floats" if allowed == "floating" else "real numbers"}.
      name: a name for the operation.

    Returns:
      A Tensor of the same shape and dtype.
    """
    return op(f"{kind}(features: T; T: {allowed}) -> (activations: T)", shape=rules.unchanged)(body)


_RELU = "{float32|float64|int32|uint8|int16|int8|int64|bfloat16|uint16|float16|uint32|uint64|qint8}"

relu = _activation("Relu", _RELU, xp.relu, "relu", "max(features, 0).")
_raw_relu6 = _activation("Relu6", "real", xp.relu6, "relu6", "min(max(features, 0), 6).")
elu = _activation("Elu", "floating", xp.elu, "elu", "features, and exp(features) - 1 below zero.")
selu = _activation("Selu", "floating", xp.selu, "selu", "The scaled exponential linear function.")
softplus = _activation("Softplus", "floating", xp.softplus, "softplus", "log(1 + exp(features)).")
softsign = _activation(
    "Softsign", "floating", xp.softsign, "softsign", "features / (|features| + 1)."
)


def relu6(features: Any, name: str | None = None) -> Tensor:
    """min(max(features, 0), 6), element by element.

    Args:
      features: a Tensor of real numbers.
      name: a name for the operation.
    """
    with name_scope(name, "Relu6", [features]) as full:
        return _raw_relu6(internal_convert(features, name="features"), name=full)


@op("LeakyRelu(features: T; alpha: float = 0.200000003, T: floating = float32) -> (activations: T)",
    shape=rules.unchanged)  # fmt: skip
def _raw_leaky_relu(features, *, alpha):
    """features, and alpha * features below zero."""
    return xp.leaky_relu(features, alpha)


def leaky_relu(features: Any, alpha: Any = 0.2, name: str | None = None) -> Tensor:
    """features, and alpha * features below zero.

    Args:
      features: a Tensor of floats; integers are cast to float32.
      alpha: the slope below zero, a number.
      name: a name for the operation.
    """
    with name_scope(name, "LeakyRelu", [features, alpha]) as full:
        features = internal_convert(features, name="features")
        if features.dtype.is_integer:
            features = cast(features, dtypes.float32)
        return _raw_leaky_relu(features, alpha=alpha, name=full)


@op(
    "Sigmoid(x: T; T: {bfloat16|float16|float32|float64|complex64|complex128}) -> (y: T)",
    shape=rules.unchanged,
)
def _raw_sigmoid(x):
    """1 / (1 + exp(-x))."""
    return xp.sigmoid(x)


def sigmoid(x: Any, name: str | None = None) -> Tensor:
    """1 / (1 + exp(-x)), element by element.

    Args:
      x: a Tensor of floats or complex numbers.
      name: a name for the operation.
    """
    with name_scope(name, "Sigmoid", [x]) as full:
        return _raw_sigmoid(internal_convert(x, name="x"), name=full)


def log_sigmoid(x: Any, name: str | None = None) -> Tensor:
    """log(sigmoid(x)), computed as -softplus(-x).

    Args:
      x: a Tensor of floats.
      name: a name for the operation.
    """
    with name_scope(name, "LogSigmoid", [x]) as full:
        return negative(softplus(negative(internal_convert(x, name="x"))), name=full)


@op("L2Loss(t: T; T: floating) -> (output: T)", shape=rules.scalar)
def l2_loss(t):
    """Half the sum of the squares of all elements.

    Args:
      t: a Tensor of floats.
      name: a name for the operation.

    Returns:
      A scalar Tensor of t's dtype.
    """
    return xp.l2_loss(t)
