"""Losses of predictions, element by element: differences, logs, margins, angles."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.tensor import Tensor
from scopeflow.losses.weighting import Reduction, compute_weighted_loss
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import ones_like
from scopeflow.ops.math.arithmetic import add, minimum, multiply, squared_difference, subtract
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.elementwise import abs as absolute
from scopeflow.ops.math.elementwise import log, negative
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.nn.activation import relu
from scopeflow.ops.scoping import name_scope


def require(**given: Any) -> None:
    """Raises ValueError for an argument that is None."""
    for name, value in given.items():
        if value is None:
            raise ValueError(f"{name} must not be None. Give a tensor.")


def _floats(labels: Any, predictions: Any) -> tuple[Tensor, Tensor]:
    """Labels and predictions as float32, of shapes that fit."""
    predictions = cast(predictions, dtypes.float32)
    labels = cast(labels, dtypes.float32)
    predictions.shape.assert_is_compatible_with(labels.shape)
    return labels, predictions


def absolute_difference(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """The loss `|predictions - labels|`.

    Args:
      labels: what is true: a tensor of numbers.
      predictions: what was predicted: a tensor of the same shape.
      weights: a scalar, or a tensor of the rank of `labels` whose dimensions are 1 or equal.
      scope: the wish for the scope's name.
      loss_collection: the collection that the loss goes into.
      reduction: one of `tf.losses.Reduction`.

    Returns:
      A scalar float32 Tensor; for `Reduction.NONE` one of the shape of `labels`.

    Raises:
      ValueError: if the shapes do not fit, or labels or predictions are None.
    """
    require(labels=labels, predictions=predictions)
    with name_scope(scope, "absolute_difference", (predictions, labels, weights)) as scope:
        labels, predictions = _floats(labels, predictions)
        losses = absolute(subtract(predictions, labels))
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def cosine_distance(
    labels: Any,
    predictions: Any,
    axis: int | None = None,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
    dim: int | None = None,
) -> Tensor:
    """The loss `1 - sum(labels * predictions)` of unit vectors.

    Args:
      labels: what is true: a tensor of vectors of length 1.
      predictions: what was predicted: such a tensor of the same shape.
      axis: the axis along which the vectors lie.
      weights: a scalar, or a tensor of the rank of `labels` whose dimensions are 1 or equal.
      scope: the wish for the scope's name.
      loss_collection: the collection that the loss goes into.
      reduction: one of `tf.losses.Reduction`.
      dim: the old name of `axis`.

    Returns:
      A scalar float32 Tensor; for `Reduction.NONE` one with 1 in place of the axis.

    Raises:
      ValueError: if the shapes do not fit, or labels, predictions or the axis are missing.
    """
    if dim is not None:
        if axis is not None:
            raise ValueError("Cannot specify both 'dim' and 'axis'")
        axis = dim
    if axis is None:
        raise ValueError("You must specify 'axis'.")
    require(labels=labels, predictions=predictions)
    with name_scope(scope, "cosine_distance_loss", (predictions, labels, weights)) as scope:
        labels, predictions = _floats(labels, predictions)
        losses = 1 - reduce_sum(multiply(predictions, labels), axis=(axis,), keepdims=True)
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def hinge_loss(
    labels: Any,
    logits: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """The loss `max(0, 1 - y * logits)` where y is -1 or 1.

    Args:
      labels: what is true: a tensor of 0 and 1.
      logits: what was predicted: a tensor of the same shape, negative for 0.
      weights: a scalar, or a tensor of the rank of `labels` whose dimensions are 1 or equal.
      scope: the wish for the scope's name.
      loss_collection: the collection that the loss goes into.
      reduction: one of `tf.losses.Reduction`.

    Returns:
      A scalar float32 Tensor; for `Reduction.NONE` one of the shape of `labels`.

    Raises:
      ValueError: if the shapes do not fit, or labels or logits are None.
    """
    require(labels=labels, logits=logits)
    with name_scope(scope, "hinge_loss", (logits, labels, weights)) as scope:
        labels, logits = _floats(labels, logits)
        all_ones = ones_like(labels)
        signs = subtract(2 * labels, all_ones)
        losses = relu(subtract(all_ones, multiply(signs, logits)))
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def huber_loss(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    delta: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """The loss that is quadratic in the error up to `delta`, and linear beyond.

    Args:
      labels: what is true: a tensor of numbers.
      predictions: what was predicted: a tensor of the same shape.
      weights: a scalar, or a tensor of the rank of `labels` whose dimensions are 1 or equal.
      delta: the error at which it turns linear.
      scope: the wish for the scope's name.
      loss_collection: the collection that the loss goes into.
      reduction: one of `tf.losses.Reduction`.

    Returns:
      A scalar float32 Tensor; for `Reduction.NONE` one of the shape of `labels`.

    Raises:
      ValueError: if the shapes do not fit, or labels or predictions are None.
    """
    require(labels=labels, predictions=predictions)
    with name_scope(scope, "huber_loss", (predictions, labels, weights)) as scope:
        labels, predictions = _floats(labels, predictions)
        error = absolute(subtract(predictions, labels))
        quadratic = minimum(error, delta)
        linear = subtract(error, quadratic)
        half = constant(0.5, dtype=quadratic.dtype)
        losses = add(multiply(half, multiply(quadratic, quadratic)), multiply(delta, linear))
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def log_loss(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    epsilon: float = 1e-7,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """The loss `-labels * log(predictions) - (1 - labels) * log(1 - predictions)`.

    Args:
      labels: what is true: a tensor of probabilities.
      predictions: what was predicted: a tensor of the same shape.
      weights: a scalar, or a tensor of the rank of `labels` whose dimensions are 1 or equal.
      epsilon: added under the logarithms.
      scope: the wish for the scope's name.
      loss_collection: the collection that the loss goes into.
      reduction: one of `tf.losses.Reduction`.

    Returns:
      A scalar float32 Tensor; for `Reduction.NONE` one of the shape of `labels`.

    Raises:
      ValueError: if the shapes do not fit, or labels or predictions are None.
    """
    require(labels=labels, predictions=predictions)
    with name_scope(scope, "log_loss", (predictions, labels, weights)) as scope:
        labels, predictions = _floats(labels, predictions)
        if_true = negative(multiply(labels, log(predictions + epsilon)))
        losses = if_true - multiply(1 - labels, log(1 - predictions + epsilon))
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """The loss `(predictions - labels) ** 2`.

    Args:
      labels: what is true: a tensor of numbers.
      predictions: what was predicted: a tensor of the same shape.
      weights: a scalar, or a tensor of the rank of `labels` whose dimensions are 1 or equal.
      scope: the wish for the scope's name.
      loss_collection: the collection that the loss goes into.
      reduction: one of `tf.losses.Reduction`.

    Returns:
      A scalar float32 Tensor; for `Reduction.NONE` one of the shape of `labels`.

    Raises:
      ValueError: if the shapes do not fit, or labels or predictions are None.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     loss = tf.losses.mean_squared_error([[1.0], [2.0]], [[1.0], [4.0]], weights=[[1.0], [0.5]])
    ...     print(loss.name, sess.run(loss))
    mean_squared_error/value:0 1.0

    ```
    """
    require(labels=labels, predictions=predictions)
    with name_scope(scope, "mean_squared_error", (predictions, labels, weights)) as scope:
        labels, predictions = _floats(labels, predictions)
        losses = squared_difference(predictions, labels)
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)
