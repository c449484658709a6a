"""Gradients of random numbers with respect to the parameters of their distributions."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.counting import range as tensor_range
from scopeflow.ops.arrays.filling import ones
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.gradient import gradient
from scopeflow.ops.math.elementwise_grad import after
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.random.gamma import random_gamma_grad


@gradient("RandomGamma")
def _random_gamma(op: Any, grad: Tensor) -> list[Any]:
    samples, alpha = op.inputs
    drawn = op.outputs[0]
    with after(grad):
        dims_of_samples = shape(samples)[0]
        ones_first = concat([ones([dims_of_samples], dtype=dtypes.int32), shape(alpha)], axis=0)
        spread = random_gamma_grad(reshape(alpha, ones_first), drawn)
        return [None, reduce_sum(grad * spread, axis=tensor_range(dims_of_samples))]
