"""Cross entropies of logits as losses."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.tensor import Tensor
from scopeflow.losses.plain import require
from scopeflow.losses.weighting import Reduction, compute_weighted_loss
from scopeflow.ops.arrays.identity import stop_gradient
from scopeflow.ops.arrays.shaping import rank, shape, squeeze
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal
from scopeflow.ops.math.confusion import remove_squeezable_dimensions
from scopeflow.ops.nn.entropy import (
    softmax_cross_entropy_with_logits_v2,
    sparse_softmax_cross_entropy_with_logits,
)
from scopeflow.ops.nn.logistic import sigmoid_cross_entropy_with_logits
from scopeflow.ops.scoping import name_scope


def sigmoid_cross_entropy(
    multi_class_labels: Any,
    logits: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """The loss of classes that may hold together, each with a logit of its own.

    Args:
      multi_class_labels: what is true: a tensor [batch, classes] of 0 and 1.
      logits: what was predicted: a tensor of floats of the same shape.
      weights: a scalar, or a tensor of the rank of the labels whose dimensions are 1 or equal.
      label_smoothing: how far labels are drawn towards 1/2, from 0 to 1.
      scope: the wish for the scope's name.
      loss_collection: the collection that the loss goes into.
      reduction: one of `tf.losses.Reduction`.

    Returns:
      A scalar Tensor of the dtype of the logits; for `Reduction.NONE` one of their shape.

    Raises:
      ValueError: if the shapes do not fit, or labels or logits are None.
    """
    require(multi_class_labels=multi_class_labels, logits=logits)
    values = (logits, multi_class_labels, weights)
    with name_scope(scope, "sigmoid_cross_entropy_loss", values) as scope:
        logits = convert_to_tensor(logits)
        labels = cast(multi_class_labels, logits.dtype)
        logits.shape.assert_is_compatible_with(labels.shape)
        if label_smoothing > 0:
            labels = labels * (1 - label_smoothing) + 0.5 * label_smoothing
        losses = sigmoid_cross_entropy_with_logits(labels=labels, logits=logits, name="xentropy")
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def softmax_cross_entropy(
    onehot_labels: Any,
    logits: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """The loss of classes of which one holds, given as one-hot rows. No gradient flows into the labels.

    Args:
      onehot_labels: what is true: a tensor [batch, ..., classes].
      logits: what was predicted: a tensor of floats of the same shape.
      weights: a scalar, or a tensor of the rank of the losses, [batch, ...], whose dimensions are 1 or equal.
      label_smoothing: how far labels are drawn towards 1/classes, from 0 to 1.
      scope: the wish for the scope's name.
      loss_collection: the collection that the loss goes into.
      reduction: one of `tf.losses.Reduction`.

    Returns:
      A scalar Tensor of the dtype of the logits; for `Reduction.NONE` one of shape [batch, ...].

    Raises:
      ValueError: if the shapes do not fit, or labels or logits are None.
    """
    require(onehot_labels=onehot_labels, logits=logits)
    values = (logits, onehot_labels, weights)
    with name_scope(scope, "softmax_cross_entropy_loss", values) as scope:
        logits = convert_to_tensor(logits)
        labels = cast(onehot_labels, logits.dtype)
        logits.shape.assert_is_compatible_with(labels.shape)
        if label_smoothing > 0:
            classes = cast(shape(labels)[-1], logits.dtype)
            off = label_smoothing / classes
            labels = labels * (1.0 - label_smoothing) + off
        labels = stop_gradient(labels, name="labels_stop_gradient")
        losses = softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits, name="xentropy")
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def sparse_softmax_cross_entropy(
    labels: Any,
    logits: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = GraphKeys.LOSSES,
    reduction: str = Reduction.SUM_BY_NONZERO_WEIGHTS,
) -> Tensor:
    """The loss of classes of which one holds, given by its number.

    Args:
      labels: what is true: int32 or int64, [batch, ...] or [batch, ..., 1].
      logits: what was predicted: floats [batch, ..., classes].
      weights: a scalar, or a tensor of the rank of `labels` whose dimensions are 1 or equal.
      scope: the wish for the scope's name.
      loss_collection: the collection that the loss goes into.
      reduction: one of `tf.losses.Reduction`.

    Returns:
      A scalar Tensor of the dtype of the logits; for `Reduction.NONE` one of shape [batch, ...].

    Raises:
      ValueError: if the shapes do not fit, or labels or logits are None.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     loss = tf.losses.sparse_softmax_cross_entropy([1, 0], [[0.0, 0.0], [0.0, 0.0]])
    ...     print(round(float(sess.run(loss)), 4))
    0.6931

    ```
    """
    require(labels=labels, logits=logits)
    with name_scope(scope, "sparse_softmax_cross_entropy_loss", (logits, labels, weights)) as scope:
        labels, logits = remove_squeezable_dimensions(labels, logits, expected_rank_diff=1)
        weights = _like_the_labels(weights, labels)
        losses = sparse_softmax_cross_entropy_with_logits(
            labels=labels, logits=logits, name="xentropy"
        )
        return compute_weighted_loss(losses, weights, scope, loss_collection, reduction)


def _like_the_labels(weights: Any, labels: Tensor) -> Tensor:
    """The weights without a last dimension of 1 that the labels do not have."""
    weights = convert_to_tensor(weights)
    given, wanted = weights._dims, labels._dims
    if given is not None and wanted is not None:
        return squeeze(weights, [-1]) if len(given) - len(wanted) == 1 else weights
    more = rank(weights) - rank(labels)
    if given is None or (given and given[-1] in (1, None)):
        weights = cond(equal(1, more), lambda: squeeze(weights, [-1]), lambda: weights)
    return weights
