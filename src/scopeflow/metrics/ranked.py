"""Precision and recall of the k classes that a prediction ranks highest.

Each function gives (value, update): the measure so far, and what adds this batch to the variables and gives the measure with it.
"""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.contexts import control_dependencies
from scopeflow.graph.tensor import Tensor
from scopeflow.metrics.streaming import collect, metric_variable
from scopeflow.ops.arrays.filling import fill
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import expand_dims, rank, reshape, shape, size
from scopeflow.ops.checks.broadcastable import assert_broadcastable
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.math.arithmetic import add, multiply
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal
from scopeflow.ops.math.division import div
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.math.reduction_grad import reduced_shape
from scopeflow.ops.nn.ranking import top_k
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.moving import sparse_reshape
from scopeflow.ops.sparse.parts import sparse_retain
from scopeflow.ops.sparse.setting import set_difference, set_intersection, set_size
from scopeflow.ops.sparse.tensor import SparseTensor, convert_to_tensor_or_sparse_tensor
from scopeflow.variables.assigning import assign_add

_ARGUMENTS = """

    Args:
      labels: what is true: an int64 tensor of classes [..., number] or [...], or a SparseTensor [..., number].
      {predictions}
      {k}
      class_id: counts this class only, if it is given.
      weights: None, or a tensor that broadcasts against the examples, [...].
      metrics_collections: collections for the value.
      updates_collections: collections for the update.
      name: the wish for the scope's name.

    Raises:
      ValueError: if the shapes do not fit.
    """
_SCORES = "predictions: floats [..., classes]."
_CLASSES = "predictions_idx: an int64 tensor of classes [..., k]: those that rank highest."


def _named(what: str, k: int | None, class_id: int | None) -> str:
    name = f"{what}_at_k" if k is None else f"{what}_at_{k}"
    return name if class_id is None else f"{name}_class{class_id}"


def _only(ids: Any, class_id: int) -> SparseTensor:
    """The sets with nothing but the class in them, where they hold it."""
    ids = convert_to_tensor_or_sparse_tensor(ids)
    if isinstance(ids, SparseTensor):
        return sparse_retain(ids, equal(ids.values, class_id))
    sizes = shape(ids, out_type=dtypes.int64)
    last = size(sizes) - 1
    one = reduced_shape(sizes, reshape(last, [1]))
    found = set_intersection(fill(one, cast(class_id, dtypes.int64)), ids)
    return SparseTensor(indices=found.indices, values=found.values, dense_shape=sizes)


def expanded_labels(labels: Any, predictions: Any) -> Any:
    """The labels with a last dimension for several classes."""
    with name_scope(None, "expand_labels", (labels, predictions)) as scope:
        labels = convert_to_tensor_or_sparse_tensor(labels)
        if isinstance(labels, SparseTensor):
            return cond(
                equal(rank(predictions), size(labels.dense_shape) + 1),
                lambda: sparse_reshape(
                    labels, shape=concat((labels.dense_shape, (1,)), 0), name=scope
                ),
                lambda: labels,
            )
        given, wanted = labels._dims, predictions._dims
        if given is None or wanted is None:
            return cond(
                equal(rank(predictions), rank(labels) + 1),
                lambda: expand_dims(labels, -1, name=scope),
                lambda: labels,
            )
        return expand_dims(labels, -1, name=scope) if len(wanted) == len(given) + 1 else labels


# How the sets of predictions and of labels are combined for each count.
_COUNTS: dict[str, Any] = {
    "true_positive": set_intersection,
    "false_positive": lambda said, true: set_difference(said, true, aminusb=True),
    "false_negative": lambda said, true: set_difference(said, true, aminusb=False),
}


def _count(
    kind: str, said: Any, labels: Any, k: int | None, class_id: int | None, weights: Any
) -> tuple[Any, Tensor]:
    """A variable that counts, and its update."""
    with name_scope(None, _named(kind, k, class_id), (said, labels, weights)) as scope:
        with name_scope(None, f"{kind}s", (said, labels, weights)):
            if class_id is not None:
                labels, said = _only(labels, class_id), _only(said, class_id)
            found = cast(set_size(_COUNTS[kind](said, labels)), dtypes.float64)
            if weights is not None:
                with control_dependencies((assert_broadcastable(weights, found),)):
                    weights = cast(weights, dtypes.float64)
                    found = multiply(found, weights)
        total = cast(reduce_sum(found), dtypes.float64)
        count = metric_variable([], dtypes.float64, name=scope)
        return count, assign_add(count, total, name="update")


def _of_classes(what: str, wrong: str, says: str) -> Any:
    def at_top_k(
        labels: Any,
        predictions_idx: Any,
        k: int | None = None,
        class_id: int | None = None,
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        values = (predictions_idx, labels, weights)
        with name_scope(name, _named(what, k, class_id), values) as scope:
            labels = expanded_labels(labels, predictions_idx)
            said = cast(predictions_idx, dtypes.int64)
            hits, new_hits = _count("true_positive", said, labels, k, class_id, weights)
            misses, new_misses = _count(wrong, said, labels, k, class_id, weights)
            value = div(hits, add(hits, misses), name=scope)
            collect(metrics_collections, value)
            update = div(new_hits, add(new_hits, new_misses), name="update")
            collect(updates_collections, update)
            return value, update

    at_top_k.__name__ = at_top_k.__qualname__ = f"{what}_at_top_k"
    at_top_k.__doc__ = says + _ARGUMENTS.format(
        predictions=_CLASSES, k="k: their number, part of the names only."
    )
    return at_top_k


def _of_scores(what: str, of_classes: Any, says: str) -> Any:
    def at_k(
        labels: Any,
        predictions: Any,
        k: int,
        class_id: int | None = None,
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        values = (predictions, labels, weights)
        with name_scope(name, _named(what, k, class_id), values) as scope:
            highest = top_k(predictions, k)[1]
            return of_classes(
                labels,
                highest,
                k,
                class_id,
                weights,
                metrics_collections,
                updates_collections,
                scope,
            )

    at_k.__name__ = at_k.__qualname__ = f"{what}_at_k"
    at_k.__doc__ = says + _ARGUMENTS.format(
        predictions=_SCORES, k="k: how many of the highest count as predicted."
    )
    return at_k


_PRECISION = "Which part of the classes that rank highest is true."
_RECALL = "Which part of the true classes ranks highest."
precision_at_top_k = _of_classes("precision", "false_positive", _PRECISION)
recall_at_top_k = _of_classes("recall", "false_negative", _RECALL)
precision_at_k = _of_scores("precision", precision_at_top_k, _PRECISION)
recall_at_k = _of_scores("recall", recall_at_top_k, _RECALL)
