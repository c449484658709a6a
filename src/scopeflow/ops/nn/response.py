"""Local response normalization, and the op of its gradient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.rules import Dims

_ATTRS = (
    "depth_radius: int = 5, bias: float = 1.0, alpha: float = 1.0, beta: float = 0.5, "
    "T: {float16|bfloat16|float32} = float32"
)


def _images(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    return (rules.with_rank(inputs[0]._dims, 4),)


def _all_images(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    dims = rules.with_rank(inputs[0]._dims, 4)
    for tensor in inputs[1:]:
        dims = rules.merge(dims, tensor._dims)
    return (dims,)


@op(f"LRN(input: T; {_ATTRS}) -> (output: T)", shape=_images)
def lrn(input, *, depth_radius, bias, alpha, beta):
    """Each value of images divided by its neighbours: input / (bias + alpha * sum of squares) ** beta.

    Args:
      input: a Tensor of float16, bfloat16 or float32 [batch, height, width, channels].
      depth_radius: how many channels on either side are summed.
      bias, alpha, beta: the numbers of the formula.
      name: a name for the operation.

    Returns:
      A Tensor of the same shape and dtype.

    Raises:
      ValueError: for another rank.
    """
    xp.check(depth_radius >= 0, None, "depth_radius = %s larger than int max", depth_radius)
    xp.check(input.ndim == 4, None, "in must be 4-dimensional")
    return xp.lrn(input, depth_radius, bias, alpha, beta)


local_response_normalization = lrn


@op(
    f"LRNGrad(input_grads: T, input_image: T, output_image: T; {_ATTRS}) -> (output: T)",
    shape=_all_images,
)
def raw_lrn_grad(input_grads, input_image, output_image, *, depth_radius, bias, alpha, beta):
    """The gradient of LRN, from its input and output."""
    xp.check(
        input_grads.ndim == input_image.ndim == 4,
        None,
        "inputs must be 4-dimensional",
    )
    xp.check(
        input_image.shape == output_image.shape == input_grads.shape,
        None,
        "input_grads, input_image, and out_image should have the same shape",
    )
    return xp.lrn_grad(input_grads, input_image, output_image, depth_radius, bias, alpha, beta)
