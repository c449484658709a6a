"""Weighted losses as one number: `compute_weighted_loss` and the ways to reduce."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.contexts import control_dependencies
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.tensor import Tensor
from scopeflow.losses.collecting import add_loss
from scopeflow.ops.arrays.counting import range as range_of
from scopeflow.ops.arrays.filling import ones_like, zeros_like
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.shaping import rank, size
from scopeflow.ops.checks.broadcastable import assert_broadcastable, broadcast_weights
from scopeflow.ops.math.arithmetic import multiply
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal
from scopeflow.ops.math.division import div_no_nan
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.scoping import name_scope


class Reduction:
    """How the losses of a batch become one number.

    `NONE`: they stay as they are, weighted. `SUM`: their sum. `MEAN`: the sum divided by the sum of the weights.
    `SUM_OVER_BATCH_SIZE`: divided by their number. `SUM_BY_NONZERO_WEIGHTS`: divided by the number of weights that are not 0.
    """

    NONE = "none"
    SUM = "weighted_sum"
    SUM_OVER_BATCH_SIZE = "weighted_sum_over_batch_size"
    MEAN = "weighted_mean"
    SUM_BY_NONZERO_WEIGHTS = "weighted_sum_by_nonzero_weights"
    SUM_OVER_NONZERO_WEIGHTS = SUM_BY_NONZERO_WEIGHTS

    @classmethod
    def all(cls) -> tuple[str, ...]:
        """All the ways."""
        return (
            cls.NONE,
            cls.SUM,
            cls.MEAN,
            cls.SUM_OVER_BATCH_SIZE,
            cls.SUM_OVER_NONZERO_WEIGHTS,
            cls.SUM_BY_NONZERO_WEIGHTS,
        )

    @classmethod
    def validate(cls, key: Any) -> None:
        """Raises ValueError unless `key` is one of the ways."""
        if key not in cls.all():
            raise ValueError(
                f"Invalid Reduction Key {key}. It is an attribute of tf.losses.Reduction."
            )


def num_present(losses: Tensor, weights: Any, per_batch: bool = False) -> Tensor:
    """How many losses have a weight that is not 0.

    Args:
      losses: a Tensor [batch, ...].
      weights: a Tensor that broadcasts against it.
      per_batch: whether to count for each row; all by default.

    Returns:
      A scalar Tensor, or one of shape [batch, 1, ...].
    """
    with name_scope(None, "num_present", (losses, weights)) as scope:
        weights = cast(weights, dtypes.float32)
        present = where(equal(weights, 0.0), zeros_like(weights), ones_like(weights))
        present = broadcast_weights(present, losses)
        if not per_batch:
            return reduce_sum(present, name=scope)
        return reduce_sum(present, axis=range_of(1, rank(present)), keepdims=True, name=scope)


def _mean(losses: Tensor, count: Tensor) -> Tensor:
    return div_no_nan(reduce_sum(losses), count, name="value")


def _count(losses: Tensor) -> Tensor:
    with name_scope(None, "num_elements", (losses,)) as scope:
        return cast(size(losses, name=scope), losses.dtype)


def compute_weighted_loss(
    losses: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """The weighted losses, reduced, as a loss of the graph.

    Args:
      losses: a Tensor [batch, ...].
      weights: a scalar, or a tensor of the rank of `losses` whose dimensions are 1 or equal.
      scope: the wish for the scope's name.
      loss_collection: the collection that the loss goes into.
      reduction: one of `tf.losses.Reduction`.

    Returns:
      A scalar Tensor of the dtype of `losses`; for `Reduction.NONE` one of their shape.

    Raises:
      ValueError: if the weights do not fit, or the reduction is unknown.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.losses.compute_weighted_loss([1.0, 2.0, 9.0], weights=[1.0, 1.0, 0.0])))
    1.5

    ```
    """
    Reduction.validate(reduction)
    with (
        name_scope(scope, "weighted_loss", (losses, weights)),
        control_dependencies((assert_broadcastable(weights, losses),)),
    ):
        losses = convert_to_tensor(losses)
        given = losses.dtype
        losses = cast(losses, dtypes.float32)
        weights = cast(weights, dtypes.float32)
        loss = weighted = multiply(losses, weights)
        if reduction != Reduction.NONE:
            loss = reduce_sum(weighted)
            if reduction == Reduction.MEAN:
                loss = _mean(loss, reduce_sum(ones_like(losses) * weights))
            elif reduction == Reduction.SUM_BY_NONZERO_WEIGHTS:
                loss = _mean(loss, num_present(losses, weights))
            elif reduction == Reduction.SUM_OVER_BATCH_SIZE:
                loss = _mean(loss, _count(losses))
        loss = cast(loss, given)
        add_loss(loss, loss_collection)
        return loss
