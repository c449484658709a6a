"""Undoing a broadcast: the op and the steps that gradients of ops of two tensors share."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.graph import dtypes
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.shaping import reshape, shape, shape_internal
from scopeflow.ops.define import op
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.static import constant_value


def _two_vectors(inputs: Any, attrs: dict[str, Any]) -> Any:
    rules.with_rank(inputs[0]._dims, 1)
    rules.with_rank(inputs[1]._dims, 1)
    return ((None,), (None,))


@op(
    "BroadcastGradientArgs(s0: T, s1: T; T: index = int32) -> (r0: T, r1: T)",
    shape=_two_vectors,
    static=("s0", "s1"),
)
def broadcast_gradient_args(s0: Any, s1: Any) -> Any:
    """The axes over which the gradients of two tensors that were broadcast together are summed.

    Args:
      s0: the shape of one tensor, an int vector.
      s1: the shape of the other.
      name: the wish for the node's name.
    """
    first = xp.static(s0, "The shapes of a broadcast")
    second = xp.static(s1, "The shapes of a broadcast")
    axes = axes_to_sum(tuple(first.tolist()), tuple(second.tolist()))
    return tuple([np.array(found, first.dtype) for found in axes])


def axes_to_sum(
    first: tuple[int, ...], second: tuple[int, ...]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """For each of two shapes: the axes of the broadcast result along which it is repeated.

    An axis along which neither is longer than 1 counts for both, as in TensorFlow.

    Raises:
      InvalidArgumentError: if they do not broadcast.
    """
    if first == second:
        return (), ()
    rank = max(len(first), len(second))
    a = (1,) * (rank - len(first)) + first
    b = (1,) * (rank - len(second)) + second
    axes: tuple[list[int], list[int]] = ([], [])
    for axis, (x, y) in enumerate(zip(a, b, strict=True)):
        if x != y and x != 1 and y != 1:
            raise errors.InvalidArgumentError(
                None, None, f"Incompatible shapes: {list(first)} vs. {list(second)}"
            )
        if x == 1:
            axes[0].append(axis)
        if y == 1:
            axes[1].append(axis)
    return tuple(axes[0]), tuple(axes[1])


def known_and_equal(*tensors: Any) -> bool:
    """Whether these are tensors of one fully known shape."""
    if not all(isinstance(tensor, Tensor) for tensor in tensors):
        return False
    dims = tensors[0]._dims
    return dims is not None and None not in dims and all(tensor._dims == dims for tensor in tensors)


def reduced(grad: Any, sizes: Any, axes: Any) -> Tensor:
    """A gradient of the broadcast result, summed over `axes` and put in the shape `sizes`."""
    return reshape(reduce_sum(grad, axes), sizes)


def shapes_and_axes(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The shapes of two tensors that were broadcast together, and over which axes each one's gradient is summed."""
    sx, sy = shape(x), shape(y)
    rx, ry = broadcast_gradient_args(sx, sy)
    return sx, sy, rx, ry


def _known_axes(graph: Any, first: Any, second: Any) -> tuple[Any, Any]:
    """The axes for two known shapes; asked by a node once for each graph, as in TensorFlow."""
    known = graph.__dict__.setdefault("_broadcast_axes", {})
    axes = known.get((first, second))
    if axes is None:
        made = broadcast_gradient_args(list(first), list(second))
        axes = known[first, second] = (constant_value(made[0]), constant_value(made[1]))
    return axes


class Unbroadcast:
    """What has to be done to the gradients of two tensors that were broadcast together.

    Where both shapes are known it is done only where needed, with axes that are constants of the graph.

    Args:
      x, y: the tensors.
      grad: the gradient of the result.
    """

    def __init__(self, x: Tensor, y: Tensor, grad: Any) -> None:
        self._needed = (True, True)
        if not isinstance(grad, Tensor):
            sx, sy, rx, ry = shapes_and_axes(x, y)
            self._sizes: tuple[Any, Any] = (sx, sy)
            self._axes: tuple[Any, Any] = (rx, ry)
            return
        a, b, whole = x._dims, y._dims, grad._dims
        if a is None or b is None or None in a or None in b or whole is None or None in whole:
            self._sizes = (shape_internal(x, optimize=False), shape_internal(y, optimize=False))
            self._axes = tuple(broadcast_gradient_args(*self._sizes))
            return
        self._sizes = (list(a), list(b))
        self._axes = _known_axes(x.graph, a, b)
        self._needed = (a != whole, b != whole)

    def first(self, grad: Any) -> Any:
        """A gradient of the result as one of x."""
        return self._reduce(0, grad)

    def second(self, grad: Any) -> Any:
        """A gradient of the result as one of y."""
        return self._reduce(1, grad)

    def _reduce(self, which: int, grad: Any) -> Any:
        if not self._needed[which]:
            return grad
        return reduced(grad, self._sizes[which], self._axes[which])


FAST_DTYPES = (dtypes.int32, dtypes.float32)
