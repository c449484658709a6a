"""Gradients of special functions: nodes, names and order are TensorFlow's."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.choosing import where_v2
from scopeflow.ops.arrays.filling import ones, zeros, zeros_like
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.calling import call
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.comparison import greater, less
from scopeflow.ops.math.elementwise import abs as magnitude
from scopeflow.ops.math.elementwise import exp, lgamma, log, reciprocal, sign
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.math.special import (
    bessel_i0e,
    bessel_i1e,
    cumulative_logsumexp,
    igamma_grad_a,
    polygamma,
    zeta,
)


def _after(grad: Any) -> Any:
    """A context whose nodes are computed only once the gradient is there."""
    return get_default_graph().control_dependencies([grad])


def _axes(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The shapes of two tensors that broadcast, and the axes over which each gradient is summed."""
    x_shape, y_shape = shape(x), shape(y)
    x_axes, y_axes = call("BroadcastGradientArgs", x_shape, y_shape)
    return x_shape, y_shape, x_axes, y_axes


def _summed(grad: Tensor, axes: Tensor, sizes: Tensor) -> Tensor:
    return reshape(reduce_sum(grad, axes), sizes)


@gradient("Igamma")
def _igamma(op: Operation, grad: Any) -> Any:
    a, x = op.inputs
    a_shape, x_shape, a_axes, x_axes = _axes(a, x)
    with _after(grad):
        by_a = igamma_grad_a(a, x)
        by_x = exp(-x + (a - 1) * log(x) - lgamma(a))
        return _summed(by_a * grad, a_axes, a_shape), _summed(by_x * grad, x_axes, x_shape)


@gradient("Igammac")
def _igammac(op: Operation, grad: Any) -> Any:
    by_a, by_x = _igamma(op, grad)
    return -by_a, -by_x


@gradient("Betainc")
def _betainc(op: Operation, grad: Any) -> Any:
    a, b, x = op.inputs
    a_shape, x_shape = shape(a), shape(x)
    _, x_axes = call("BroadcastGradientArgs", a_shape, x_shape)
    log_beta = lgamma(a) + lgamma(b) - lgamma(a + b)
    by_x = exp((b - 1) * log(1 - x) + (a - 1) * log(x) - log_beta)
    return None, None, _summed(by_x * grad, x_axes, x_shape)


@gradient("Zeta")
def _zeta(op: Operation, grad: Any) -> Any:
    x, q = op.inputs
    _, q_shape, _, q_axes = _axes(x, q)
    with _after(grad):
        by_q = -x * zeta(x + 1, q)
        return None, _summed(by_q * grad, q_axes, q_shape)


@gradient("Polygamma")
def _polygamma(op: Operation, grad: Any) -> Any:
    n, x = op.inputs
    _, x_shape, _, x_axes = _axes(n, x)
    with _after(grad):
        by_x = polygamma(n + 1, x)
        return None, _summed(by_x * grad, x_axes, x_shape)


@gradient("BesselI0e")
def _bessel_i0e(op: Operation, grad: Any) -> Any:
    x, y = op.inputs[0], op.outputs[0]
    with _after(grad):
        return grad * (bessel_i1e(x) - sign(x) * y)


@gradient("BesselI1e")
def _bessel_i1e(op: Operation, grad: Any) -> Any:
    x, y = op.inputs[0], op.outputs[0]
    with _after(grad):
        # i1e(x) / x is not defined at zero, where the derivative is a half
        zero = zeros_like(x)
        eps = np.finfo(x.dtype.as_numpy_dtype).eps
        away = greater(magnitude(x), eps)
        safe = where(away, x, eps + zero)
        slope = bessel_i0e(safe) - y * (sign(safe) + reciprocal(safe))
        return grad * where(away, slope, 0.5 + zero)


@gradient("NextAfter")
def _next_after(op: Operation, grad: Any) -> Any:
    x1, x2 = op.inputs
    x1_shape, x2_shape, x1_axes, x2_axes = _axes(x1, x2)
    with _after(grad):
        by_x1 = ones(x1_shape, dtype=x1.dtype)
        by_x2 = zeros(x2_shape, dtype=x2.dtype)
        return _summed(by_x1 * grad, x1_axes, x1_shape), _summed(by_x2 * grad, x2_axes, x2_shape)


@gradient("CumulativeLogsumexp")
def _cumulative_logsumexp(op: Operation, grad: Any) -> Any:
    x, axis, total = op.inputs[0], op.inputs[1], op.outputs[0]
    reverse, exclusive = op.get_attr("reverse"), op.get_attr("exclusive")
    # the logarithms of the positive and of the negative part of the gradient
    lowest = grad.dtype.min
    above = where_v2(greater(grad, 0), log(grad), lowest)
    below = where_v2(less(grad, 0), log(-grad), lowest)

    def part(logarithm: Tensor) -> Tensor:
        summed = cumulative_logsumexp(
            logarithm - total, axis=axis, reverse=not reverse, exclusive=exclusive
        )
        return exp(summed + x)

    positive = part(above)
    return positive - part(below), None
