"""Where the windows of convolutions and pools stand: sizes, paddings, and views of an array window by window.

`spatial` stands for the dimensions between the batch and the channels.  A padding is "SAME", "VALID" or a tuple of
(before, after), one pair for each spatial dimension.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from scopeflow.xp.checks import check

Padding = str | tuple[tuple[int, int], ...]


class Windows(NamedTuple):
    """Windows along the spatial dimensions: one entry for each of them.

    Attributes:
      sizes: the extents of the window, without the gaps of a dilation.
      strides: the steps from one window to the next.
      dilations: the steps within a window.
      pads: (before, after) added to the array.
      counts: how many windows there are.
    """

    sizes: tuple[int, ...]
    strides: tuple[int, ...]
    dilations: tuple[int, ...]
    pads: tuple[tuple[int, int], ...]
    counts: tuple[int, ...]


def place(
    extents: Sequence[int],
    sizes: Sequence[int],
    strides: Sequence[int],
    padding: Padding,
    dilations: Sequence[int] | None = None,
) -> Windows:
    """The windows of `sizes` over an array whose spatial dimensions are `extents`.

    Raises:
      InvalidArgumentError: if a window is larger than the array by a step or more.
    """
    rank = len(extents)
    dilations = tuple(dilations) if dilations is not None else (1,) * rank
    pads: list[tuple[int, int]] = []
    counts: list[int] = []
    for axis in range(rank):
        extent, size, stride, dilation = extents[axis], sizes[axis], strides[axis], dilations[axis]
        effective = (size - 1) * dilation + 1
        if padding == "SAME":
            count = -(-extent // stride)
            missing = max((count - 1) * stride + effective - extent, 0)
            pad = (missing // 2, missing - missing // 2)
        else:
            pad = (0, 0) if padding == "VALID" else padding[axis]  # type: ignore[assignment]
            room = extent + sum(pad) - effective + stride
            # rounded towards zero
            count = room // stride if room >= 0 else -(-room // stride)
        check(
            count >= 0,
            None,
            "Computed output size would be negative: %s [input_size: %s, effective_filter_size: %s, stride: %s]",
            count,
            extent + (sum(pad) if padding not in ("SAME", "VALID") else 0),
            effective,
            stride,
        )
        pads.append(pad)
        counts.append(count)
    return Windows(tuple(sizes), tuple(strides), dilations, tuple(pads), tuple(counts))


def spatial(shape: Sequence[int], channels_first: bool) -> tuple[int, ...]:
    """The spatial part of an array's shape."""
    return tuple(shape[2:] if channels_first else shape[1:-1])


def channels_last(x: Any) -> Any:
    """[N, C, ...] as [N, ..., C]."""
    return x.transpose(0, *range(2, x.ndim), 1)


def channels_second(x: Any) -> Any:
    """[N, ..., C] as [N, C, ...]."""
    return x.transpose(0, x.ndim - 1, *range(1, x.ndim - 1))


def padded(x: np.ndarray, windows: Windows, value: Any = 0) -> np.ndarray:
    """[N, ..., C] with the paddings filled with `value`."""
    if not any(map(sum, windows.pads)):
        return x
    return np.pad(x, ((0, 0), *windows.pads, (0, 0)), constant_values=value)


def by_window(x: np.ndarray, windows: Windows) -> np.ndarray:
    """A view [N, counts..., sizes..., C] of an array [N, ..., C] that is padded already."""
    steps = x.strides[1:-1]
    return as_strided(
        x,
        (x.shape[0], *windows.counts, *windows.sizes, x.shape[-1]),
        (
            x.strides[0],
            *(step * stride for step, stride in zip(steps, windows.strides, strict=True)),
            *(step * gap for step, gap in zip(steps, windows.dilations, strict=True)),
            x.strides[-1],
        ),
        writeable=False,
    )


def tap(windows: Windows, offset: Sequence[int]) -> tuple[slice, ...]:
    """Selects, in a padded array [N, ..., C], what each window has at `offset`."""
    return (
        slice(None),
        *(
            slice(at * gap, at * gap + (count - 1) * stride + 1 if count else at * gap, stride)
            for at, gap, count, stride in zip(
                offset, windows.dilations, windows.counts, windows.strides, strict=True
            )
        ),
        slice(None),
    )


def padded_shape(shape: Sequence[int], windows: Windows) -> tuple[int, ...]:
    """The shape [N, ..., C] with the paddings."""
    inner = [extent + sum(pad) for extent, pad in zip(shape[1:-1], windows.pads, strict=True)]
    return (shape[0], *inner, shape[-1])


def cropped(x: np.ndarray, shape: Sequence[int], windows: Windows) -> np.ndarray:
    """A padded array without its paddings: of the shape [N, ..., C] that it had before."""
    inner = [
        slice(before, before + extent)
        for extent, (before, _) in zip(shape[1:-1], windows.pads, strict=True)
    ]
    return x[(slice(None), *inner, slice(None))]
