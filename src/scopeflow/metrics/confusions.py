"""Metrics by class: intersection over union, and the mean of the classes' accuracies."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.tensor import Tensor
from scopeflow.metrics.streaming import collect, metric_variable
from scopeflow.ops.arrays.diagonals import diag_part
from scopeflow.ops.arrays.filling import ones, ones_like
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.shaping import reshape, size
from scopeflow.ops.math.arithmetic import maximum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal, greater, not_equal
from scopeflow.ops.math.confusion import confusion_matrix
from scopeflow.ops.math.division import div, div_no_nan
from scopeflow.ops.math.reduction import reduce_mean, reduce_sum
from scopeflow.scopes.variable_scope import variable_scope
from scopeflow.variables.assigning import assign_add, scatter_add


def _flat(x: Any) -> Any:
    return reshape(x, [-1]) if x._dims is not None and len(x._dims) > 1 else x


def _added_matrix(
    labels: Any, predictions: Any, num_classes: Any, weights: Any
) -> tuple[Any, Tensor]:
    """The sum of the batches' confusion matrices, and what adds this one."""
    total = metric_variable(
        [num_classes, num_classes], dtypes.float64, name="total_confusion_matrix"
    )
    predictions = cast(predictions, dtypes.int64)
    labels = cast(labels, dtypes.int64)
    num_classes = cast(num_classes, dtypes.int64)
    predictions, labels = _flat(predictions), _flat(labels)
    if weights is not None:
        weights = _flat(weights)
    matrix = confusion_matrix(
        labels, predictions, num_classes, weights=weights, dtype=dtypes.float64
    )
    return total, assign_add(total, matrix)


def mean_iou(
    labels: Any,
    predictions: Any,
    num_classes: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean over the classes of intersection over union: right / (true or predicted).

    Args:
      labels: what is true: a tensor of classes.
      predictions: what was predicted: a tensor of classes of the same shape.
      num_classes: how many classes there are.
      weights: None, or a tensor of the shape of `labels`.
      metrics_collections: collections for the value.
      updates_collections: collections for the update.
      name: the wish for the scope of the variable.

    Returns:
      (value, update): the mean so far, a float32 scalar, and what adds this batch and gives the sum of the confusion matrices,
      float64 [num_classes, num_classes].

    Raises:
      ValueError: if the shapes do not fit.
    """
    with variable_scope(name, "mean_iou", (predictions, labels, weights)):
        predictions.shape.assert_is_compatible_with(labels.shape)
        total, update = _added_matrix(labels, predictions, num_classes, weights)
        by_column = cast(reduce_sum(total, 0), dtypes.float32)
        by_row = cast(reduce_sum(total, 1), dtypes.float32)
        right = cast(diag_part(total), dtypes.float32)
        union = by_column + by_row - right
        present = reduce_sum(cast(not_equal(union, 0), dtypes.float32))
        union = where(greater(union, 0), union, ones_like(union))
        shares = div(right, union)
        value = where(greater(present, 0), reduce_sum(shares, name="mean_iou") / present, 0)
        collect(metrics_collections, value)
        collect(updates_collections, update)
        return value, update


def mean_per_class_accuracy(
    labels: Any,
    predictions: Any,
    num_classes: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean of the accuracies of each class.

    Args:
      labels: what is true: a tensor of classes.
      predictions: what was predicted: a tensor of classes of the same shape.
      num_classes: how many classes there are.
      weights: None, or a tensor of the shape of `labels`.
      metrics_collections: collections for the value.
      updates_collections: collections for the update.
      name: the wish for the scope of the variables.

    Returns:
      (value, update): the mean so far, and what adds this batch and gives the accuracy of each class, float32 [num_classes].

    Raises:
      ValueError: if the shapes do not fit.
    """
    with variable_scope(name, "mean_accuracy", (predictions, labels, weights)):
        labels = _flat(cast(labels, dtypes.int64))
        predictions = _flat(predictions)
        predictions.shape.assert_is_compatible_with(labels.shape)
        total = metric_variable([num_classes], dtypes.float32, name="total")
        count = metric_variable([num_classes], dtypes.float32, name="count")
        each = ones([size(labels)], dtypes.float32)
        if labels.dtype is not predictions.dtype:
            predictions = cast(predictions, labels.dtype)
        right = cast(equal(predictions, labels), dtypes.float32)
        if weights is not None:
            weights = cast(_flat(weights), dtypes.float32)
            right *= weights
            each *= weights
        new_total = scatter_add(total, labels, each)
        new_count = scatter_add(count, labels, right)
        value = reduce_mean(div_no_nan(count, maximum(total, 0)), name="mean_accuracy")
        collect(metrics_collections, value)
        update = div_no_nan(new_count, maximum(new_total, 0), name="update_op")
        collect(updates_collections, update)
        return value, update
