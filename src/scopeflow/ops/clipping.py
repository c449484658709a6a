"""Holding values within bounds."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arithmetic import maximum, minimum
from scopeflow.ops.scoping import name_scope


def clip_by_value(t: Any, clip_value_min: Any, clip_value_max: Any, name: str | None = None) -> Tensor:
    """`t` with every element held between two bounds.

    Args:
      t: a Tensor of real numbers.
      clip_value_min: the lower bound: a number, or a Tensor of a shape that broadcasts to t's.
      clip_value_max: the upper bound, likewise.
      name: a name for the operation.

    Raises:
      ValueError: if the bounds would make the result larger than `t`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.clip_by_value([-1.0, 0.5, 2.0], 0.0, 1.0))
    Tensor("clip_by_value:0", shape=(3,), dtype=float32)

    ```
    """
    with name_scope(name, "clip_by_value", [t, clip_value_min, clip_value_max]) as full:
        t = internal_convert(t, name="t")
        below = minimum(t, clip_value_max)
        t.shape.merge_with(below.shape)
        clipped = maximum(below, clip_value_min, name=full)
        t.shape.merge_with(clipped.shape)
        return clipped
