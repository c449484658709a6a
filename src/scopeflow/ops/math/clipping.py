"""Holding values, and the lengths of vectors, within bounds."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import ones_like
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.masking import select
from scopeflow.ops.dispatch import dispatched
from scopeflow.ops.math.arithmetic import maximum, minimum, multiply
from scopeflow.ops.math.comparison import greater
from scopeflow.ops.math.elementwise import rsqrt, sqrt, square
from scopeflow.ops.math.reduction import reduce_sum, renamed
from scopeflow.ops.scoping import name_scope


@dispatched
def clip_by_value(
    t: Any, clip_value_min: Any, clip_value_max: Any, name: str | None = None
) -> Tensor:
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


def clip_by_norm(t: Any, clip_norm: Any, axes: Any = None, name: str | None = None) -> Tensor:
    """`t`, made shorter where its length (the root of the sum of squares) is above a bound.

    Args:
      t: a Tensor of floats.
      clip_norm: the largest length, a positive number or scalar Tensor.
      axes: the axes over which the length is taken; None is all.
      name: a name for the last operation and the scope of the others.
    """
    with name_scope(name, "clip_by_norm", [t, clip_norm]) as full:
        t = internal_convert(t, name="t")
        total = reduce_sum(t * t, axes, keepdims=True)
        positive = greater(total, 0)
        # no root of zero: its gradient would be infinite
        root = sqrt(select(positive, total, ones_like(total)))
        length = select(positive, root, total)
        scaled = t * clip_norm
        t.shape.merge_with(scaled.shape)
        return identity(scaled / maximum(length, clip_norm), name=full)


def l2_normalize(
    x: Any, axis: Any = None, epsilon: float = 1e-12, name: str | None = None, dim: Any = None
) -> Tensor:
    """`x` divided by its length: by the root of max(sum of squares, epsilon).

    Args:
      x: a Tensor of floats.
      axis: the axes over which the length is taken; None is all.
      epsilon: what keeps the zero vector from being divided by zero.
      name: a name for the last operation and the scope of the others.
      dim: the older spelling of `axis`.

    Raises:
      ValueError: if both spellings are given.
    """
    axis = renamed("axis", axis, "dim", dim)
    with name_scope(name, "l2_normalize", [x]) as full:
        x = internal_convert(x, name="x")
        total = reduce_sum(square(x), axis, keepdims=True)
        return multiply(x, rsqrt(maximum(total, epsilon)), name=full)
