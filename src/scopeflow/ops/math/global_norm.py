"""The length of several tensors taken as one vector, and holding it within a bound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.counting import range as range_
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.shaping import rank, size
from scopeflow.ops.calling import call
from scopeflow.ops.math.arithmetic import minimum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.elementwise import is_finite, rsqrt, sqrt
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.scoping import name_scope


def _checked(t_list: Any) -> list[Any]:
    if isinstance(t_list, (str, bytes)) or not isinstance(t_list, Sequence):
        raise TypeError("t_list should be a sequence. Give a list of tensors.")
    return list(t_list)


def _values(t_list: list[Any]) -> list[Any]:
    """The tensors that hold the numbers; None stays None."""
    return [
        None
        if t is None
        else internal_convert(t.values if isinstance(t, IndexedSlices) else t, name=f"t_{index}")
        for index, t in enumerate(t_list)
    ]


def global_norm(t_list: Any, name: str | None = None) -> Tensor:
    """The length of all tensors taken as one vector: sqrt(sum of the squares of all elements).

    Args:
      t_list: a list of float tensors, IndexedSlices or None; None is left out.
      name: a name for the scope of the operations.

    Returns:
      A scalar tensor.

    Raises:
      TypeError: if `t_list` is no list.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.global_norm([tf.constant([3.0]), None, tf.constant([[4.0]])])))
    5.0

    ```
    """
    t_list = _checked(t_list)
    with name_scope(name, "global_norm", t_list):
        graph = get_default_graph()
        halves = []
        for value in _values(t_list):
            if value is not None:
                with graph.colocate_with(value):
                    halves.append(call("L2Loss", value))
        total = reduce_sum(stack(halves))
        return sqrt(total * constant(2.0, dtype=total.dtype), name="global_norm")


def clip_by_global_norm(
    t_list: Any, clip_norm: Any, use_norm: Any = None, name: str | None = None
) -> tuple[list[Any], Any]:
    """The tensors, all made shorter by one factor where their common length is above a bound.

    Args:
      t_list: a list of float tensors, IndexedSlices or None; None stays None.
      clip_norm: the largest length, a positive scalar.
      use_norm: the common length, if it is known; `tf.global_norm(t_list)` otherwise.
      name: a name for the scope of the operations.

    Returns:
      The list of clipped tensors, and their common length before; all are NaN if it is not finite.

    Raises:
      TypeError: if `t_list` is no list.
    """
    t_list = _checked(t_list)
    if use_norm is None:
        use_norm = global_norm(t_list, name)
    with name_scope(name, "clip_by_global_norm", [*t_list, clip_norm]) as full:
        graph = get_default_graph()
        factor = clip_norm * minimum(
            1.0 / use_norm, constant(1.0, dtype=use_norm.dtype) / clip_norm
        )
        scale = where(is_finite(use_norm), factor, constant(float("nan"), dtype=use_norm.dtype))
        clipped: list[Any] = []
        for index, value in enumerate(_values(t_list)):
            if value is None:
                clipped.append(None)
                continue
            with graph.colocate_with(value):
                clipped.append(identity(value * scale, name=f"{full}_{index}"))
        made = [
            IndexedSlices(c, t.indices, t.dense_shape) if isinstance(t, IndexedSlices) else c
            for c, t in zip(clipped, t_list, strict=True)
        ]
    return made, use_norm


def clip_by_average_norm(t: Any, clip_norm: Any, name: str | None = None) -> Tensor:
    """`t`, made shorter where its length divided by the number of its elements is above a bound.

    Args:
      t: a Tensor of float32.
      clip_norm: the largest such length, a positive number or scalar Tensor.
      name: a name for the last operation and the scope of the others.
    """
    with name_scope(name, "clip_by_average_norm", [t, clip_norm]) as full:
        t = internal_convert(t, name="t")
        count = cast(size(t), dtypes.float32)
        inverse = rsqrt(reduce_sum(t * t, range_(rank(t))))
        scaled = t * clip_norm
        bound = minimum(inverse * count, constant(1.0) / clip_norm)
        return identity(scaled * bound, name=full)
