"""Decompositions of matrices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op


def _factors(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, rules.Dims]:
    dims = inputs[0]._dims
    if dims is None:
        return None, None
    if len(dims) < 2:
        raise ShapeMismatch(f"Shape must be at least rank 2 but is rank {len(dims)}")
    *batch, m, n = dims
    if attrs["full_matrices"]:
        return (*batch, m, m), (*batch, m, n)
    p = 0 if 0 in (m, n) else None if m is None or n is None else min(m, n)
    return (*batch, m, p), (*batch, p, n)


@op(
    "Qr(input: T; full_matrices: bool = False, T: {float64|float32|float16|complex64|complex128})"
    " -> (q: T, r: T)",
    shape=_factors,
)
def qr(input: Any, *, full_matrices: bool) -> Any:  # noqa: A002 - the input's name in the op
    """Each matrix as the product of a unitary and an upper triangular one.

    Args:
      input: floats `[..., m, n]`.
      full_matrices: whether q is `[..., m, m]` rather than `[..., m, min(m, n)]`.
      name: the wish for the node's name.

    Returns:
      A named tuple (q, r).

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.qr(tf.ones([3, 2])).r
    <tf.Tensor 'Qr:1' shape=(2, 2) dtype=float32>

    ```
    """
    return xp.qr(input, full_matrices)
