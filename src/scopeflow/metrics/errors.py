"""How far predictions are off, as means over all batches.

Each function gives (value, update): the measure so far, and what adds this batch to the variables and gives the measure with it.
"""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.tensor import Tensor
from scopeflow.metrics.means import mean
from scopeflow.metrics.streaming import collect, fitted
from scopeflow.ops.arrays.filling import zeros_like
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.math.arithmetic import multiply, squared_difference, subtract
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal, less
from scopeflow.ops.math.confusion import remove_squeezable_dimensions
from scopeflow.ops.math.division import div
from scopeflow.ops.math.elementwise import abs as absolute
from scopeflow.ops.math.elementwise import sqrt
from scopeflow.ops.math.reduction import reduce_sum

Metric = tuple[Tensor, Tensor]


def accuracy(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How often predictions are right.

    Args:
      labels: what is true: a tensor of any dtype.
      predictions: what was predicted: a tensor of the same shape.
      weights: None, a scalar, or a tensor of the rank of `labels` whose dimensions are 1 or equal.
      metrics_collections: collections for the value.
      updates_collections: collections for the update.
      name: the wish for the scope of the variables.

    Returns:
      (value, update): the accuracy so far, and what adds this batch and gives the accuracy with it.

    Raises:
      ValueError: if the shapes do not fit.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     value, update = tf.metrics.accuracy([1, 2, 3, 4], [1, 2, 3, 0])
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update))
    0.75

    ```
    """
    predictions, labels, weights = fitted(predictions, labels, weights)
    if labels.dtype is not predictions.dtype:
        predictions = cast(predictions, labels.dtype)
    right = cast(equal(predictions, labels), dtypes.float32)
    return mean(right, weights, metrics_collections, updates_collections, name or "accuracy")


def mean_absolute_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean of `|predictions - labels|`. The arguments are those of `mean_squared_error`."""
    predictions, labels, weights = fitted(predictions, labels, weights)
    errors = absolute(predictions - labels)
    name = name or "mean_absolute_error"
    return mean(errors, weights, metrics_collections, updates_collections, name)


def mean_cosine_distance(
    labels: Any,
    predictions: Any,
    dim: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean of `1 - sum(labels * predictions)` of unit vectors.

    Args:
      labels: what is true: a tensor of vectors of length 1.
      predictions: what was predicted: such a tensor of the same shape.
      dim: the axis along which the vectors lie.
      weights: None, a scalar, or a tensor that fits the distances: with 1 in place of the axis, or without it if it is last.
      metrics_collections: collections for the value.
      updates_collections: collections for the update.
      name: the wish for the scope of the variables.

    Returns:
      (value, update): the mean so far, and what adds this batch and gives the mean with it.

    Raises:
      ValueError: if the shapes do not fit.
    """
    predictions, labels, weights = fitted(predictions, labels, weights)
    agreement = reduce_sum(multiply(predictions, labels), axis=[dim], keepdims=True)
    mean_agreement, update = mean(agreement, weights, None, None, name or "mean_cosine_distance")
    value = subtract(1.0, mean_agreement)
    update = subtract(1.0, update)
    collect(metrics_collections, value)
    collect(updates_collections, update)
    return value, update


def mean_relative_error(
    labels: Any,
    predictions: Any,
    normalizer: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean of `|labels - predictions| / normalizer`, of 0 where the normalizer is 0.

    The arguments are those of `mean_squared_error`, and:

    Args:
      labels: what is true: a tensor of floats.
      predictions: what was predicted: a tensor of the same shape.
      normalizer: what errors are divided by: a tensor of the same shape.
      weights: None, a scalar, or a tensor of the rank of `labels` whose dimensions are 1 or equal.
      metrics_collections: collections for the value.
      updates_collections: collections for the update.
      name: the wish for the scope of the variables.
    """
    predictions, labels, weights = fitted(predictions, labels, weights)
    predictions, normalizer = remove_squeezable_dimensions(predictions, normalizer)
    predictions.shape.assert_is_compatible_with(normalizer.shape)
    errors = where(
        equal(normalizer, 0.0), zeros_like(labels), div(absolute(labels - predictions), normalizer)
    )
    name = name or "mean_relative_error"
    return mean(errors, weights, metrics_collections, updates_collections, name)


def mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean of `(labels - predictions) ** 2`.

    Args:
      labels: what is true: a tensor of numbers.
      predictions: what was predicted: a tensor of the same shape.
      weights: None, a scalar, or a tensor of the rank of `labels` whose dimensions are 1 or equal.
      metrics_collections: collections for the value.
      updates_collections: collections for the update.
      name: the wish for the scope of the variables.

    Returns:
      (value, update): the mean so far, and what adds this batch and gives the mean with it.

    Raises:
      ValueError: if the shapes do not fit.
    """
    predictions, labels, weights = fitted(predictions, labels, weights)
    errors = squared_difference(labels, predictions)
    name = name or "mean_squared_error"
    return mean(errors, weights, metrics_collections, updates_collections, name)


def percentage_below(
    values: Any,
    threshold: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Which part of the values lies below a threshold, from 0 to 1.

    Args:
      values: a tensor of numbers.
      threshold: a scalar.
      weights: None, a scalar, or a tensor of the rank of `values` whose dimensions are 1 or equal.
      metrics_collections: collections for the value.
      updates_collections: collections for the update.
      name: the wish for the scope of the variables.
    """
    below = cast(less(values, threshold), dtypes.float32)
    name = name or "percentage_below_threshold"
    return mean(below, weights, metrics_collections, updates_collections, name)


def root_mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The root of the mean of the squared errors. The arguments are those of `mean_squared_error`."""
    predictions, labels, weights = fitted(predictions, labels, weights)
    name = name or "root_mean_squared_error"
    squared, update = mean_squared_error(labels, predictions, weights, None, None, name)
    value = sqrt(squared)
    collect(metrics_collections, value)
    update = sqrt(update)
    collect(updates_collections, update)
    return value, update
