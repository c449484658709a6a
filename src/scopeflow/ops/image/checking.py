"""What the functions on images ask of their images: ranks and sizes, at once where they are known, else in the run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.shaping import rank, shape
from scopeflow.ops.arrays.splitting import unstack
from scopeflow.ops.checks.assertion import Assert
from scopeflow.ops.checks.comparing import assert_greater_equal, assert_positive
from scopeflow.ops.control.grouping import with_dependencies


def image_checks(image: Tensor) -> list[Operation]:
    """The operations that fail unless `image` has three dimensions or more, none of them empty.

    Raises:
      ValueError: if it is known that it has not.
    """
    dims = image._dims
    if dims is not None and len(dims) < 3:
        raise ValueError("'image' must be at least three-dimensional.")
    if dims is not None and 0 in dims:
        raise ValueError(f"all dims of 'image.shape' must be > 0: {TensorShape(dims)}")
    if dims is not None and None not in dims:
        return []
    return [
        assert_positive(shape(image), ["all dims of 'image.shape' must be > 0."]),
        assert_greater_equal(rank(image), 3, message="'image' must be at least three-dimensional."),
    ]


def checked_image(image: Tensor) -> Tensor:
    """`image`, which is there only if it has three dimensions or more, none of them empty."""
    return with_dependencies(image_checks(image), image)


def require(condition: Any, sentence: str) -> list[Operation]:
    """The operation that fails unless a condition holds; none if it is known to hold.

    Raises:
      ValueError: if it is known not to hold; the sentence.
    """
    if isinstance(condition, Tensor):
        return [Assert(condition, [sentence])]
    if not condition:
        raise ValueError(sentence)
    return []


def sizes(image: Tensor, count: int) -> Sequence[Any]:
    """The sizes of an image of `count` dimensions: ints, and scalar tensors for what is not known."""
    dims = image._dims
    if dims is not None and None not in dims:
        return list(dims)
    known = (None,) * count if dims is None else dims
    told = unstack(shape(image), count)
    return [t if d is None else d for d, t in zip(known, told, strict=True)]


def rank_of(image: Tensor, what: str = "'image' must have either 3 or 4 dimensions.") -> int | None:
    """3, 4, or None if the rank is not known.

    Raises:
      ValueError: for another rank.
    """
    dims = image._dims
    if dims is not None and len(dims) not in (3, 4):
        raise ValueError(what)
    return None if dims is None else len(dims)
