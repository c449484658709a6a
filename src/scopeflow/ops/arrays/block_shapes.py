"""The shapes of space to batch and back, space to depth and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch
from scopeflow.ops.rules import Dims
from scopeflow.ops.static import constant_value

Size = int | None


def _divided(size: Size, by: int | None, values: Sequence[int] = ()) -> Size:
    if size is None or by is None:
        return None
    if size % by:
        raise ShapeMismatch(
            f"Dimension size must be evenly divisible by {by} but is {size}", values=values
        )
    return size // by


def _block_rule(
    tensor: Tensor, block: Any, count: int, pairs: Tensor, batched: bool, values: Any
) -> tuple[Dims]:
    """The shape of space_to_batch (`batched`) or batch_to_space; `block` is the sizes where they are known."""
    dims = rules.at_least(tensor._dims, count + 1)
    rules.merge(pairs._dims, (count, 2))
    if dims is None:
        return (None,)
    value = constant_value(pairs)
    if block is not None and any(size < 1 for size in block):
        raise ShapeMismatch("block_shape must be positive", values=values)
    if value is not None and (value < 0).any():
        raise ShapeMismatch(
            f"{'paddings' if batched else 'crops'} cannot be negative", values=values
        )
    inner: list[Size] = []
    batch = dims[0]
    for index, size in enumerate(block if block is not None else [None] * count):
        if batched:
            batch = None if batch is None or size is None else batch * size
        else:
            batch = _divided(batch, size, values)
        extent = dims[index + 1]
        if value is None or extent is None or size is None:
            inner.append(None)
            continue
        margin = int(value[index].sum())
        if batched:
            inner.append(_divided(extent + margin, size, values))
        elif extent * size < margin:
            raise ShapeMismatch(
                f"Negative dimension size caused by subtracting {value[index][1]} from "
                f"{extent * size - value[index][0]}"
                if value[index][0] <= extent * size
                else f"Negative dimension size caused by subtracting {value[index][0]} from {extent * size}",
                values=values,
            )
        else:
            inner.append(extent * size - margin)
    return ((batch, *inner, *dims[count + 1 :]),)


def nd_rule(batched: bool) -> Any:
    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
        lengths = inputs[1]._dims
        if lengths is None or len(lengths) != 1:
            raise ShapeMismatch("block_shape must have rank 1.")
        count = lengths[0]
        if count is None:
            raise ShapeMismatch("block_shape must have known size.")
        value = constant_value(inputs[1])
        block = None if value is None else value.tolist()
        return _block_rule(inputs[0], block, count, inputs[2], batched, (1, 2))

    return rule


def old_rule(batched: bool) -> Any:
    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
        rules.with_rank(inputs[0]._dims, 4)
        return _block_rule(inputs[0], [attrs["block_size"]] * 2, 2, inputs[1], batched, (1,))

    return rule


def depth_rule(to_depth: bool) -> Any:
    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
        data_format, size = attrs["data_format"], attrs["block_size"]
        vectors = data_format == "NCHW_VECT_C"
        dims = rules.with_rank(inputs[0]._dims, 5 if vectors else 4)
        assert dims is not None
        if data_format == "NHWC":
            batch, height, width, depth = dims
        else:
            batch, depth, height, width = dims[:4]
        if vectors and depth is not None:
            depth *= 4
        if to_depth:
            height, width = _divided(height, size), _divided(width, size)
            depth = None if depth is None else depth * size * size
        else:
            height = None if height is None else height * size
            width = None if width is None else width * size
            depth = _divided(depth, size * size)
        if data_format == "NHWC":
            return ((batch, height, width, depth),)
        if vectors:
            return ((batch, _divided(depth, 4), height, width, 4),)
        return ((batch, depth, height, width),)

    return rule
