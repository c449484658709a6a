"""Losses of a batch as one number, as programs that run on several replicas write them."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.math.arithmetic import multiply
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.reduction import reduce_sum


def compute_average_loss(
    per_example_loss: Any, sample_weight: Any = None, global_batch_size: Any = None
) -> Tensor:
    """The sum of the examples' losses divided by the size of the whole batch.

    Args:
      per_example_loss: a Tensor of rank 1 or more.
      sample_weight: what each example counts: a Tensor that broadcasts against the losses.
      global_batch_size: the number of examples on all replicas; that of `per_example_loss` by default.

    Returns:
      A scalar Tensor.

    Raises:
      ValueError: if the losses are a scalar.
    """
    per_example_loss = convert_to_tensor(per_example_loss)
    if per_example_loss._dims == ():
        raise ValueError(
            "Invalid value passed for `per_example_loss`. Expected a tensor with at least rank 1, received: "
            f"{per_example_loss}"
        )
    dtype = per_example_loss.dtype
    if sample_weight is not None:
        if not isinstance(sample_weight, Tensor):
            sample_weight = cast(sample_weight, dtype)
        per_example_loss = multiply(per_example_loss, sample_weight)
    if global_batch_size is None:
        # one replica
        global_batch_size = cast(shape(per_example_loss)[0] * 1, dtypes.float32)
    return reduce_sum(per_example_loss) / global_batch_size


def scale_regularization_loss(regularization_loss: Any) -> Tensor:
    """The sum of the regularization losses, divided by the number of replicas: one.

    Args:
      regularization_loss: a Tensor.

    Returns:
      A scalar Tensor.
    """
    return reduce_sum(regularization_loss) / 1.0
