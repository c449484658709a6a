"""Losses of independent decisions and of counts: sigmoid cross-entropies, and the log-Poisson loss."""

from __future__ import annotations

import math
from typing import Any

from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import ones_like, zeros_like
from scopeflow.ops.arrays.masking import select
from scopeflow.ops.math.arithmetic import add
from scopeflow.ops.math.elementwise import abs, exp, log, log1p
from scopeflow.ops.math.logical import logical_and
from scopeflow.ops.math.reduction import renamed
from scopeflow.ops.nn.activation import relu
from scopeflow.ops.scoping import name_scope


def require_named(function: str, sentinel: Any, labels: Any, logits: Any) -> None:
    """Refuses a cross-entropy that is called with positional arguments, or without both.

    Raises:
      ValueError: in those cases.
    """
    if sentinel is not None:
        raise ValueError(
            f"Only call `{function}` with named arguments (labels=..., logits=..., ...)"
        )
    if labels is None or logits is None:
        raise ValueError("Both labels and logits must be provided.")


def _same_shape(what: str, one: Tensor, other: Tensor) -> None:
    try:
        other.shape.merge_with(one.shape)
    except ValueError:
        raise ValueError(
            f"{what} must have the same shape ({one.shape} vs {other.shape})"
        ) from None


def sigmoid_cross_entropy_with_logits(
    _sentinel: Any = None, labels: Any = None, logits: Any = None, name: str | None = None
) -> Tensor:
    """The cross-entropy of independent yes-or-no decisions, from the values before the sigmoid.

    Args:
      _sentinel: refuses positional arguments.
      labels: a Tensor of the shape and dtype of `logits`: the true probabilities.
      logits: a Tensor of floats.
      name: a name for the last operation and the scope of the others.

    Returns:
      A Tensor of that shape and dtype, a loss for each decision.

    Raises:
      ValueError: if the shapes differ, or an argument is missing or positional.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     loss = tf.nn.sigmoid_cross_entropy_with_logits(labels=[1.0, 0.0], logits=[0.0, 0.0])
    ...     print(sess.run(loss))
    [0.6931472 0.6931472]

    ```
    """
    require_named("sigmoid_cross_entropy_with_logits", _sentinel, labels, logits)
    with name_scope(name, "logistic_loss", [logits, labels]) as full:
        logits = internal_convert(logits, name="logits")
        labels = internal_convert(labels, name="labels")
        _same_shape("logits and labels", logits, labels)
        # exp only of what is not positive, so that nothing overflows
        zeros = zeros_like(logits, dtype=logits.dtype)
        positive = logits >= zeros
        rectified = select(positive, logits, zeros)
        minus_size = select(positive, -logits, logits)
        return add(rectified - logits * labels, log1p(exp(minus_size)), name=full)


def weighted_cross_entropy_with_logits(
    labels: Any = None,
    logits: Any = None,
    pos_weight: Any = None,
    name: str | None = None,
    targets: Any = None,
) -> Tensor:
    """`sigmoid_cross_entropy_with_logits` in which what should be positive counts `pos_weight` times.

    Args:
      labels: a Tensor of the shape and dtype of `logits`: the true probabilities.
      logits: a Tensor of floats.
      pos_weight: a number or Tensor: the weight of positive labels.
      name: a name for the last operation and the scope of the others.
      targets: the older spelling of `labels`.

    Raises:
      ValueError: if the shapes differ, or `labels` is given in both spellings.
    """
    labels = renamed("labels", labels, "targets", targets)
    with name_scope(name, "logistic_loss", [logits, labels]) as full:
        logits = internal_convert(logits, name="logits")
        labels = internal_convert(labels, name="labels")
        _same_shape("logits and labels", logits, labels)
        weight = 1 + (pos_weight - 1) * labels
        negative_part = (1 - labels) * logits
        return add(negative_part, weight * (log1p(exp(-abs(logits))) + relu(-logits)), name=full)


def log_poisson_loss(
    targets: Any, log_input: Any, compute_full_loss: bool = False, name: str | None = None
) -> Tensor:
    """The loss of counts under Poisson distributions, from the logarithms of their means.

    Args:
      targets: a Tensor of the shape and dtype of `log_input`: the counts.
      log_input: a Tensor of floats.
      compute_full_loss: add Stirling's approximation of the logarithm of the factorial, without which the loss is off
        by a constant for each target.
      name: a name for the scope of the operations.

    Raises:
      ValueError: if the shapes differ.
    """
    with name_scope(name, "log_poisson_loss", [log_input, targets]):
        log_input = internal_convert(log_input, name="log_input")
        targets = internal_convert(targets, name="targets")
        _same_shape("log_input and targets", log_input, targets)
        result = exp(log_input) - log_input * targets
        if compute_full_loss:
            half = constant(0.5, dtype=result.dtype)
            two_pi = constant(2 * math.pi, dtype=result.dtype)
            stirling = targets * log(targets) - targets + half * log(two_pi * targets)
            zeros = zeros_like(targets, dtype=targets.dtype)
            ones = ones_like(targets, dtype=targets.dtype)
            small = logical_and(targets >= zeros, targets <= ones)
            result += select(small, zeros, stirling)
        return result
