"""Rows put into arrays, and arrays without particular values: what list-like buffers are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed, invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import Definition, op
from scopeflow.ops.static import constant_value_as_shape


def _rows(x: Any, i: Any, v: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, i, v = np.array(x, copy=True), np.asarray(i), np.asarray(v)
    if i.ndim != 1:
        raise invalid_argument(f"i must be a vector. {bracketed(i.shape)}")
    if x.ndim != v.ndim:
        raise invalid_argument(
            f"x and v shape doesn't match (ranks differ): {bracketed(x.shape)} vs. {bracketed(v.shape)}"
        )
    for axis in range(1, x.ndim):
        if x.shape[axis] != v.shape[axis]:
            raise invalid_argument(
                f"x and v shape doesn't match at index {axis} : {bracketed(x.shape)} vs. {bracketed(v.shape)}"
            )
    if not v.ndim or i.shape[0] != v.shape[0]:
        raise invalid_argument(
            f"i and x shape doesn't match at index 0: {bracketed(i.shape)} vs. {bracketed(v.shape)}"
        )
    # TensorFlow counts rows around the end
    return x, i % max(x.shape[0], 1), v


def _by_rows(kind: str, combine: Callable[[np.ndarray, Any, Any], Any], what: str) -> Definition:
    def body(x: Any, i: Any, v: Any) -> Any:
        if kind != "InplaceUpdate" and np.asarray(x).dtype.kind == "O":
            raise invalid_argument("Unsupported data type: string")
        rows, places, values = _rows(x, i, v)
        combine(rows, places, values)
        return rows

    body.__name__ = kind
    body.__doc__ = f"""An array some of whose rows are {what}.

    Args:
      x: the array.
      i: an int32 vector of rows, taken around the end.
      v: for each of them the values, of a row's shape.
      name: the wish for the node's name.

    Raises:
      InvalidArgumentError: in a run, if the shapes do not fit.
    """
    text = f"{kind}(x: T, i: int32, v: T; T: type) -> (y: T)"
    return op(text, shape=rules.unchanged, host=True)(body)


def _put(rows: np.ndarray, places: Any, values: Any) -> None:
    for place, value in zip(places.tolist(), values, strict=True):
        rows[place] = value


inplace_update = _by_rows("InplaceUpdate", _put, "replaced")
inplace_add = _by_rows("InplaceAdd", np.add.at, "added to")
inplace_sub = _by_rows("InplaceSub", np.subtract.at, "subtracted from")


def _of_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[0]._dims, 1)
    return (constant_value_as_shape(inputs[0]),)


@op(
    "Empty(shape: int32; dtype: type, init: bool = False) -> (output: dtype) # stateful",
    shape=_of_shape,
    host=True,
)
def empty(shape: Any, *, dtype: Any, init: bool) -> Any:
    """An array of a shape; its values are zero, which `init` asks for and its absence allows."""
    sizes = np.asarray(shape).tolist()
    for size in sizes:
        if size < 0:
            raise invalid_argument(f"Dimension {size} must be >= 0")
    if dtype.name == "string":
        return np.full(sizes, b"", object)
    return np.zeros(sizes, dtype.as_numpy_dtype)


@op("DeepCopy(x: T; T: type) -> (y: T) # stateful", shape=rules.unchanged, host=True)
def deep_copy(x: Any) -> Any:
    """A copy in memory of its own."""
    return np.array(x, copy=True)


_MASKS = ("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask")


@op(
    "TensorStridedSliceUpdate(input: T, begin: Index, end: Index, strides: Index, value: T; T: type, Index: index, "
    "begin_mask: int = 0, end_mask: int = 0, ellipsis_mask: int = 0, new_axis_mask: int = 0, "
    "shrink_axis_mask: int = 0) -> (output: T)",
    shape=rules.unchanged,
    static=("begin", "end", "strides"),
)
def tensor_strided_slice_update(
    input: Any,
    begin: Any,
    end: Any,
    strides: Any,
    value: Any,
    *,
    begin_mask: int,
    end_mask: int,
    ellipsis_mask: int,
    new_axis_mask: int,
    shrink_axis_mask: int,
) -> Any:
    """An array with other values where a slice of it is."""
    masks = (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    return xp.strided_slice_assign(
        input, value, begin, end, strides, **dict(zip(_MASKS, masks, strict=True))
    )
