"""What a loop carries from trip to trip: every loop variable as the tensors it consists of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from scopeflow.graph.composite import CompositeTensor
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.control.tensor_array import TensorArray


def as_carried(value: Any) -> Any:
    """A tensor, or one of the objects that consist of several."""
    return value if isinstance(value, (TensorArray, CompositeTensor)) else internal_convert(value)


def parts_of(value: Any) -> list[Tensor]:
    """The tensors that a loop variable consists of."""
    if isinstance(value, TensorArray):
        return [value.flow]
    if isinstance(value, CompositeTensor):
        return [part for part in value._tensors() if part is not None]
    return [value]


def whole(value: Any, parts: Iterator[Tensor]) -> Any:
    """The same kind of object around the next of `parts`."""
    if isinstance(value, TensorArray):
        return value.anew(next(parts))
    if isinstance(value, CompositeTensor):
        return value._with_tensors(list(islice(parts, len(parts_of(value)))))
    return next(parts)
