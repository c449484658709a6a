"""Shapes of states and outputs: a batch size before a cell's sizes, known now or only in a run."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import expand_dims
from scopeflow.ops.nesting import map_leaves
from scopeflow.ops.static_value import get_static_value


def _part(size: Any, what: str) -> tuple[Any, Any]:
    """(a size as a vector tensor, what is known of it); the tensor is None where a number is not known."""
    if not isinstance(size, Tensor):
        shape = TensorShape(size)
        known = shape.as_list() if shape.ndims is not None else None
        return (constant(known, dtypes.int32) if shape.is_fully_defined() else None), known
    known = get_static_value(size)
    if size.shape.ndims == 0:
        size = expand_dims(size, 0)
    elif size.shape.ndims != 1:
        raise ValueError(f"{what} tensor must be either a scalar or vector, but saw tensor: {size}")
    return size, known


def joined(prefix: Any, suffix: Any) -> Tensor:
    """The shape `prefix + suffix` as a tensor.

    Args:
      prefix, suffix: each an int, a shape, or an int32 tensor that is a scalar or a vector.

    Raises:
      ValueError: if a tensor has another rank, or a number is not known.
    """
    first, _ = _part(prefix, "prefix")
    last, _ = _part(suffix, "suffix")
    if first is None or last is None:
        raise ValueError(f"Provided a prefix or suffix of None: {prefix} and {suffix}")
    return concat((first, last), 0)


def joined_known(prefix: Any, suffix: Any) -> list[int | None] | None:
    """What is known now of the shape `prefix + suffix`; it makes the constants that TensorFlow makes for it."""
    _, first = _part(prefix, "prefix")
    _, last = _part(suffix, "suffix")
    shape = TensorShape(first).concatenate(TensorShape(last))
    return shape.as_list() if shape.ndims is not None else None


def zero_states(state_size: Any, batch_size: Any, dtype: Any) -> Any:
    """Zeros of the shape `[batch_size] + size` for each size in `state_size`."""

    def zero_state(size: Any) -> Tensor:
        made = zeros(joined(batch_size, size), dtype=dtype)
        made.set_shape(joined_known(batch_size, size))
        return made

    return map_leaves(zero_state, state_size)
