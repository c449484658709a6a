"""Summary protos of images: numbers scaled to pixels, pixels as PNG."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.graph.words import bracketed, invalid_argument
from scopeflow.summary.encode import numbered, one_tag

_MODES = {1: "L", 3: "RGB", 4: "RGBA"}
# Images whose greatest number is below this are black: there is nothing to scale up to.
_BLACK = 1e-6


def image_summary(
    tag: Any, tensor: Any, max_outputs: int = 3, bad_color: Any = (255, 0, 0, 255)
) -> Any:
    """A Summary with PNG files of images.

    uint8 is taken as it is. Other numbers are scaled, each image for itself: so that the greatest
    is 255 if none is negative, else so that 0 is 128 and the one furthest from it 1 or 255.

    Args:
      tag: one string; the images get "tag/image", or "tag/image/0" and so on if `max_outputs` is
        not 1.
      tensor: uint8, float16, float32 or float64 [images, height, width, channels]; 1, 3 or 4
        channels.
      max_outputs: how many images at most.
      bad_color: uint8, what a pixel becomes that holds a NaN or an infinity.

    Raises:
      InvalidArgumentError: if a shape or `bad_color` does not fit.
    """
    from tensorboard.compat.proto.summary_pb2 import Summary

    name = one_tag(tag, "Tags must be a scalar")
    images = np.asarray(tensor)
    if images.ndim != 4 or images.shape[3] not in _MODES:
        raise invalid_argument(
            f"Tensor must be 4-D with last dim 1, 3, or 4, not {bracketed(images.shape)}"
        )
    if images.shape[0] and not images.size:
        raise invalid_argument(
            f"input tensor must have non-zero dims. Found: {list(images.shape)}."
        )
    _, height, width, depth = images.shape
    color = np.asarray(bad_color)
    if images.dtype != np.uint8:
        color = _checked_color(color, depth)
    summary = Summary()
    for index, image in enumerate(images[:max_outputs]):
        pixels = image if images.dtype == np.uint8 else _pixels(image, color)
        summary.value.add(
            tag=numbered(f"{name}/image", index, max_outputs),
            image=Summary.Image(
                height=height, width=width, colorspace=depth, encoded_image_string=_png(pixels)
            ),
        )
    return summary


def _checked_color(color: np.ndarray, depth: int) -> np.ndarray:
    if color.ndim != 1:
        raise invalid_argument(f"bad_color must be a vector, got shape {bracketed(color.shape)}")
    if color.dtype.kind not in "iu":
        raise invalid_argument(
            "bad_color must be uint8, got "
            f"{'float' if color.dtype == np.float32 else color.dtype.name}"
        )
    if color.size < depth:
        raise invalid_argument(
            f"expected depth <= bad_color.size, got depth = {depth}, bad_color.size = {color.size}"
        )
    return color[:depth].astype(np.uint8)


def _pixels(image: np.ndarray, bad_color: np.ndarray) -> np.ndarray:
    """One image of floats as uint8."""
    finite = np.isfinite(image).all(axis=2)
    result = np.empty(image.shape, np.uint8)
    result[~finite] = bad_color
    good = image[finite]
    if good.size:
        least, greatest = np.float32(good.min()), np.float32(good.max())
        if least < 0:
            furthest = max(abs(least), abs(greatest))
            scale = np.float32(0) if furthest < _BLACK else np.float32(127) / furthest
            offset = np.float32(128)
        else:
            scale = np.float32(0) if greatest < _BLACK else np.float32(255) / greatest
            offset = np.float32(0)
        kind = image.dtype.type
        result[finite] = (good * kind(scale) + kind(offset)).astype(np.uint8)
    return result


def _png(pixels: np.ndarray) -> bytes:
    import io

    from PIL import Image

    height, width, depth = pixels.shape
    buffer = io.BytesIO()
    # from bytes: the mode then follows from our table, not from Pillow's reading of the array
    Image.frombytes(_MODES[depth], (width, height), pixels.tobytes()).save(buffer, format="PNG")
    return buffer.getvalue()
