"""`tf.where_v2`: choosing between two tensors that broadcast."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.define import op


def _broadcast(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    condition, t, e = (tensor._dims for tensor in inputs)
    if condition is None or t is None or e is None:
        return (None,)
    return (rules.broadcast_dims(condition, rules.broadcast_dims(t, e)),)


@op("SelectV2(condition: bool, t: T, e: T; T: type) -> (output: T)", shape=_broadcast)
def select_v2(condition: Any, t: Any, e: Any) -> Any:
    """`t` where the condition is true, `e` elsewhere; all three broadcast."""
    return xp.select_broadcast(condition, t, e)


def where_v2(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Tensor:
    """`x` where a condition is true, `y` elsewhere; without both, where the condition is true.

    Args:
      condition: a bool Tensor.
      x: a Tensor, or None.
      y: a Tensor of x's dtype; condition, x and y broadcast against each other.
      name: a name for the operation.

    Returns:
      A Tensor of x's dtype; or the int64 coordinates `[count, rank]` of what is true.

    Raises:
      ValueError: if only one of `x` and `y` is given.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.where_v2([True, False], 1, [[5, 6], [7, 8]])))
    [[1 6]
     [1 8]]

    ```
    """
    if x is None and y is None:
        return where(condition, name=name)
    if x is None or y is None:
        raise ValueError("x and y must both be non-None or both be None.")
    return select_v2(condition=condition, t=x, e=y, name=name)
