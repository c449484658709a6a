"""Cross-entropies of softmax: the losses of rows of logits, and their gradients from the same pass."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.arrays.shaping import known
from scopeflow.xp.checks import check
from scopeflow.xp.face import arithmetic, kernel
from scopeflow.xp.floats import flush, widen


def _show(x: Any) -> str:
    return "[" + ",".join(map(str, x.shape)) + "]"


def _softmax_cross_entropy(face: Any, logits: Any, labels: Any) -> tuple[Any, Any]:
    """The losses and gradients in the type of the arguments, which is no 16-bit type."""
    shifted = logits - face.max(logits, -1, keepdims=True) if logits.size else logits
    power = face.exp(shifted)
    total = face.sum(power, -1, keepdims=True, dtype=logits.dtype)
    loss = face.sum(labels * (face.log(total) - shifted), -1, dtype=logits.dtype)
    return loss, power / total - labels


def _both_shapes(logits: Any, labels: Any) -> tuple[int, ...]:
    pairs = zip(reversed(logits.shape), reversed(labels.shape), strict=False)
    check(
        all(m == n or 1 in (m, n) for m, n in pairs),
        None,
        "logits and labels must be broadcastable: logits_size=%s labels_size=%s",
        _show(logits),
        _show(labels),
    )
    shape = np.broadcast_shapes(logits.shape, labels.shape)
    check(
        len(shape) == 2,
        None,
        "logits and labels must be either 2-dimensional, or broadcasted to be 2-dimensional",
    )
    return shape


def _softmax_jax(logits: Any, labels: Any) -> tuple[Any, Any]:
    jnp = door.jnp()
    logits, labels = jnp.asarray(logits), jnp.asarray(labels)
    shape, dtype = _both_shapes(logits, labels), logits.dtype
    logits = jnp.broadcast_to(widen(logits), shape)
    labels = jnp.broadcast_to(widen(labels), shape)
    loss, gradient = _softmax_cross_entropy(jnp, logits, labels)
    return loss.astype(dtype), gradient.astype(dtype)


@kernel(_softmax_jax, arrays=2, exact=False)
@arithmetic
def softmax_cross_entropy(logits: Any, labels: Any) -> tuple[Any, Any]:
    """The cross-entropy of each row of probabilities with the softmax of a row of logits, and its
    gradient with respect to the logits."""
    logits, labels = flush(known(logits)), flush(known(labels))
    shape, dtype = _both_shapes(logits, labels), logits.dtype
    logits = np.broadcast_to(widen(logits), shape)
    labels = np.broadcast_to(widen(labels), shape)
    loss, gradient = _softmax_cross_entropy(np, logits, labels)
    return flush(loss.astype(dtype)), flush(gradient.astype(dtype))


def _check_sparse(logits: Any, labels: Any) -> None:
    check(logits.ndim == 2, None, "logits must be 2-D, but got shape %s", _show(logits))
    check(labels.ndim == 1, None, "labels must be 1-D, but got shape %s", _show(labels))
    check(
        logits.shape[0] == labels.shape[0],
        None,
        "logits and labels must have the same first dimension, got logits shape %s and labels shape %s",
        _show(logits),
        _show(labels),
    )
    check(
        logits.shape[1] > 0,
        None,
        "Must have at least one class, but got logits shape %s",
        _show(logits),
    )


# As numbers without a sign labels are one comparison away from being right: those below zero are the largest.
_UNSIGNED = {np.dtype(np.int32): np.dtype(np.uint32), np.dtype(np.int64): np.dtype(np.uint64)}
_BAD_LABEL = "Received a label value of %s which is outside the valid range of [0, %s)."


def _sparse(face: Any, logits: Any, labels: Any) -> tuple[Any, Any]:
    """Like `_softmax_cross_entropy` where each row has one label; a label outside makes NaN."""
    hot = labels[:, None] == np.arange(logits.shape[1], dtype=labels.dtype)
    shifted = logits - face.max(logits, -1, keepdims=True)
    power = face.exp(shifted)
    total = face.sum(power, -1, keepdims=True, dtype=logits.dtype)
    zero = np.zeros((), logits.dtype)
    loss = face.sum(face.where(hot, face.log(total) - shifted, zero), -1, dtype=logits.dtype)
    return loss, power / total - hot.astype(logits.dtype)


def _sparse_jax(logits: Any, labels: Any) -> tuple[Any, Any]:
    jnp = door.jnp()
    logits, labels = jnp.asarray(logits), jnp.asarray(labels)
    _check_sparse(logits, labels)
    dtype, count = logits.dtype, logits.shape[1]
    if labels.size:
        last = jnp.max(door.lax().bitcast_convert_type(labels, _UNSIGNED[labels.dtype]))
        worst = door.lax().bitcast_convert_type(last, labels.dtype)
        check(last < count, None, _BAD_LABEL, worst, count)
        loss, gradient = _sparse(jnp, widen(logits), labels)
        return loss.astype(dtype), gradient.astype(dtype)
    return jnp.zeros(0, dtype), jnp.zeros(logits.shape, dtype)


@kernel(_sparse_jax, arrays=2, exact=False)
@arithmetic
def sparse_softmax_cross_entropy(logits: Any, labels: Any) -> tuple[Any, Any]:
    """The cross-entropy of one class index for each row with the softmax of the row of logits, and
    its gradient with respect to the logits."""
    logits, labels = flush(known(logits)), known(labels)
    _check_sparse(logits, labels)
    dtype, count = logits.dtype, logits.shape[1]
    if not labels.size:
        return np.zeros(0, dtype), np.zeros(logits.shape, dtype)
    last = labels.view(_UNSIGNED[labels.dtype]).max()
    check(bool(last < count), None, _BAD_LABEL, last.astype(labels.dtype), count)
    loss, gradient = _sparse(np, widen(logits), labels)
    return flush(loss.astype(dtype)), flush(gradient.astype(dtype))
