"""Means over all batches: of all values, or of each place."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.contexts import control_dependencies
from scopeflow.graph.tensor import Tensor
from scopeflow.metrics.streaming import collect, fitted, metric_variable
from scopeflow.ops.arrays.filling import ones_like
from scopeflow.ops.arrays.shaping import size
from scopeflow.ops.checks.broadcastable import broadcast_weights
from scopeflow.ops.math.arithmetic import maximum, multiply
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.division import div_no_nan
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.scopes.variable_scope import variable_scope
from scopeflow.variables.assigning import assign_add


def mean(
    values: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The weighted mean of all values so far.

    Args:
      values: a tensor of numbers.
      weights: None, a scalar, or a tensor of the rank of `values` whose dimensions are 1 or equal.
      metrics_collections: collections for the value.
      updates_collections: collections for the update.
      name: the wish for the scope of the two variables, `total` and `count`.

    Returns:
      (value, update): the mean so far, and what adds this batch and gives the mean with it. Both are float32 scalars.

    Raises:
      ValueError: if the shapes do not fit.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.placeholder(tf.float32, [None])
    ...     value, update = tf.metrics.mean(x)
    ...     sess.run(tf.local_variables_initializer())
    ...     for batch in ([1.0, 2.0], [6.0]):
    ...         _ = sess.run(update, {x: batch})
    ...     print(sess.run(value))
    3.0

    ```
    """
    with variable_scope(name, "mean", (values, weights)):
        values = cast(values, dtypes.float32)
        total = metric_variable([], dtypes.float32, name="total")
        count = metric_variable([], dtypes.float32, name="count")
        if weights is None:
            number = cast(size(values), dtypes.float32)
        else:
            values, _, weights = fitted(values, None, weights)
            weights = broadcast_weights(cast(weights, dtypes.float32), values)
            values = multiply(values, weights)
            number = reduce_sum(weights)
        new_total = assign_add(total, reduce_sum(values))
        with control_dependencies([values]):
            new_count = assign_add(count, number)
        value = div_no_nan(total, maximum(count, 0), name="value")
        collect(metrics_collections, value)
        update = div_no_nan(new_total, maximum(new_count, 0), name="update_op")
        collect(updates_collections, update)
        return value, update


def mean_tensor(
    values: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The weighted mean of each place of a tensor over all batches so far.

    Args:
      values: a tensor of numbers, of a shape that is known.
      weights: None, a scalar, or a tensor of the rank of `values` whose dimensions are 1 or equal.
      metrics_collections: collections for the value.
      updates_collections: collections for the update.
      name: the wish for the scope of the two variables, `total_tensor` and `count_tensor`.

    Returns:
      (value, update): the means so far, and what adds this batch and gives the means with it, of the shape of `values`.

    Raises:
      ValueError: if the shapes do not fit.
    """
    with variable_scope(name, "mean", (values, weights)):
        values = cast(values, dtypes.float32)
        total = metric_variable(values.shape, dtypes.float32, name="total_tensor")
        count = metric_variable(values.shape, dtypes.float32, name="count_tensor")
        number = ones_like(values)
        if weights is not None:
            values, _, weights = fitted(values, None, weights)
            weights = broadcast_weights(cast(weights, dtypes.float32), values)
            values = multiply(values, weights)
            number = multiply(number, weights)
        new_total = assign_add(total, values)
        with control_dependencies([values]):
            new_count = assign_add(count, number)
        value = div_no_nan(total, maximum(count, 0), name="value")
        collect(metrics_collections, value)
        update = div_no_nan(new_total, maximum(new_count, 0), name="update_op")
        collect(updates_collections, update)
        return value, update
