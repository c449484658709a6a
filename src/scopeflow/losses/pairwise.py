"""The squared errors of the differences between all pairs of elements of an example."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.contexts import control_dependencies
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.tensor import Tensor
from scopeflow.losses.collecting import add_loss
from scopeflow.losses.plain import require
from scopeflow.losses.weighting import num_present
from scopeflow.ops.arrays.counting import range as range_of
from scopeflow.ops.arrays.filling import zeros_like
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.shaping import rank
from scopeflow.ops.checks.broadcastable import assert_broadcastable
from scopeflow.ops.math.arithmetic import maximum, multiply, subtract
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import greater
from scopeflow.ops.math.division import div_no_nan
from scopeflow.ops.math.elementwise import square
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.scoping import name_scope


def mean_pairwise_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
) -> Tensor:
    """The loss that compares the differences between an example's elements with those that are true.

    For labels [a, b, c] and predictions [x, y, z] it is the mean of ((a-b) - (x-y)) ** 2,
    ((a-c) - (x-z)) ** 2 and ((b-c) - (y-z)) ** 2, summed over the examples.

    Args:
      labels: what is true: a tensor [batch, ...].
      predictions: what was predicted: a tensor of the same shape.
      weights: a scalar, or a tensor of the rank of `labels` whose dimensions are 1 or equal.
      scope: the wish for the scope's name.
      loss_collection: the collection that the loss goes into.

    Returns:
      A scalar float32 Tensor.

    Raises:
      ValueError: if the shapes do not fit, or labels or predictions are None.
    """
    require(labels=labels, predictions=predictions)
    with name_scope(scope, "mean_pairwise_squared_error", (predictions, labels, weights)):
        weights = cast(weights, dtypes.float32)
        labels = cast(labels, dtypes.float32)
        with control_dependencies((assert_broadcastable(weights, labels),)):
            predictions = cast(predictions, dtypes.float32)
            predictions.shape.assert_is_compatible_with(labels.shape)
            errors = subtract(predictions, labels)
            axes = range_of(1, rank(errors))
            squares = reduce_sum(square(errors), axis=axes, keepdims=True)
            count = num_present(errors, weights, per_batch=True)
            own = 2.0 * div_no_nan(squares, maximum(count - 1, 0), name="value")
            total = reduce_sum(errors, axis=axes, keepdims=True)
            crossed = 2.0 * div_no_nan(
                square(total), maximum(multiply(count, count - 1), 0), name="value"
            )
            loss = reduce_sum(multiply(own - crossed, weights))
            mean_loss = where(greater(reduce_sum(count), 0), loss, zeros_like(loss), name="value")
            add_loss(mean_loss, loss_collection)
            return mean_loss
