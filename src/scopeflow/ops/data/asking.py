"""What the ops on datasets share: reading their scalar arguments, and the shape rules that ask for scalars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch

# How every declaration of a dataset op ends.
TAIL = "output_types: list(type) >= 1, output_shapes: list(shape) >= 1) -> (handle: variant)"


def text(value: Any) -> bytes:
    """The bytes of a string scalar."""
    found = np.asarray(value, object).reshape(-1)[0]
    return found if isinstance(found, bytes) else str(found).encode()


def texts(value: Any) -> list[bytes]:
    """The strings of a scalar or a vector."""
    return np.asarray(value, object).reshape(-1).tolist()


def path_of(name: bytes) -> str:
    """The path that a file name given as bytes means."""
    return name.decode("utf-8", "surrogateescape")


def positive(value: Any, refusal: str) -> int:
    """An int64 scalar that is to be positive.

    Raises:
      InvalidArgumentError: with the words `refusal` if it is not.
    """
    number = int(value)
    if number <= 0:
        raise invalid(refusal)
    return number


def invalid(message: str) -> errors.InvalidArgumentError:
    """The error for an argument that is out of its range."""
    return errors.InvalidArgumentError(None, None, message)


def scalars(*ranks: int) -> Callable[[Sequence[Tensor], dict[str, Any]], tuple[rules.Dims]]:
    """The shape rule of a dataset op.

    Args:
      *ranks: for each input the rank that it must have; -1 for any, -2 for at most 1. Further inputs may have any.
    """

    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
        for tensor, rank in zip(inputs, ranks, strict=False):
            dims = tensor._dims
            if rank >= 0:
                rules.with_rank(dims, rank)
            elif rank == -2 and dims is not None and len(dims) > 1:
                raise ShapeMismatch(f"Shape must be at most rank 1 but is rank {len(dims)}")
        return ((),)

    return rule


def shown(dims: Sequence[int]) -> str:
    """A shape as messages show it: [2,3]."""
    return f"[{','.join(map(str, dims))}]"
