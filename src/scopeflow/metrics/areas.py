"""The area under a curve of rates over thresholds: ROC, or precision over recall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph.tensor import Tensor
from scopeflow.metrics.streaming import collect
from scopeflow.metrics.thresholds import EPSILON, counts_at_thresholds, evenly
from scopeflow.ops.arrays.filling import ones_like
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.math.arithmetic import maximum, minimum, multiply
from scopeflow.ops.math.division import div, div_no_nan
from scopeflow.ops.math.elementwise import log
from scopeflow.ops.math.logical import logical_and
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.platform import logging as tf_logging
from scopeflow.scopes.variable_scope import variable_scope

# Keeps rates of nothing finite.
_LITTLE = 1.0e-6


def _interpolated(counts: dict[str, Any], count: int) -> Tensor:
    """The area under precision over recall, with true positives linear between thresholds."""
    hits, fn = counts["tp"], counts["fn"]
    more_hits = hits[: count - 1] - hits[1:]
    said = hits + counts["fp"]
    slope = div_no_nan(more_hits, maximum(said[: count - 1] - said[1:], 0), name="prec_slope")
    intercept = hits[1:] - multiply(slope, said[1:])
    ratio = where(
        logical_and(said[: count - 1] > 0, said[1:] > 0),
        div_no_nan(said[: count - 1], maximum(said[1:], 0), name="recall_relative_ratio"),
        ones_like(said[1:]),
    )
    parts = div_no_nan(
        slope * (more_hits + intercept * log(ratio)),
        maximum(hits[1:] + fn[1:], 0),
        name="pr_auc_increment",
    )
    return reduce_sum(parts, name="interpolate_pr_auc")


def _area(counts: dict[str, Any], count: int, curve: str, method: str, name: str) -> Tensor:
    if method == "careful_interpolation":
        if curve == "PR":
            return _interpolated(counts, count)
        tf_logging.warning(
            "Careful interpolation is made for precision-recall curves; this ROC curve is summed by trapezoids."
        )
    hits, fp = counts["tp"], counts["fp"]
    found = div(hits + _LITTLE, hits + counts["fn"] + _LITTLE)
    if curve == "ROC":
        x, y = div(fp, fp + counts["tn"] + _LITTLE), found
    else:
        x, y = found, div(hits + _LITTLE, hits + fp + _LITTLE)
    if method in ("trapezoidal", "careful_interpolation"):
        return reduce_sum(
            multiply(x[: count - 1] - x[1:], (y[: count - 1] + y[1:]) / 2.0), name=name
        )
    if method == "minoring":
        return reduce_sum(
            multiply(x[: count - 1] - x[1:], minimum(y[: count - 1], y[1:])), name=name
        )
    if method == "majoring":
        return reduce_sum(
            multiply(x[: count - 1] - x[1:], maximum(y[: count - 1], y[1:])), name=name
        )
    raise ValueError(f"Invalid summation_method: {method}")


def auc(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    curve: str = "ROC",
    name: str | None = None,
    summation_method: str = "trapezoidal",
    thresholds: Sequence[float] | None = None,
) -> tuple[Tensor, Tensor]:
    """The area under the ROC curve, or under precision over recall, as a sum over thresholds.

    Args:
      labels: what is true: a tensor that is cast to bool.
      predictions: a Tensor of floats from 0 to 1, of the same shape.
      weights: None, a scalar, or a tensor of the rank of `labels` whose dimensions are 1 or equal.
      num_thresholds: how many thresholds are tried, evenly spread.
      metrics_collections: collections for the value.
      updates_collections: collections for the update.
      curve: "ROC" or "PR".
      name: the wish for the scope of the variables.
      summation_method: "trapezoidal"; "careful_interpolation" for "PR"; "minoring" or "majoring" for bounds.
      thresholds: the thresholds between the two ends, instead of evenly spread ones.

    Returns:
      (value, update): the area so far, and what adds this batch and gives the area with it.

    Raises:
      ValueError: if the shapes do not fit, or the curve or the method is unknown.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     value, update = tf.metrics.auc([0, 0, 1, 1], tf.constant([0.1, 0.4, 0.35, 0.8]))
    ...     sess.run(tf.local_variables_initializer())
    ...     print(round(float(sess.run(update)), 2))
    0.75

    ```
    """
    with variable_scope(name, "auc", (labels, predictions, weights)):
        if curve not in ("ROC", "PR"):
            raise ValueError(f"curve must be either ROC or PR, {curve} unknown")
        if thresholds is None:
            between = evenly(num_thresholds)
        else:
            between, num_thresholds = sorted(thresholds), len(thresholds) + 2
        limits = [0.0 - EPSILON, *between, 1.0 + EPSILON]
        counts, updates = counts_at_thresholds(labels, predictions, limits, weights)
        value = _area(counts, num_thresholds, curve, summation_method, "value")
        collect(metrics_collections, value)
        update = _area(updates, num_thresholds, curve, summation_method, "update_op")
        collect(updates_collections, update)
        return value, update
