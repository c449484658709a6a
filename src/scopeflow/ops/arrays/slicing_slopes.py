"""The gradient of a strided slice: zeros, and the slice's gradient in its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.static import constant_value_as_shape

MASKS = ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask")


def _given(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    return (constant_value_as_shape(inputs[0]),)


@op(
    "StridedSliceGrad(shape: Index, begin: Index, end: Index, strides: Index, dy: T; T: type, Index: index, "
    "begin_mask: int = 0, end_mask: int = 0, ellipsis_mask: int = 0, new_axis_mask: int = 0, "
    "shrink_axis_mask: int = 0) -> (output: T)",
    shape=_given,
    static=("shape", "begin", "end", "strides"),
)
def strided_slice_grad(
    shape: Any,
    begin: Any,
    end: Any,
    strides: Any,
    dy: Any,
    *,
    begin_mask: int,
    end_mask: int,
    ellipsis_mask: int,
    new_axis_mask: int,
    shrink_axis_mask: int,
) -> Any:
    """The gradient of `input[begin:end:strides]`.

    Args:
      shape: the shape of `input`, an int vector.
      begin, end, strides: as in `strided_slice`.
      dy: the gradient of the slice.
      begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask: as in `strided_slice`.
      name: the wish for the node's name.
    """
    whole = xp.zeros(xp.static_ints(shape, "The shape of what was sliced"), dy.dtype)
    return xp.strided_slice_assign(
        whole,
        dy,
        begin,
        end,
        strides,
        begin_mask=begin_mask,
        end_mask=end_mask,
        ellipsis_mask=ellipsis_mask,
        new_axis_mask=new_axis_mask,
        shrink_axis_mask=shrink_axis_mask,
    )
