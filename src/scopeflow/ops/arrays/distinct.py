"""Distinct slices along an axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.static import constant_value


def _distinct(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, rules.Dims]:
    dims = inputs[0]._dims
    axis = constant_value(inputs[1])
    if dims is None or axis is None or axis.size > 1:
        return (None, (None,))
    if not axis.size:
        rules.with_rank(dims, 1)
        return ((None,), dims)
    along = int(axis.reshape(-1)[0])
    if not -len(dims) <= along < len(dims):
        raise ShapeMismatch(
            f"axis expects to be in the range [{-len(dims)}, {len(dims)})", values=(1,)
        )
    along %= len(dims)
    return ((*dims[:along], None, *dims[along + 1 :]), (dims[along],))


def _counted(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    return (*_distinct(inputs, attrs), (None,))


@op(
    "UniqueV2(x: T, axis: Taxis; T: type, Taxis: index = int64, out_idx: index = int32) -> (y: T, idx: out_idx)",
    shape=_distinct,
    host=True,
)
def unique_v2(x: Any, axis: Any, *, out_idx: Any) -> Any:
    """The distinct slices of `x` along an axis in order of appearance, and the place of each slice among them.

    Args:
      x: a tensor.
      axis: an int vector of one element, the axis; of none if `x` is a vector.
      out_idx: the dtype of the places, int32 or int64.
      name: the wish for the node's name.
    """
    return xp.unique_slices(x, axis, out_idx.as_numpy_dtype)[:2]


@op(
    "UniqueWithCountsV2(x: T, axis: Taxis; T: type, Taxis: index = int64, out_idx: index = int32)"
    " -> (y: T, idx: out_idx, count: out_idx)",
    shape=_counted,
    host=True,
)
def unique_with_counts_v2(x: Any, axis: Any, *, out_idx: Any) -> Any:
    """`unique_v2`, and how often each slice is there.

    Args:
      x: a tensor.
      axis: an int vector of one element, the axis; of none if `x` is a vector.
      out_idx: the dtype of the places and counts, int32 or int64.
      name: the wish for the node's name.
    """
    return xp.unique_slices(x, axis, out_idx.as_numpy_dtype)
