"""How often each class was predicted for each true class: the confusion matrix."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import ones_like, zeros
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.arrays.shaping import rank, squeeze
from scopeflow.ops.calling import call
from scopeflow.ops.checks.comparing import assert_less, assert_non_negative
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.control.grouping import with_dependencies
from scopeflow.ops.math.arithmetic import maximum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal
from scopeflow.ops.math.reduction import reduce_max
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.tensor import SparseTensor


def confusion_matrix(
    labels: Any,
    predictions: Any,
    num_classes: Any = None,
    dtype: Any = dtypes.int32,
    name: str | None = None,
    weights: Any = None,
) -> Tensor:
    """The matrix of how often class j was predicted where class i was true.

    Args:
      labels: a vector of true classes, from 0 on.
      predictions: a vector of predicted classes, as long.
      num_classes: the number of classes; by default the largest that occurs, and one.
      dtype: the result's dtype.
      name: a name for the scope of the operations.
      weights: a vector of what each prediction counts, 1 by default.

    Returns:
      A Tensor of shape [num_classes, num_classes].

    Raises:
      ValueError: if the shapes differ.
      InvalidArgumentError: for a class that is negative or too large; when it runs, unless it is known before.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.confusion_matrix(labels=[0, 1, 1], predictions=[0, 0, 1])))
    [[1 0]
     [1 1]]

    ```
    """
    with name_scope(name, "confusion_matrix", (predictions, labels, num_classes, weights)):
        labels, predictions = remove_squeezable_dimensions(
            convert_to_tensor(labels, name="labels"),
            convert_to_tensor(predictions, name="predictions"),
        )
        predictions = cast(predictions, dtypes.int64)
        labels = cast(labels, dtypes.int64)
        labels = with_dependencies(
            [assert_non_negative(labels, message="`labels` contains negative values")], labels
        )
        predictions = with_dependencies(
            [assert_non_negative(predictions, message="`predictions` contains negative values")],
            predictions,
        )
        if num_classes is None:
            num_classes = maximum(reduce_max(predictions), reduce_max(labels)) + 1
        else:
            limit = cast(num_classes, dtypes.int64)
            labels = with_dependencies(
                [assert_less(labels, limit, message="`labels` out of bound")], labels
            )
            predictions = with_dependencies(
                [assert_less(predictions, limit, message="`predictions` out of bound")], predictions
            )
        if weights is not None:
            weights = convert_to_tensor(weights, name="weights")
            predictions.shape.assert_is_compatible_with(weights.shape)
            weights = cast(weights, dtype)
        dims = stack([num_classes, num_classes])
        indices = stack([labels, predictions], axis=1)
        values = ones_like(predictions, dtype) if weights is None else weights
        counts = SparseTensor(indices, values, cast(dims, dtypes.int64))
        nothing = zeros(cast(dims, dtypes.int32), dtype)
        return call(
            "SparseTensorDenseAdd", counts.indices, counts.values, counts.dense_shape, nothing
        )


def remove_squeezable_dimensions(
    labels: Any, predictions: Any, expected_rank_diff: int = 0, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """Labels and predictions without a last dimension of 1 that only one of them has.

    Args:
      labels: a Tensor.
      predictions: a Tensor.
      expected_rank_diff: by how much the rank of `predictions` is to be higher.
      name: a name for the scope of the operations.

    Returns:
      (labels, predictions).
    """
    with name_scope(name, "remove_squeezable_dimensions", [labels, predictions]):
        predictions = convert_to_tensor(predictions)
        labels = convert_to_tensor(labels)
        given, wanted = predictions._dims, labels._dims
        if given is not None and wanted is not None:
            more = len(given) - len(wanted) - expected_rank_diff
            if more == 1 and given[-1] in (1, None):
                predictions = squeeze(predictions, [-1])
            elif more == -1 and wanted[-1] in (1, None):
                labels = squeeze(labels, [-1])
            return labels, predictions
        more_now = rank(predictions) - rank(labels)
        if given is None or given[-1] in (1, None):
            predictions = _without_last(predictions, expected_rank_diff + 1, more_now)
        if wanted is None or wanted[-1] in (1, None):
            labels = _without_last(labels, expected_rank_diff - 1, more_now)
        return labels, predictions


def _without_last(x: Tensor, difference: int, found: Tensor) -> Tensor:
    return cond(equal(difference, found), lambda: squeeze(x, [-1]), lambda: x)
