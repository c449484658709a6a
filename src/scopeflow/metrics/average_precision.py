"""The mean over examples of the average precision of the k classes that rank highest."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.tensor import Tensor
from scopeflow.metrics.ranked import expanded_labels
from scopeflow.metrics.streaming import collect, metric_variable
from scopeflow.ops.arrays.choosing import where_v2
from scopeflow.ops.arrays.filling import ones_like, zeros_like
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import tile
from scopeflow.ops.arrays.shaping import expand_dims, reshape, shape, size
from scopeflow.ops.arrays.slicing import slice
from scopeflow.ops.checks.broadcastable import broadcast_weights
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.math.arithmetic import minimum, multiply
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import greater_equal
from scopeflow.ops.math.division import div, div_no_nan
from scopeflow.ops.math.reduction import reduce_max, reduce_sum
from scopeflow.ops.math.scanning import cumsum
from scopeflow.ops.nn.ranking import top_k
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.joining import sparse_concat
from scopeflow.ops.sparse.moving import sparse_reshape
from scopeflow.ops.sparse.setting import set_intersection, set_size
from scopeflow.ops.sparse.tensor import SparseTensor
from scopeflow.variables.assigning import assign_add


def _within_range(labels: Any, classes: Tensor) -> Any:
    """Labels that name no class replaced by -1."""
    sparse = isinstance(labels, SparseTensor)
    numbers = labels.values if sparse else labels

    def replaced() -> Any:
        found = where_v2(greater_equal(numbers, classes), -1 * ones_like(numbers), numbers)
        if not sparse:
            return found
        return SparseTensor(indices=labels.indices, values=found, dense_shape=labels.dense_shape)

    return cond(greater_equal(reduce_max(numbers), classes), replaced, lambda: labels)


def _repeated(labels: Any, times: int) -> Any:
    """Each set of labels several times, along a new dimension before the last."""
    with name_scope("labels_per_k", "expand_and_tile", (labels, times, -1)) as scope:
        if isinstance(labels, SparseTensor):
            before = reshape(size(labels.dense_shape) + -1, [1])
            longer = concat(
                (
                    slice(labels.dense_shape, [0], before),
                    [1],
                    slice(labels.dense_shape, before, [-1]),
                ),
                0,
                name="expanded_shape",
            )
            rows = sparse_reshape(labels, shape=longer, name="expand")
            return rows if times == 1 else sparse_concat(-2, [rows] * times, name=scope)
        spread = expand_dims(labels, -2, name="expand")
        if times == 1:
            return spread
        ones = ones_like(shape(labels))
        multiples = concat((ones[:-1], (times,), ones[-1:]), 0, name="multiples")
        return tile(spread, multiples, name=scope)


def _number_relevant(labels: Any, k: int) -> Tensor:
    """How many classes of each example can be found among k."""
    with name_scope(None, "num_relevant", (labels,)) as scope:
        if isinstance(labels, SparseTensor):
            return minimum(set_size(labels), k, name=scope)
        named = where_v2(greater_equal(labels, 0), ones_like(labels), zeros_like(labels))
        return minimum(reduce_sum(named, axis=-1), k, name=scope)


def _average_precision(ranked: Any, labels: Any) -> Tensor:
    """The average precision of each example, of the classes in the order in which they rank."""
    with name_scope(None, "average_precision", (ranked, labels)) as scope:
        ranked = cast(ranked, dtypes.int64, name="predictions_idx")
        if ranked._dims is not None and not ranked._dims:
            raise ValueError("The rank of predictions_idx must be at least 1.")
        k = ranked.get_shape().as_list()[-1]
        if k is None:
            raise ValueError("The last dimension of predictions_idx must be set.")
        labels = expanded_labels(labels, ranked)
        per_k = expand_dims(ranked, -1, name="predictions_idx_per_k")
        labels_per_k = _repeated(labels, k)
        with name_scope("relevant_per_k"):
            hits = cast(set_size(set_intersection(per_k, labels_per_k)), dtypes.float64)
        found = cumsum(hits, axis=-1, name="tp_per_k")
        looked_at = cumsum(ones_like(hits), axis=-1, name="retrieved_per_k")
        precision = div(found, looked_at, name="precision_per_k")
        counted = multiply(precision, hits, name="relevant_precision_per_k")
        total = reduce_sum(counted, reduction_indices=(-1,), name="precision_sum")
        return div(total, cast(_number_relevant(labels, k), dtypes.float64), name=scope)


def average_precision_at_k(
    labels: Any,
    predictions: Any,
    k: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean of the average precision of examples: how early the true classes rank among the k highest.

    Args:
      labels: what is true: an int64 tensor of classes [..., number] or [...], or a SparseTensor [..., number].
      predictions: floats [..., classes].
      k: how many of the highest count as predicted, at least 1.
      weights: None, or a tensor that broadcasts against the examples, [...].
      metrics_collections: collections for the value.
      updates_collections: collections for the update.
      name: the wish for the scope's name.

    Returns:
      (value, update): the mean so far, and what adds this batch and gives the mean with it; float64 scalars.

    Raises:
      ValueError: for k below 1, or if the shapes do not fit.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     scores = tf.constant([[0.1, 0.5, 0.4], [0.2, 0.3, 0.5]])
    ...     labels = tf.constant([[1], [1]], tf.int64)
    ...     value, update = tf.metrics.average_precision_at_k(labels, scores, 2)
    ...     sess.run(tf.local_variables_initializer())
    ...     print(sess.run(update))
    0.75

    ```
    """
    if k < 1:
        raise ValueError(f"Invalid k={k}.")
    with name_scope(name, f"average_precision_at_{k}", (predictions, labels, weights)) as scope:
        ranked = top_k(predictions, k)[1]
        classes = cast(shape(predictions)[-1], dtypes.int64)
        each = _average_precision(ranked, _within_range(labels, classes))
        if weights is not None:
            weights = broadcast_weights(cast(weights, dtypes.float64), each)
            each = multiply(each, weights)
        with name_scope(None, "max", (each,)) as count_scope:
            count = metric_variable([], dtypes.float64, name=count_scope)
            if weights is None:
                number = cast(size(each, name="batch_max"), dtypes.float64)
            else:
                number = reduce_sum(weights, name="batch_max")
            new_count = assign_add(count, number, name="update")
        with name_scope(None, "total", (each,)) as total_scope:
            total = metric_variable([], dtypes.float64, name=total_scope)
            batch = reduce_sum(each, name="batch_total")
            new_total = assign_add(total, batch, name="update")
        value = div_no_nan(total, count, name="mean")
        collect(metrics_collections, value)
        update = div_no_nan(new_total, new_count, name=scope)
        collect(updates_collections, update)
        return value, update
