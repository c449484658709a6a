"""Derivatives of activations that are ops of their own, and of an added bias."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import Definition, ShapeMismatch, op

_SELU_SCALE = 1.0507009873554804934193349852946
_SELU_SCALE_ALPHA = 1.7580993408473768599402175208123


def _zero(like: Any) -> Any:
    return np.zeros((), like.dtype)


def _number(value: float, like: Any) -> Any:
    return np.asarray(value, like.dtype)


def _slope(
    kind: str, second: str, allowed: str, body: Callable[..., Any], public: str, doc: str
) -> Definition:
    """An op of the gradient of an activation's result and of what it was given, or of that result."""

    def lowering(gradients: Any, features_or_outputs: Any) -> Any:
        return body(gradients, features_or_outputs)

    lowering.__name__ = public
    lowering.__doc__ = f"""{doc}

    Args:
      gradients: the gradient of the activation's result.
      {second}: what the activation {"was given" if second == "features" else "gave"}, of that shape and dtype.
      name: the wish for the node's name.
    """
    text = f"{kind}(gradients: T, {second}: T; T: {allowed}) -> (backprops: T)"
    return op(text, shape=rules.same)(lowering)


def _passed(inside: Any, gradients: Any) -> Any:
    """The gradients inside; outside zero times them: an infinite gradient stays visible, as in TensorFlow."""
    return xp.select(inside, gradients, xp.mul(gradients, _zero(gradients)))


def _relu(gradients: Any, features: Any) -> Any:
    return _passed(xp.greater(features, _zero(features)), gradients)


def _relu6(gradients: Any, features: Any) -> Any:
    inside = xp.logical_and(
        xp.greater(features, _zero(features)), xp.less(features, _number(6, features))
    )
    return _passed(inside, gradients)


def _elu(gradients: Any, outputs: Any) -> Any:
    below = xp.mul(xp.add(outputs, _number(1, outputs)), gradients)
    return xp.select(xp.less(outputs, _zero(outputs)), below, gradients)


def _selu(gradients: Any, outputs: Any) -> Any:
    below = xp.mul(gradients, xp.add(outputs, _number(_SELU_SCALE_ALPHA, outputs)))
    above = xp.mul(gradients, _number(_SELU_SCALE, outputs))
    return xp.select(xp.less(outputs, _zero(outputs)), below, above)


def _softplus(gradients: Any, features: Any) -> Any:
    return xp.div(gradients, xp.add(xp.exp(xp.neg(features)), _number(1, features)))


def _softsign(gradients: Any, features: Any) -> Any:
    return xp.div(gradients, xp.square(xp.add(xp.abs(features), _number(1, features))))


relu_grad = _slope("ReluGrad", "features", "real", _relu, "relu_grad", "The gradient of relu.")
relu6_grad = _slope("Relu6Grad", "features", "real", _relu6, "relu6_grad", "The gradient of relu6.")
elu_grad = _slope("EluGrad", "outputs", "floating", _elu, "elu_grad", "The gradient of elu.")
selu_grad = _slope("SeluGrad", "outputs", "floating", _selu, "selu_grad", "The gradient of selu.")
softplus_grad = _slope(
    "SoftplusGrad", "features", "floating", _softplus, "softplus_grad", "The gradient of softplus."
)
softsign_grad = _slope(
    "SoftsignGrad", "features", "floating", _softsign, "softsign_grad", "The gradient of softsign."
)


@op(
    "LeakyReluGrad(gradients: T, features: T; alpha: float = 0.200000003, T: floating = float32) "
    "-> (backprops: T)",
    shape=rules.same,
)
def leaky_relu_grad(gradients: Any, features: Any, *, alpha: float) -> Any:
    """The gradient of leaky_relu.

    Args:
      gradients: the gradient of the activation's result.
      features: what the activation was given, of that shape and dtype.
      alpha: the slope below zero.
      name: the wish for the node's name.
    """
    below = xp.mul(gradients, _number(alpha, gradients))
    return xp.select(xp.greater(features, _zero(features)), gradients, below)


def _channels(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = inputs[0]._dims
    first = attrs["data_format"] == "NCHW"
    least = 3 if first else 2
    if dims is None:
        return ((None,),)
    if len(dims) < least:
        raise ShapeMismatch(f"Shape must be at least rank {least} but is rank {len(dims)}")
    return ((dims[-3] if first else dims[-1],),)


@op(
    'BiasAddGrad(out_backprop: T; T: number, data_format: {"NHWC"|"NCHW"} = "NHWC") -> (output: T)',
    shape=_channels,
)
def bias_add_grad(out_backprop: Any, *, data_format: str) -> Any:
    """The gradient of an added bias: the sum over all dimensions but the channels.

    Args:
      out_backprop: the gradient of the sum.
      data_format: where the channels are: "NHWC" for the last dimension, "NCHW" for the second.
      name: the wish for the node's name.
    """
    channels = 1 if data_format == "NCHW" else out_backprop.ndim - 1
    axes = tuple(axis for axis in range(out_backprop.ndim) if axis != channels)
    return xp.sum(out_backprop, axes)
