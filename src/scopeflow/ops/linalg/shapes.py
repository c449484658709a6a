"""Shape rules of ops on matrices: square ones, and pairs of a matrix and right-hand sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules


def merged_square(dims: rules.Dims) -> rules.Dims:
    """The dims of square matrices, the last two made one."""
    dims = rules.at_least(dims, 2)
    if dims is None:
        return None
    size = rules.merge_dim(dims[-2], dims[-1])
    return (*dims[:-2], size, size)


def square(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    """The output has the shape of the input, square matrices."""
    return (merged_square(inputs[0]._dims),)


def solved(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    """What solves equations of a square matrix."""
    return (solution(inputs, True),)


def solution(inputs: Sequence[Tensor], is_square: bool) -> rules.Dims:
    """The dims of what a matrix has to be multiplied with to give the right-hand sides."""
    left, right = inputs[0]._dims, inputs[1]._dims
    if is_square:
        left = merged_square(left)
    left, right = rules.at_least(left, 2), rules.at_least(right, 2)
    left_batch = None if left is None else left[:-2]
    right_batch = None if right is None else right[:-2]
    batch = rules.merge(left_batch, right_batch)
    rows = rules.merge_dim(left[-2] if left else None, right[-2] if right else None)
    size = rows if is_square else left[-1] if left else None
    if batch is None:
        return None
    return (*batch, size, right[-1] if right else None)
