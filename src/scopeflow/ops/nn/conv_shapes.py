"""What convolutions of images and of volumes share: shape rules, and what a gradient's run refuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.define import ShapeMismatch
from scopeflow.ops.nn.windows import (
    arranged,
    channels_first,
    check_attr_lengths,
    check_steps,
    explicit_pads,
    known_rank,
    others_of,
    spatial_of,
    window_dims,
)
from scopeflow.ops.rules import Dims, with_rank
from scopeflow.ops.static import constant_value_as_shape


def conv_shape(kind: str, rank: int) -> Any:
    """The shape rule of a convolution of arrays of this rank."""

    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
        data_format = attrs["data_format"]
        dims = known_rank(inputs[0]._dims, rank)
        filter_dims = known_rank(inputs[1]._dims, rank)
        check_attr_lengths(kind, rank, dilation=attrs["dilations"])
        check_attr_lengths(kind, rank, stride=attrs["strides"])
        batch, depth = others_of(dims, data_format)
        per_group, outputs = filter_dims[-2:]
        if depth is not None and per_group is not None:
            if not per_group:
                raise ShapeMismatch("Depth of filter must not be 0")
            if depth % per_group:
                raise ShapeMismatch(
                    f"Depth of input ({depth}) is not a multiple of input depth of filter ({per_group})"
                )
            groups = depth // per_group
            if groups > 1 and outputs is not None and outputs % groups:
                raise ShapeMismatch(
                    f"Depth of output ({outputs}) is not a multiple of the number of groups ({groups})"
                )
        pads = explicit_pads(attrs, rank)
        inner = window_dims(
            dims,
            filter_dims[:-2],
            attrs["strides"],
            attrs["padding"],
            data_format,
            attrs["dilations"],
            pads,
        )
        return (arranged(batch, inner, outputs, data_format),)

    return rule


def sizes_shape(index: int, rank: int) -> Any:
    """The shape rule of a gradient whose shape is the value of an input."""

    def rule(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
        with_rank(inputs[index]._dims, 1)
        return (known_rank(constant_value_as_shape(inputs[index]), rank),)

    return rule


def check_backprop(
    kind: str,
    shape: Sequence[int],
    filter_shape: Sequence[int],
    grad_shape: Sequence[int],
    strides: Sequence[int],
    padding: Any,
    dilations: Sequence[int],
    data_format: str,
    rank: int,
) -> None:
    """Refuses shapes that do not belong to one convolution.

    Raises:
      InvalidArgumentError: for such shapes.
    """
    for what, given in (("input", shape), ("filter", filter_shape), ("out_backprop", grad_shape)):
        xp.check(len(given) == rank, None, f"{kind}: {what} must be {rank}-dimensional")
    check_steps(strides, dilations, data_format, rank)
    xp.check(
        all(step > 0 for step in strides),
        None,
        "Row and column strides should be larger than 0.",
    )
    for size in shape:
        xp.check(size >= 0, None, "Dimension %s must be >= 0", size)
    (batch, depth), (grad_batch, grad_depth) = (
        others_of(given, data_format) for given in (shape, grad_shape)
    )
    xp.check(
        batch == grad_batch,
        None,
        f"{kind}: input and out_backprop must have the same batch size"
        f"input batch: {batch}outbackprop batch: {grad_batch} batch_dim: 0",
    )
    xp.check(
        grad_depth == filter_shape[-1],
        None,
        f"{kind}: filter and out_backprop must have the same out_depth",
    )
    xp.check(
        bool(filter_shape[-2]) and depth % filter_shape[-2] == 0,
        None,
        f"{kind}: input and filter must have the same depth",
    )
    inner, steps, gaps, counts = (
        spatial_of(v, data_format) for v in (shape, strides, dilations, grad_shape)
    )
    placed = xp.place(inner, filter_shape[:-2], steps, padding, gaps)
    for axis, (actual, computed) in enumerate(zip(counts, placed.counts, strict=True)):
        xp.check(
            actual == computed,
            None,
            f"{kind}: Size of out_backprop doesn't match computed: actual = {actual}, computed = {computed} "
            f"spatial_dim: {axis + (2 if channels_first(data_format) else 1)} input: {inner[axis]} "
            f"filter: {filter_shape[axis]} output: {actual} stride: {steps[axis]} dilation: {gaps[axis]}",
        )
