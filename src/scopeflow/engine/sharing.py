"""Which outputs are the very memory of an input: always, or where an op happens to change nothing.

TensorFlow hands an array on where a transposition, slice or sum leaves all elements in place; a ref
variable seen through one is still the variable.  Only what static shapes and constants tell counts.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.static import constant_value


def shared_input(tensor: Tensor, feeds: frozenset[Tensor]) -> int | None:
    """The index of the input whose memory `tensor` is, or None if it has its own.

    Args:
      tensor: an output of any operation.
      feeds: the tensors that the run replaces; what a fed tensor says is not known beforehand.
    """
    op = tensor._op
    definition = op.definition
    if definition.alias:
        return 0 if tensor._value_index == 0 else None
    condition = _CONDITIONS.get(definition.type)
    if condition is None:
        return None
    index = condition(op)
    if index is None or any(other in feeds for i, other in enumerate(op._inputs) if i != index):
        return None
    return tensor._value_index if definition.type == "IdentityN" else index


def _same_size(op: Operation) -> int | None:
    before, after = op._inputs[0]._dims, op._outputs[0]._dims
    if before is None or after is None or None in before or None in after:
        return None
    return 0 if prod(before) == prod(after) else None  # type: ignore[arg-type]


def _same_shape(op: Operation) -> int | None:
    return _same_size(op) if op._inputs[0]._dims == op._outputs[0]._dims else None


def _is_one(attr: str, index: int) -> Callable[[Operation], int | None]:
    return lambda op: index if op._attrs[attr] == 1 else None


def _kept_order(op: Operation) -> int | None:
    """A transposition that moves only dimensions of size 1."""
    dims, order = op._inputs[0]._dims, constant_value(op._inputs[1])
    if dims is None or order is None:
        return None
    moved = [axis for axis in np.reshape(order, -1).tolist() if dims[axis] != 1]
    return 0 if moved == sorted(moved) else None


def _unit_steps(op: Operation) -> int | None:
    steps = constant_value(op._inputs[3])
    return _same_size(op) if steps is not None and bool(np.all(steps == 1)) else None


def _of_ones(op: Operation) -> int | None:
    """A reversal of dimensions of size 1."""
    dims, axes = op._inputs[0]._dims, constant_value(op._inputs[1])
    if dims is None or axes is None:
        return None
    return 0 if all(dims[axis] == 1 for axis in np.reshape(axes, -1).tolist()) else None


_CONDITIONS: dict[str, Callable[[Operation], Any]] = {
    "BroadcastTo": _same_shape,
    "IdentityN": lambda op: 0,
    "Pack": _is_one("N", 0),
    "ReverseV2": _of_ones,
    "Split": _is_one("num_split", 1),
    "SplitV": _is_one("num_split", 0),
    "StridedSlice": _unit_steps,
    "Transpose": _kept_order,
    **dict.fromkeys(
        ["All", "Any", "Max", "Mean", "Min", "Pad", "PadV2", "Prod", "Slice", "Sum", "Tile"],
        _same_size,
    ),
}
