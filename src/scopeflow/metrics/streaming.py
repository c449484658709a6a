"""What all metrics share: their local variables, collections, and weights that fit what they weigh."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.dtypes import DType
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.shaping import expand_dims, rank, squeeze
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.math.comparison import equal
from scopeflow.ops.math.confusion import remove_squeezable_dimensions
from scopeflow.variables.policy import VariableAggregation, VariableSynchronization
from scopeflow.variables.variable import Variable


def metric_variable(
    shape: Any, dtype: DType, validate_shape: bool = True, name: str | None = None
) -> Variable:
    """A variable of zeros that a metric adds to, in LOCAL_VARIABLES and METRIC_VARIABLES.

    Args:
      shape: its shape.
      dtype: its DType.
      validate_shape: whether the shape is fixed.
      name: the wish for its name.
    """
    return Variable(
        lambda: zeros(shape, dtype),
        trainable=False,
        collections=[GraphKeys.LOCAL_VARIABLES, GraphKeys.METRIC_VARIABLES],
        validate_shape=validate_shape,
        synchronization=VariableSynchronization.ON_READ,
        aggregation=VariableAggregation.SUM,
        name=name,
    )


def collect(collections: Any, value: Any) -> None:
    """Adds a metric's value or update to collections, if there are any."""
    if collections:
        get_default_graph().add_to_collections(collections, value)


def fitted(predictions: Any, labels: Any, weights: Any) -> tuple[Tensor, Any, Any]:
    """Predictions, labels and weights of equal rank: without, or with, a last dimension of 1.

    Args:
      predictions: a tensor, whose rank the others get.
      labels: a tensor, or None.
      weights: a tensor, or None.

    Raises:
      ValueError: if the shapes of labels and predictions differ.
    """
    predictions = convert_to_tensor(predictions)
    if labels is not None:
        labels, predictions = remove_squeezable_dimensions(labels, predictions)
        predictions.shape.assert_is_compatible_with(labels.shape)
    if weights is None:
        return predictions, labels, None
    weights = convert_to_tensor(weights)
    given, wanted = weights._dims, predictions._dims
    if given == ():
        return predictions, labels, weights
    if given is not None and wanted is not None:
        if len(given) - len(wanted) == 1:
            weights = squeeze(weights, [-1])
        elif len(wanted) - len(given) == 1:
            weights = expand_dims(weights, [-1])
        return predictions, labels, weights
    return predictions, labels, _fitted_when_it_runs(weights, predictions, given)


def _fitted_when_it_runs(weights: Tensor, predictions: Tensor, given: Sequence[Any] | None) -> Any:
    its_rank = rank(weights)
    more = its_rank - rank(predictions)

    def squeezed() -> Any:
        return (
            weights if given is not None and given[-1] not in (1, None) else squeeze(weights, [-1])
        )

    def expanded() -> Any:
        return cond(equal(more, -1), lambda: expand_dims(weights, [-1]), lambda: weights)

    def adjusted() -> Any:
        return cond(equal(more, 1), squeezed, expanded)

    return cond(equal(its_rank, 0), lambda: weights, adjusted)
