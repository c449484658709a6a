"""Preparing dense labels for CTC: what is distinct in each row, and rows without repetitions."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.counting import range as tensor_range
from scopeflow.ops.arrays.filling import ones_like
from scopeflow.ops.arrays.gathering import scatter_nd, unique
from scopeflow.ops.arrays.grids import sequence_mask
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.masking import boolean_mask
from scopeflow.ops.arrays.padding import pad
from scopeflow.ops.arrays.shaping import expand_dims, reshape, shape
from scopeflow.ops.control.functional import map_fn
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import not_equal
from scopeflow.ops.math.logical import logical_and
from scopeflow.ops.math.reduction import reduce_max, reduce_sum
from scopeflow.ops.scoping import name_scope


def ctc_unique_labels(labels: Any, name: str | None = None) -> list[Tensor]:
    """The distinct labels of each row, and the place of each label among them.

    Args:
      labels: a Tensor of shape [batch, longest].
      name: a name for the scope of the operations.

    Returns:
      [the distinct labels as int64, filled up with zeros; the places], both of the shape of `labels`.
    """
    with name_scope(name, "ctc_unique_labels", [labels]):
        labels = convert_to_tensor(labels, name="labels")

        def of_row(row: Tensor) -> Any:
            found = unique(row)
            missing = _size(found.idx, 0) - _size(found.y, 0)
            return cast(pad(found.y, [[0, missing]]), dtypes.int64), found.idx

        return list(map_fn(of_row, labels, dtype=(dtypes.int64, dtypes.int32)))


def _size(x: Tensor, axis: int) -> Any:
    known = None if x._dims is None else x._dims[axis]
    return shape(x)[axis] if known is None else known


def collapse_repeated(
    labels: Any, seq_length: Any, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """The labels of each row where equal ones in a row count once.

    Args:
      labels: a Tensor of shape [batch, longest].
      seq_length: an int vector, how many labels of each row count.
      name: a name for the scope of the operations.

    Returns:
      (the labels, filled up with zeros, of shape [batch, longest that is left]; how many are left of each row).
    """
    with name_scope(name, "collapse_repeated_labels", [labels, seq_length]):
        labels = convert_to_tensor(labels, name="labels")
        seq_length = convert_to_tensor(seq_length, name="seq_length")
        first = ones_like(labels[:, :1], dtypes.bool)
        differs = not_equal(labels[:, 1:], labels[:, :-1])
        kept = concat([first, differs], axis=1)
        width = _size(labels, 1)
        kept = logical_and(kept, sequence_mask(seq_length, maxlen=width))
        left = reduce_sum(cast(kept, dtypes.int32), axis=1)
        longest = reduce_max(left)
        places = sequence_mask(left, maxlen=longest)
        flat = reshape(labels, [-1])
        kept = reshape(kept, [-1])
        places = reshape(places, [-1])
        among = tensor_range(_size(places, 0))
        updates_at = expand_dims(boolean_mask(among, places), axis=1)
        flat = scatter_nd(updates_at, boolean_mask(flat, kept), shape(places))
        new_shape = [_size(labels, 0), longest]
        return reshape(flat, new_shape), cast(left, seq_length.dtype)
