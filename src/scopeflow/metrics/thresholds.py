"""Counts of right and wrong at several thresholds at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.contexts import control_dependencies
from scopeflow.graph.tensor import Tensor
from scopeflow.metrics.streaming import collect, fitted, metric_variable
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.arrays.moving import tile, transpose
from scopeflow.ops.arrays.shaping import expand_dims, reshape, shape
from scopeflow.ops.checks.broadcastable import broadcast_weights
from scopeflow.ops.checks.comparing import assert_greater_equal, assert_less_equal
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import greater
from scopeflow.ops.math.logical import logical_and, logical_not
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.scopes.variable_scope import variable_scope
from scopeflow.variables.assigning import assign_add

# What is counted: the variable's name, whether it is true, whether it was predicted.
_KINDS = {
    "tp": ("true_positives", True, True),
    "fn": ("false_negatives", True, False),
    "tn": ("true_negatives", False, False),
    "fp": ("false_positives", False, True),
}
# A step off the ends of [0, 1].
EPSILON = 1e-7


def evenly(num_thresholds: int) -> list[float]:
    """The thresholds between the two ends, evenly spread."""
    return [(i + 1) * 1.0 / (num_thresholds - 1) for i in range(num_thresholds - 2)]


def counts_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Sequence[float],
    weights: Any = None,
    wanted: Sequence[str] = ("tp", "fn", "tn", "fp"),
) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Variables that count what is true and what is predicted at each threshold, and their updates.

    Args:
      labels: what is true: a tensor that is cast to bool.
      predictions: floats from 0 to 1, of the same shape.
      thresholds: above which a prediction counts as yes.
      weights: None, a scalar, or a tensor of the rank of `labels` whose dimensions are 1 or equal.
      wanted: which of "tp", "fn", "tn", "fp".

    Returns:
      ({kind: variable}, {kind: update}); each float32 [len(thresholds)].
    """
    with control_dependencies(
        [
            assert_greater_equal(
                predictions,
                cast(0.0, dtype=predictions.dtype),
                message="predictions must be in [0, 1]",
            ),
            assert_less_equal(
                predictions,
                cast(1.0, dtype=predictions.dtype),
                message="predictions must be in [0, 1]",
            ),
        ]
    ):
        predictions, labels, weights = fitted(
            cast(predictions, dtypes.float32), cast(labels, dtypes.bool), weights
        )
    rows = len(thresholds)
    column = reshape(predictions, [-1, 1])
    truth = reshape(cast(labels, dtypes.bool), [1, -1])
    known = column._dims[0] if column._dims else None
    columns = shape(column)[0] if known is None else known
    limits = tile(expand_dims(constant(list(thresholds)), [1]), stack([1, columns]))
    said = greater(tile(transpose(column), [rows, 1]), limits)
    is_said = {True: said}
    if "fn" in wanted or "tn" in wanted:
        is_said[False] = logical_not(said)
    is_true = {True: tile(truth, [rows, 1])}
    if "fp" in wanted or "tn" in wanted:
        is_true[False] = logical_not(is_true[True])
    weighing = None
    if weights is not None:
        weights = broadcast_weights(cast(weights, dtypes.float32), predictions)
        weighing = tile(reshape(weights, [1, -1]), [rows, 1])
        limits.shape.assert_is_compatible_with(weighing.shape)
    counts, updates = {}, {}
    for kind, (name, true, predicted) in _KINDS.items():
        if kind not in wanted:
            continue
        counts[kind] = metric_variable([rows], dtypes.float32, name=name)
        found = cast(logical_and(is_true[true], is_said[predicted]), dtypes.float32)
        if weighing is not None:
            found *= weighing
        updates[kind] = assign_add(counts[kind], reduce_sum(found, 1))
    return counts, updates


def _counts(kind: str) -> Any:
    scope = _KINDS[kind][0]

    def at_thresholds(
        labels: Any,
        predictions: Any,
        thresholds: Sequence[float],
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        with variable_scope(name, scope, (predictions, labels, weights)):
            counts, updates = counts_at_thresholds(
                labels, predictions, thresholds, weights, wanted=(kind,)
            )
            value, update = identity(counts[kind]), updates[kind]
            collect(metrics_collections, value)
            collect(updates_collections, update)
            return value, update

    at_thresholds.__name__ = at_thresholds.__qualname__ = f"{scope}_at_thresholds"
    at_thresholds.__doc__ = f"""How many {scope.replace("_", " ")} there were so far at each threshold.

    Args:
      labels: what is true: a tensor that is cast to bool.
      predictions: a Tensor of floats from 0 to 1, of the same shape.
      thresholds: a list of numbers; a prediction above one counts as yes.
      weights: None, a scalar, or a tensor of the rank of `labels` whose dimensions are 1 or equal.
      metrics_collections: collections for the value.
      updates_collections: collections for the update.
      name: the wish for the scope of the variable.

    Returns:
      (value, update), each float32 [len(thresholds)].

    Raises:
      ValueError: if the shapes do not fit.
    """
    return at_thresholds


true_positives_at_thresholds = _counts("tp")
false_negatives_at_thresholds = _counts("fn")
true_negatives_at_thresholds = _counts("tn")
false_positives_at_thresholds = _counts("fp")
