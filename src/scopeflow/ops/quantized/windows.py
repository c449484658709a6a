"""Convolutions and pools of quantized images."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.nn.conv_shapes import conv_shape
from scopeflow.ops.nn.pool import pool_shape
from scopeflow.ops.quantized.arithmetic import centred
from scopeflow.ops.quantized.ranges import TYPES, integers, level, product_range, scalars, typed

Dims = rules.Dims
_PADDING = 'padding: {"SAME"|"VALID"}'


def _of_images(rule: Callable[..., Any], bounds_from: int) -> Callable[..., tuple[Dims, ...]]:
    """A rule for images, then scalars."""

    def whole(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, ...]:
        (dims,) = rule(inputs, {**attrs, "data_format": "NHWC", "explicit_paddings": []})
        scalars(inputs, *range(bounds_from, len(inputs)))
        return dims, (), ()

    return whole


@op(
    "QuantizedConv2D(input: Tinput, filter: Tfilter, min_input: float32, max_input: float32, min_filter: float32, "
    f"max_filter: float32; Tinput: {TYPES}, Tfilter: {TYPES}, out_type: {TYPES} = qint32, strides: list(int), "
    f"{_PADDING}, dilations: list(int) = [1, 1, 1, 1])"
    " -> (output: out_type, min_output: float32, max_output: float32)",
    shape=_of_images(conv_shape("Conv2D", 4), 2),
    host=True,
)
def raw_quantized_conv2d(
    input: Any, filter: Any, min_input: Any, max_input: Any, min_filter: Any, max_filter: Any,
    *, Tinput: DType, Tfilter: DType, out_type: DType, strides: Any, padding: str, dilations: Any,
) -> Any:  # fmt: skip
    """Quantized images correlated with quantized filters, and the range of the result."""
    if strides[0] != 1 or strides[3] != 1:
        raise invalid_argument(
            "Current implementation does not yet support strides in the batch and depth dimensions."
        )
    if any(rate != 1 for rate in dilations[1:3]):
        raise invalid_argument(
            "Current implementation only supports dilated rate as 1 in the row and column dimensions."
        )
    if dilations[0] != 1 or dilations[3] != 1:
        raise invalid_argument(
            "Current implementation does not yet support dilations in the batch and depth dimensions."
        )
    # whole numbers below 2**53: exact in float64
    images = centred(input, min_input, max_input, Tinput).astype(np.float64)
    filters = centred(filter, min_filter, max_filter, Tfilter).astype(np.float64)
    found = xp.conv(images, filters, tuple(strides[1:3]), padding).astype(np.int64)
    spread = product_range(
        level(Tinput, min_input, max_input), level(Tfilter, min_filter, max_filter), out_type
    )
    return typed(found, out_type), *spread


def quantized_conv2d(
    input: Any,
    filter: Any,
    min_input: Any,
    max_input: Any,
    min_filter: Any,
    max_filter: Any,
    strides: Any,
    padding: str,
    out_type: Any = dtypes.qint32,
    dilations: Any = (1, 1, 1, 1),
    name: str | None = None,
) -> Any:
    """Quantized images correlated with quantized filters.

    Args:
      input: `[batch, height, width, channels]` of a quantized dtype.
      filter: `[height, width, channels, outputs]` of a quantized dtype.
      min_input, max_input, min_filter, max_filter: float32 scalars, their ranges.
      strides: four ints, the first and the last 1.
      padding: "SAME" or "VALID".
      out_type: the dtype of the result.
      dilations: four ints, all 1.
      name: the wish for the node's name.

    Returns:
      A named tuple (output, min_output, max_output).
    """
    return raw_quantized_conv2d(
        input, filter, min_input, max_input, min_filter, max_filter, out_type=out_type,
        strides=strides, padding=padding, dilations=list(dilations), name=name,
    )  # fmt: skip


_POOLED = (
    f"(input: T, min_input: float32, max_input: float32; T: {TYPES}, ksize: list(int), strides: list(int), "
    f"{_PADDING}) -> (output: T, min_output: float32, max_output: float32)"
)


def _check_windows(ksize: Any, strides: Any) -> None:
    if ksize[0] != 1 or ksize[3] != 1 or strides[0] != 1 or strides[3] != 1:
        raise errors.UnimplementedError(
            None, None, "Pooling is not yet supported on the batch dimension."
        )


@op(f"QuantizedAvgPool{_POOLED}", shape=_of_images(pool_shape("AvgPool", 4), 1), host=True)
def quantized_avg_pool(
    input: Any, min_input: Any, max_input: Any, *, T: DType, ksize: Any, strides: Any, padding: str
) -> Any:
    """The mean of each window of quantized images, rounded down.

    Args:
      input: `[batch, height, width, channels]` of a quantized dtype.
      min_input, max_input: float32 scalars, its range.
      ksize, strides: four ints each, the first and the last 1.
      padding: "SAME" or "VALID".
      name: the wish for the node's name.

    Returns:
      A named tuple (output, min_output, max_output).
    """
    _check_windows(ksize, strides)
    images = integers(input).astype(np.float64)
    found = xp.avg_pool(images, tuple(ksize[1:3]), tuple(strides[1:3]), padding)
    # a mean of integers that is whole may come out a hair below
    return typed(np.trunc(np.round(found, 6)).astype(np.int64), T), min_input, max_input


@op(f"QuantizedMaxPool{_POOLED}", shape=_of_images(pool_shape("MaxPool", 4), 1), host=True)
def quantized_max_pool(
    input: Any, min_input: Any, max_input: Any, *, T: DType, ksize: Any, strides: Any, padding: str
) -> Any:
    """The largest number of each window of quantized images.

    Args:
      input: `[batch, height, width, channels]` of a quantized dtype.
      min_input, max_input: float32 scalars, its range.
      ksize, strides: four ints each, the first and the last 1.
      padding: "SAME" or "VALID".
      name: the wish for the node's name.

    Returns:
      A named tuple (output, min_output, max_output).
    """
    _check_windows(ksize, strides)
    images = integers(input).astype(np.int64)
    found = xp.max_pool(images, tuple(ksize[1:3]), tuple(strides[1:3]), padding)
    return typed(found, T), min_input, max_input
