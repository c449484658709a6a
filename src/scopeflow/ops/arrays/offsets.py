"""Where the parts of a joined tensor begin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op


def _as_the_shapes(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    return tuple([rules.with_rank(tensor._dims, 1) for tensor in inputs[1:]])


@op(
    "ConcatOffset(concat_dim: int32, shape: N * int32; N: int >= 2) -> (offset: N * int32)",
    shape=_as_the_shapes,
    static=("concat_dim", "shape"),
)
def concat_offset(concat_dim: Any, shape: Any) -> Any:
    """The places in the result where the tensors of a concatenation begin.

    Args:
      concat_dim: the axis along which they are joined, an int32 scalar.
      shape: their shapes, int32 vectors.
      name: the wish for the node's name.

    Returns:
      An int32 vector for each.
    """
    axis = xp.static_int(concat_dim, "The axis of a concatenation")
    sizes = [xp.static(one, "The shapes of a concatenation") for one in shape]
    rank = sizes[0].size
    if not -rank <= axis < rank:
        raise errors.InvalidArgumentError(
            None, None, f"Concat dim is out of range: {axis} vs. {rank}"
        )
    axis %= rank
    begin = np.zeros(rank, np.int32)
    offsets = []
    for index, size in enumerate(sizes):
        same = size.size == rank and (np.delete(size, axis) == np.delete(sizes[0], axis)).all()
        if not same:
            shown = [" ".join(str(n) for n in one.tolist()) for one in (size, sizes[0])]
            raise errors.InvalidArgumentError(
                None,
                None,
                f"All dimensions except {axis} must match. Input {index} has shape [{shown[0]}] "
                f"and doesn't match input 0 with shape [{shown[1]}].",
            )
        offsets.append(begin.copy())
        begin[axis] += size[axis]
    return tuple(offsets)
