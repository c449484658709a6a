"""Dilated windows over arrays by way of the batch: what `with_space_to_batch` does around another op."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape, as_shape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.block_paddings import required_space_to_batch_paddings
from scopeflow.ops.arrays.blocks import batch_to_space_nd, space_to_batch_nd
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.static import constant_value

# op(input, number of spatial dimensions, padding) -> output
WindowOp = Callable[[Tensor, int, str], Tensor]


def with_space_to_batch(
    input: Any,
    dilation_rate: Any,
    padding: str,
    op: WindowOp,
    filter_shape: Any = None,
    spatial_dims: Sequence[int] | None = None,
    data_format: str | None = None,
) -> Tensor:
    """`op` over dilated windows: the gaps go into the batch, where the windows have none.

    Args:
      input: a Tensor [batch, ..., channels], or as `data_format` says.
      dilation_rate: int32 [n], the steps within a window.
      padding: "SAME" or "VALID".
      op: called as op(input, n, padding); gets "VALID" and the array with its gaps in the batch, or `padding` and
        `input` itself if all the rates are 1.
      filter_shape: int32 [n or more], the size of a window; needed for "SAME".
      spatial_dims: the dimensions of the windows, increasing; those after the batch (and the channels) if None.
      data_format: a format; one that begins with "NC" says that the channels come second.

    Raises:
      ValueError: for rates below 1, dimensions that are none, or another padding.
    """
    input = convert_to_tensor(input, name="input")
    spread = BatchSpread(
        as_shape(input.shape), dilation_rate, padding, filter_shape, spatial_dims, data_format
    )
    return spread(input, op)


class BatchSpread:
    """What is known of dilated windows before there is an input, made ready for one or many.

    Args:
      input_shape: the static shape of the inputs.
      dilation_rate, padding, filter_shape, spatial_dims, data_format: as of `with_space_to_batch`.

    Raises:
      ValueError: as `with_space_to_batch`.
    """

    def __init__(
        self,
        input_shape: TensorShape,
        dilation_rate: Any,
        padding: str,
        filter_shape: Any = None,
        spatial_dims: Sequence[int] | None = None,
        data_format: str | None = None,
    ) -> None:
        static = input_shape._dims
        rate = convert_to_tensor(dilation_rate, dtypes.int32, name="dilation_rate")
        if rate._dims is not None and len(rate._dims) != 1:
            raise ValueError("rate must be rank 1")
        if rate._dims is None or rate._dims[0] is None:
            raise ValueError("rate must have known shape")
        count = rate._dims[0]
        first = 2 if data_format is not None and data_format.startswith("NC") else 1
        given = range(first, count + first) if spatial_dims is None else spatial_dims
        dims = sorted({int(dim) for dim in given})
        if dims != list(given) or any(dim < 1 for dim in dims):
            raise ValueError(
                "spatial_dims must be a montonically increasing sequence of positive integers"
            )
        # windows over dimensions without a batch or channels around them need no more than that
        last = dims[-1] if dims else 0
        if static is not None and len(static) < last + 1:
            raise ValueError(f"input tensor must have rank {last + 1} at least")
        self._rate, self._count, self._dims, self._padding = rate, count, dims, padding
        known_rate = constant_value(rate)
        self._plain = known_rate is not None and bool((known_rate == 1).all())
        if known_rate is not None and (known_rate < 1).any():
            raise ValueError("dilation_rate must be positive")
        if not self._plain:
            self._base = _base_paddings(
                filter_shape, count, rate if known_rate is None else known_rate, padding
            )
            self._sizes = _known_sizes(static, dims)

    def __call__(self, input: Any, op: WindowOp) -> Tensor:
        """`op` over dilated windows of `input`."""
        rate, dims = self._rate, self._dims
        if self._plain:
            return op(input, self._count, self._padding)
        sizes = self._sizes
        if sizes is None:
            whole = shape(input)
            sizes = stack([whole[dim] for dim in dims])
        paddings, crops = required_space_to_batch_paddings(
            input_shape=sizes, base_paddings=self._base, block_shape=rate
        )
        block = _over_all(rate, 1, dims)
        paddings, crops = _over_all(paddings, 0, dims), _over_all(crops, 0, dims)
        spread = space_to_batch_nd(input=input, block_shape=block, paddings=paddings)
        result = op(spread, self._count, "VALID")
        made = batch_to_space_nd(input=result, block_shape=block, crops=crops)
        if result._dims is not None and made._dims is None:
            made.set_shape([None] * len(result._dims))
        return made


def _base_paddings(filter_shape: Any, count: int, rate: Any, padding: str) -> Any:
    if padding == "VALID":
        return np.zeros([count, 2], np.int32)
    if padding != "SAME":
        raise ValueError(f"Invalid padding method {padding!r}")
    if filter_shape is None:
        raise ValueError("filter_shape must be specified for SAME padding")
    filter_shape = convert_to_tensor(filter_shape, name="filter_shape")
    known = constant_value(filter_shape)
    sizes = (filter_shape if known is None else known)[:count]
    dilated = sizes + (sizes - 1) * (rate - 1)
    extra = dilated - 1
    start = extra // 2
    end = extra - start
    return stack([[start[i], end[i]] for i in range(count)])


def _known_sizes(static: Any, dims: Sequence[int]) -> Any:
    if static is not None:
        sizes = [static[dim] for dim in dims]
        if all(size is not None for size in sizes):
            return np.array(sizes, np.int32)
    return None


def _over_all(values: Tensor, fill: int, dims: Sequence[int]) -> Any:
    """One entry for each dimension from 1 to the last of `dims`: `fill` where it is none of them."""
    known = constant_value(values)
    last = dims[-1]
    if known is not None:
        full = np.full((last, *known.shape[1:]), fill, known.dtype)
        for entry, dim in zip(known, dims, strict=True):
            full[dim - 1] = entry
        return full
    rest = [1, *(values._dims or ())[1:]]
    parts: list[Any] = []
    done = 0  # of the dimensions
    taken = 0  # of the values
    while taken < len(dims):
        gap = dims[taken] - 1 - done
        if gap > 0:
            parts.append(np.full([gap, *rest[1:]], fill, np.int32))
        run = 1
        while taken + run < len(dims) and dims[taken + run] == dims[taken] + run:
            run += 1
        parts.append(values[taken : taken + run])
        done = dims[taken] + run - 1
        taken += run
    return concat(parts, 0)


def strides_and_rates(
    count: int, strides: Any, dilation_rate: Any
) -> tuple[np.ndarray, np.ndarray]:
    """Strides and rates with their defaults, one number for each spatial dimension.

    Raises:
      ValueError: for a number below 1, another length, or both above 1.
    """
    made = []
    for what, given in (("dilation_rate", dilation_rate), ("strides", strides)):
        if given is None:
            given = [1] * count
        elif len(given) != count:
            raise ValueError(f"len({what})={len(given)} but should be {count}")
        values = np.array(given, np.int32)
        if (values < 1).any():
            raise ValueError(f"all values of {what} must be positive")
        made.append(values)
    rates, steps = made
    if (steps > 1).any() and (rates > 1).any():
        raise ValueError("strides > 1 not supported in conjunction with dilation_rate > 1")
    return steps, rates
