"""Holding values, and the lengths of vectors, within bounds."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import ones_like
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
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
) -> Tensor | IndexedSlices:
    """`t` with every element held between two bounds.

    Args:
      t: a Tensor of real numbers, or IndexedSlices, of which the values are held and IndexedSlices returned.
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
        values = _values(t)
        below = minimum(values, clip_value_max)
        values.shape.merge_with(below.shape)
        clipped = maximum(below, clip_value_min, name=full)
        values.shape.merge_with(clipped.shape)
        return _like(t, clipped)


def _values(t: Any) -> Tensor:
    """What is clipped of `t`: of IndexedSlices the slices."""
    return internal_convert(t.values if isinstance(t, IndexedSlices) else t, name="t")


def _like(t: Any, clipped: Tensor) -> Tensor | IndexedSlices:
    """What was clipped, as `t` came."""
    if isinstance(t, IndexedSlices):
        return IndexedSlices(clipped, t.indices, t.dense_shape)
    return clipped


def clip_by_norm(
    t: Any, clip_norm: Any, axes: Any = None, name: str | None = None
) -> Tensor | IndexedSlices:
    """`t`, made shorter where its length (the root of the sum of squares) is above a bound.

    Args:
      t: a Tensor of floats, or IndexedSlices, of which the values are made shorter and IndexedSlices returned.
      clip_norm: the largest length, a positive number or scalar Tensor.
      axes: the axes over which the length is taken; None is all.
      name: a name for the last operation and the scope of the others.
    """
    with name_scope(name, "clip_by_norm", [t, clip_norm]) as full:
        values = _values(t)
        total = reduce_sum(values * values, axes, keepdims=True)
        positive = greater(total, 0)
        # no root of zero: its gradient would be infinite
        root = sqrt(select(positive, total, ones_like(total)))
        length = select(positive, root, total)
        scaled = values * clip_norm
        values.shape.merge_with(scaled.shape)
        return _like(t, identity(scaled / maximum(length, clip_norm), name=full))


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
