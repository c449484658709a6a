"""Shape rules that many ops share.

A rule takes the input tensors and the attributes, and gives the dims of each output: a tuple of ints
and Nones, or None where even the rank is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scopeflow.graph.tensor import Tensor
from scopeflow.ops.define import ShapeMismatch

Dims = tuple[int | None, ...] | None


def unchanged(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    """The output has the first input's shape."""
    return (inputs[0]._dims,)


def scalar(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    """The output is a scalar."""
    return ((),)


def vector(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    """The output is a vector of unknown length."""
    return ((None,),)


def unknown(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    """Nothing is known of the output's shape."""
    return (None,)


def from_attr(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    """The output's shape is the attribute `shape`."""
    return (attrs["shape"],)


def none(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[()]:
    """No outputs."""
    return ()


def broadcast(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    """The two inputs broadcast against each other."""
    a, b = inputs[0]._dims, inputs[1]._dims
    if a == b:
        return (a,)
    return (broadcast_dims(a, b),)


def broadcast_dims(a: Dims, b: Dims) -> Dims:
    """Two shapes broadcast together.

    Raises:
      ShapeMismatch: if they cannot be.
    """
    if a is None or b is None:
        return None
    if not a:
        return b
    if not b:
        return a
    if len(a) < len(b):
        a = (1,) * (len(b) - len(a)) + a
    elif len(b) < len(a):
        b = (1,) * (len(a) - len(b)) + b
    return tuple([_broadcast_dim(x, y) for x, y in zip(a, b, strict=True)])


def _broadcast_dim(x: int | None, y: int | None) -> int | None:
    if x == y or y == 1:
        return x
    if x == 1:
        return y
    if x is None or y is None:
        # an unknown dimension beside one larger than 1 must be that, or be 1; nothing is said of 0
        return x or y or None
    raise ShapeMismatch(f"Dimensions must be equal, but are {x} and {y}")


def merge_dim(x: int | None, y: int | None) -> int | None:
    """One dimension that is both.

    Raises:
      ShapeMismatch: if they differ.
    """
    if x is None or x == y:
        return y
    if y is None:
        return x
    raise ShapeMismatch(f"Dimensions must be equal, but are {x} and {y}")


def merge(a: Dims, b: Dims) -> Dims:
    """One shape that is both.

    Raises:
      ShapeMismatch: if they differ.
    """
    if a is None or a == b:
        return b
    if b is None:
        return a
    if len(a) != len(b):
        raise ShapeMismatch(f"Shapes must be equal rank, but are {len(a)} and {len(b)}")
    merged = []
    for index, (x, y) in enumerate(zip(a, b, strict=True)):
        if x is not None and y is not None and x != y:
            shapes = " and ".join(
                "[" + ",".join("?" if d is None else str(d) for d in s) + "]" for s in (a, b)
            )
            raise ShapeMismatch(
                f"Dimension {index} in both shapes must be equal, but are {x} and {y}. Shapes are {shapes}."
            )
        merged.append(y if x is None else x)
    return tuple(merged)


def with_rank(dims: Dims, rank: int) -> Dims:
    """The shape, known to have this rank.

    Raises:
      ShapeMismatch: if it has another.
    """
    if dims is None:
        return (None,) * rank
    if len(dims) != rank:
        raise ShapeMismatch(f"Shape must be rank {rank} but is rank {len(dims)}")
    return dims


def at_least(dims: Dims, rank: int, *listed: int) -> Dims:
    """The shape, known to have this rank or more.

    Args:
      dims: the shape.
      rank: the least rank.
      listed: the inputs whose values the refusal shows.

    Raises:
      ShapeMismatch: if it has less.
    """
    if dims is not None and len(dims) < rank:
        raise ShapeMismatch(
            f"Shape must be at least rank {rank} but is rank {len(dims)}", values=listed
        )
    return dims


def same(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    """All inputs have one shape, and so has the output."""
    dims: Dims = None
    for tensor in inputs:
        dims = merge(dims, tensor._dims)
    return (dims,)


def fixed(*shapes: Dims) -> Callable[[Sequence[Tensor], dict[str, Any]], tuple[Dims, ...]]:
    """A rule that gives these shapes whatever the inputs."""

    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, ...]:
        return shapes

    return rule
