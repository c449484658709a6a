"""Windows cut out of images around places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument, shape_of
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.image.resizing import size_from_input
from scopeflow.ops.rules import Dims

_F32 = np.float32


def _windows(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    image = rules.with_rank(inputs[0]._dims, 4)
    offsets = rules.with_rank(inputs[2]._dims, 2)
    assert image is not None and offsets is not None
    batch = rules.merge_dim(image[0], offsets[0])
    if offsets[1] not in (None, 2):
        raise ShapeMismatch(f"Dimension must be 2 but is {offsets[1]}")
    if attrs["uniform_noise"] and attrs["noise"] != "uniform":
        raise ShapeMismatch("The uniform_noise and noise should not be specified at the same time")
    size = rules.with_rank(inputs[1]._dims, 1)
    if size is not None and size[0] not in (None, 2):
        raise ShapeMismatch(f"Dimension must be 2 but is {size[0]}")
    height, width = size_from_input(inputs, 1)
    return ((batch, height, width, image[3]),)


def _noise(kind: str, images: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """What stands outside of the images: it follows no seed, in TensorFlow neither."""
    if kind == "zero":
        return np.zeros(shape, _F32)
    random = np.random.default_rng()
    if kind == "uniform":
        return random.random(shape, _F32)
    return np.abs(random.normal(images.mean(), images.std(), shape)).astype(_F32)


@op(
    "ExtractGlimpse(input: float32, size: int32, offsets: float32; centered: bool = True, normalized: bool = True, "
    'uniform_noise: bool = True, noise: string = "uniform") -> (glimpse: float32)',
    shape=_windows,
    host=True,
)
def raw_extract_glimpse(input, size, offsets, *, centered, normalized, uniform_noise, noise):
    """Windows cut out of images around places."""
    images, size, offsets = np.asarray(input), np.asarray(size), np.asarray(offsets, _F32)
    if images.ndim != 4:
        raise invalid_argument(
            f"input must be 4-dimensional (batch_size, height, width, depth){shape_of(images)}"
        )
    if size.ndim != 1 or size.shape[0] != 2:
        raise invalid_argument(f"input must be a vector of size 2 (height, width){shape_of(size)}")
    if offsets.ndim != 2:
        raise invalid_argument(f"input must be a matrix{shape_of(offsets)}")
    if offsets.shape[0] != images.shape[0]:
        raise invalid_argument(f"first dimension should be batch{shape_of(offsets)}")
    if offsets.shape[1] != 2:
        raise invalid_argument(f"second dimension should be of size 2 (y,x){shape_of(offsets)}")
    if (size < 0).any():
        raise invalid_argument(f"the size of a glimpse must not be negative, got {size.tolist()}")
    batch, *whole, depth = images.shape
    shape = (batch, int(size[0]), int(size[1]), depth)
    made = _noise(noise if isinstance(noise, str) else noise.decode(), images, shape)
    extent = np.array(whole, _F32)
    places = offsets * extent if normalized else offsets
    if centered:
        places = places / _F32(2) + extent / _F32(2)
    starts = np.trunc(places - size.astype(_F32) / _F32(2)).astype(np.int64)
    for glimpse, image, start in zip(made, images, starts.tolist(), strict=True):
        low = [max(s, 0) for s in start]
        high = [min(s + int(n), d) for s, n, d in zip(start, size, whole, strict=True)]
        if low[0] < high[0] and low[1] < high[1]:
            rows = slice(low[0] - start[0], high[0] - start[0])
            columns = slice(low[1] - start[1], high[1] - start[1])
            glimpse[rows, columns] = image[low[0] : high[0], low[1] : high[1]]
    return made


def extract_glimpse(
    input: Any,
    size: Any,
    offsets: Any,
    centered: bool = True,
    normalized: bool = True,
    uniform_noise: bool = True,
    name: str | None = None,
) -> Tensor:
    """Windows cut out of images around places; noise stands outside of the images.

    Args:
      input: a float32 Tensor of shape [batch, height, width, channels].
      size: two int32 numbers: the height and width of the windows.
      offsets: a float32 Tensor of shape [batch, 2]: the row and column of each window's middle.
      centered: whether 0 is the middle of the image, and -1 and 1 its edges; else 0 is the top left.
      normalized: whether 1 is the size of the image; else offsets count pixels.
      uniform_noise: noise that is uniform in [0, 1), else normal with the images' mean and deviation.
      name: a name for the operation.

    Returns:
      A float32 Tensor of shape [batch, glimpse_height, glimpse_width, channels].

    Raises:
      ValueError: if shapes do not fit.
    """
    return raw_extract_glimpse(
        input,
        size,
        offsets,
        centered=centered,
        normalized=normalized,
        uniform_noise=uniform_noise,
        name=name,
    )
