"""How often a yes or no was right or wrong, and precision and recall from that.

Each function gives (value, update): the measure so far, and what adds this batch to the variables and gives the measure with it.
"""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.contexts import control_dependencies
from scopeflow.graph.tensor import Tensor
from scopeflow.metrics.streaming import collect, fitted, metric_variable
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.shaping import rank
from scopeflow.ops.checks.ranks import assert_rank_in
from scopeflow.ops.checks.types import assert_type
from scopeflow.ops.math.arithmetic import multiply
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal, greater
from scopeflow.ops.math.division import div
from scopeflow.ops.math.logical import logical_and
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.scopes.variable_scope import variable_scope
from scopeflow.variables.assigning import assign_add

_ARGUMENTS = """

    Args:
      labels: what is true: a tensor that is cast to bool.
      predictions: what was predicted: a tensor of the same shape, cast to bool.
      weights: None, a scalar, or a tensor of the rank of `labels` whose dimensions are 1 or equal.
      metrics_collections: collections for the value.
      updates_collections: collections for the update.
      name: the wish for the scope of the variables.

    Raises:
      ValueError: if the shapes do not fit.
    """


def _counted(
    values: Tensor, weights: Any, metrics_collections: Any, updates_collections: Any
) -> tuple[Tensor, Tensor]:
    """The sum of the weights of the values that are true."""
    assert_type(values, dtypes.bool)
    count = metric_variable([], dtypes.float32, name="count")
    values = cast(values, dtypes.float32)
    if weights is not None:
        with control_dependencies((assert_rank_in(weights, (0, rank(values))),)):
            weights = cast(weights, dtypes.float32)
            values = multiply(values, weights)
    value = identity(count)
    update = assign_add(count, reduce_sum(values))
    collect(metrics_collections, value)
    collect(updates_collections, update)
    return value, update


def _count_of(kind: str, truth: bool, said: bool, says: str) -> Any:
    def count(
        labels: Any,
        predictions: Any,
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        with variable_scope(name, kind, (predictions, labels, weights)):
            predictions, labels, weights = fitted(
                cast(predictions, dtypes.bool), cast(labels, dtypes.bool), weights
            )
            found = logical_and(equal(labels, truth), equal(predictions, said))
            return _counted(found, weights, metrics_collections, updates_collections)

    count.__name__ = count.__qualname__ = kind
    count.__doc__ = f"The sum of the weights of {says}.{_ARGUMENTS}"
    return count


true_positives = _count_of("true_positives", True, True, "what is true and was predicted")
true_negatives = _count_of("true_negatives", False, False, "what is not true and was not predicted")
false_positives = _count_of("false_positives", False, True, "what is not true and was predicted")
false_negatives = _count_of("false_negatives", True, False, "what is true and was not predicted")


def _share_of(kind: str, wrong: Any, says: str) -> Any:
    def share(
        labels: Any,
        predictions: Any,
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        def ratio(hits: Any, misses: Any, name: str) -> Tensor:
            return where(greater(hits + misses, 0), div(hits, hits + misses), 0, name)

        with variable_scope(name, kind, (predictions, labels, weights)):
            predictions, labels, weights = fitted(
                cast(predictions, dtypes.bool), cast(labels, dtypes.bool), weights
            )
            hits, new_hits = true_positives(labels, predictions, weights)
            misses, new_misses = wrong(labels, predictions, weights)
            value = ratio(hits, misses, "value")
            update = ratio(new_hits, new_misses, "update_op")
            collect(metrics_collections, value)
            collect(updates_collections, update)
            return value, update

    share.__name__ = share.__qualname__ = kind
    share.__doc__ = f"{says}; 0 if there is nothing yet.{_ARGUMENTS}"
    return share


precision = _share_of("precision", false_positives, "Which part of what was predicted is true")
recall = _share_of("recall", false_negatives, "Which part of what is true was predicted")
