"""What the ops on sparse tensors take: SparseTensors, and the values of such."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.tensor import Tensor
from scopeflow.ops.rules import Dims
from scopeflow.ops.sparse.tensor import SparseTensor, SparseTensorValue


def sparse_input(given: Any) -> SparseTensor:
    """A SparseTensor, or the value of one made a constant one.

    Raises:
      TypeError: if it is neither.
    """
    if isinstance(given, SparseTensorValue):
        return SparseTensor.from_value(given)
    if not isinstance(given, SparseTensor):
        raise TypeError("Input must be a SparseTensor.")
    return given


def sparse_inputs(given: Any) -> list[SparseTensor]:
    """Several SparseTensors.

    Raises:
      TypeError: if it is no list of such.
    """
    if not isinstance(given, (list, tuple)):
        raise TypeError("Inputs must be a list or tuple.")
    return [sparse_input(one) for one in given]


def rank_of(shape: Tensor) -> int | None:
    """The rank that the length of a shape tells."""
    return None if shape._dims is None else shape._dims[0]


def parts_of(rank: int | None, count: int | None = None) -> tuple[Dims, Dims, Dims]:
    """The dims of the indices, values and shape of a sparse tensor."""
    return (count, rank), (count,), (rank,)


def renamed(name: str, value: Any, old_name: str, old_value: Any) -> Any:
    """The value of an argument that once had another name.

    Raises:
      ValueError: if it is given under both.
    """
    if old_value is None:
        return value
    if value is not None:
        raise ValueError(
            f"Cannot specify both '{old_name}' and '{name}'. Leave out the older '{old_name}'."
        )
    return old_value
