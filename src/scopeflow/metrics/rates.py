"""Rates at thresholds: precision, recall, and one of sensitivity and specificity where the other has a given value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.tensor import Tensor
from scopeflow.metrics.streaming import collect
from scopeflow.metrics.thresholds import EPSILON, counts_at_thresholds, evenly
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal
from scopeflow.ops.math.division import div
from scopeflow.ops.math.elementwise import abs as absolute
from scopeflow.ops.math.reduction import reduce_min
from scopeflow.ops.math.scanning import argmax, argmin, cumsum
from scopeflow.scopes.variable_scope import variable_scope

_ARGUMENTS = """

    Args:
      labels: what is true: a tensor that is cast to bool.
      predictions: a Tensor of floats from 0 to 1, of the same shape.
      {third}
      weights: None, a scalar, or a tensor of the rank of `labels` whose dimensions are 1 or equal.
      {after}metrics_collections: collections for the value.
      updates_collections: collections for the update.
      name: the wish for the scope of the variables.

    Returns:
      (value, update): the measure so far, and what adds this batch and gives the measure with it.

    Raises:
      ValueError: if the shapes do not fit.
    """


def _rate(kind: str, other: str, says: str) -> Any:
    scope = f"{kind}_at_thresholds"

    def at_thresholds(
        labels: Any,
        predictions: Any,
        thresholds: Sequence[float],
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        def ratio(counts: dict[str, Any], name: str) -> Tensor:
            hits = counts["tp"]
            return div(hits, EPSILON + hits + counts[other], name=f"{kind}_{name}")

        with variable_scope(name, scope, (predictions, labels, weights)):
            counts, updates = counts_at_thresholds(
                labels, predictions, thresholds, weights, wanted=("tp", other)
            )
            value = ratio(counts, "value")
            collect(metrics_collections, value)
            update = ratio(updates, "update_op")
            collect(updates_collections, update)
            return value, update

    at_thresholds.__name__ = at_thresholds.__qualname__ = scope
    at_thresholds.__doc__ = says + _ARGUMENTS.format(
        third="thresholds: a list of numbers; a prediction above one counts as yes.", after=""
    )
    return at_thresholds


precision_at_thresholds = _rate(
    "precision", "fp", "Which part of what was predicted is true, at each threshold."
)
recall_at_thresholds = _rate(
    "recall", "fn", "Which part of what is true was predicted, at each threshold."
)


def _where_given(
    kind: str, given: str, end: float, compute: Callable[[dict[str, Any], float, str], Tensor]
) -> Any:
    scope = f"{kind}_at_{given}"

    def rate(
        labels: Any,
        predictions: Any,
        level: float,
        weights: Any,
        num_thresholds: int,
        metrics_collections: Any,
        updates_collections: Any,
        name: str | None,
    ) -> tuple[Tensor, Tensor]:
        if level < 0 or level > 1:
            raise ValueError(f"`{given}` must be in the range [0, 1]. It is a part of the whole.")
        with variable_scope(name, scope, (predictions, labels, weights)):
            thresholds = [0.0 - EPSILON, *evenly(num_thresholds), end]
            counts, updates = counts_at_thresholds(labels, predictions, thresholds, weights)
            value = compute(counts, level, "value")
            collect(metrics_collections, value)
            update = compute(updates, level, "update_op")
            collect(updates_collections, update)
            return value, update

    return rate


def _sensitivity(counts: dict[str, Any], specificity: float, name: str) -> Tensor:
    reached = div(counts["tn"], counts["tn"] + counts["fp"] + EPSILON)
    index = cast(argmin(absolute(reached - specificity), 0), dtypes.int32)
    hits = counts["tp"]
    return div(hits[index], hits[index] + counts["fn"][index] + EPSILON, name)


def _specificity(counts: dict[str, Any], sensitivity: float, name: str) -> Tensor:
    reached = div(counts["tp"], counts["tp"] + counts["fn"] + EPSILON)
    nearest = reduce_min(absolute(reached - sensitivity))
    # the last of those that are nearest
    at_nearest = cast(equal(absolute(reached - sensitivity), nearest), dtypes.int64)
    index = cast(argmax(cumsum(at_nearest), 0), dtypes.int32)
    rejected = counts["tn"]
    return div(rejected[index], rejected[index] + counts["fp"][index] + EPSILON, name)


_sensitivity_at = _where_given("sensitivity", "specificity", 1.0 + EPSILON, _sensitivity)
_specificity_at = _where_given("specificity", "sensitivity", 1.0 - EPSILON, _specificity)


def sensitivity_at_specificity(
    labels: Any,
    predictions: Any,
    specificity: float,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    return _sensitivity_at(
        labels,
        predictions,
        specificity,
        weights,
        num_thresholds,
        metrics_collections,
        updates_collections,
        name,
    )


def specificity_at_sensitivity(
    labels: Any,
    predictions: Any,
    sensitivity: float,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    return _specificity_at(
        labels,
        predictions,
        sensitivity,
        weights,
        num_thresholds,
        metrics_collections,
        updates_collections,
        name,
    )


_MORE = "num_thresholds: how many thresholds are tried.\n      "
sensitivity_at_specificity.__doc__ = (
    "Which part of what is true is found, at the threshold that rejects a given part of what is not."
    + _ARGUMENTS.format(third="specificity: that part, from 0 to 1.", after=_MORE)
)
specificity_at_sensitivity.__doc__ = (
    "Which part of what is not true is rejected, at the threshold that finds a given part of what is."
    + _ARGUMENTS.format(third="sensitivity: that part, from 0 to 1.", after=_MORE)
)
