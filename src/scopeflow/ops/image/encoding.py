"""The ops that write image files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument, shape_of
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.image import jpeg_file, png_file
from scopeflow.ops.rules import Dims


def _one_file(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    rules.with_rank(inputs[0]._dims, 3)
    return ((),)


def _pixels(image: Any) -> np.ndarray:
    image = np.asarray(image)
    if image.ndim != 3:
        raise invalid_argument(f"image must be 3-dimensional{shape_of(image)}")
    return image


def _text(data: bytes) -> np.ndarray:
    return np.array(data, object)


@op(
    'EncodeJpeg(image: uint8; format: {""|"grayscale"|"rgb"} = "", quality: int = 95, progressive: bool = False, '
    "optimize_size: bool = False, chroma_downsampling: bool = True, "
    'density_unit: {"in"|"cm"} = "in", x_density: int = 300, y_density: int = 300, xmp_metadata: string = "") '
    "-> (contents: string)",
    shape=_one_file,
    host=True,
)
def encode_jpeg(
    image,
    *,
    format,
    quality,
    progressive,
    optimize_size,
    chroma_downsampling,
    density_unit,
    x_density,
    y_density,
    xmp_metadata,
):
    """A JPEG file.

    Args:
      image: a uint8 Tensor of shape [height, width, channels], with 1 or 3 channels.
      format: "grayscale" or "rgb", which says how many channels there must be; "" for either.
      quality: from 0 to 100.
      progressive: whether the file can be shown coarsely before it is read to the end.
      optimize_size: make the file smaller, in more time.
      chroma_downsampling: keep a quarter of the color.
      density_unit: "in" or "cm": the unit of the densities.
      x_density: pixels per unit in a row.
      y_density: pixels per unit in a column.
      xmp_metadata: a text to put into the file.
      name: a name for the operation.

    Returns:
      A scalar string Tensor.

    Raises:
      ValueError: if the image has not three dimensions.
      InvalidArgumentError: in a run, for another number of channels or quality.
    """
    pixels = _pixels(image)
    if not 0 <= quality <= 100:
        raise invalid_argument(f"quality must be in [0,100], got {quality}")
    count = pixels.shape[2]
    if not format and count not in (1, 3):
        raise invalid_argument(f"image must have 1 or 3 channels, got {shape_of(pixels)}")
    expected = {"grayscale": 1, "rgb": 3}.get(format, count)
    if count != expected:
        raise invalid_argument(
            f"format {format} expects {expected} channels, got {shape_of(pixels)}"
        )
    xmp = xmp_metadata.encode() if isinstance(xmp_metadata, str) else xmp_metadata
    return _text(
        jpeg_file.encode(
            pixels,
            quality,
            progressive,
            optimize_size,
            chroma_downsampling,
            density_unit,
            (x_density, y_density),
            xmp,
        )
    )


def _file_and_quality(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    rules.with_rank(inputs[0]._dims, 3)
    rules.with_rank(inputs[1]._dims, 0)
    return ((),)


@op(
    "EncodeJpegVariableQuality(images: uint8, quality: int32; ) -> (contents: string)",
    shape=_file_and_quality,
    host=True,
)
def encode_jpeg_variable_quality(images, quality):
    """A JPEG file of a quality that the run gives."""
    pixels = _pixels(images)
    if np.ndim(quality):
        raise invalid_argument(f"quality must be scalar: {shape_of(quality)}")
    if pixels.shape[2] not in (1, 3):
        raise invalid_argument(f"image must have 1 or 3 channels, got {shape_of(pixels)}")
    return _text(jpeg_file.encode(pixels, int(quality)))


@op(
    "EncodePng(image: T; compression: int = -1, T: {uint8|uint16} = uint8) -> (contents: string)",
    shape=_one_file,
    host=True,
)
def encode_png(image, *, compression):
    """A PNG file.

    Args:
      image: a uint8 or uint16 Tensor of shape [height, width, channels], with 1 to 4 channels.
      compression: from 0, none, to 9, the most; -1 for the usual.
      name: a name for the operation.

    Returns:
      A scalar string Tensor.

    Raises:
      ValueError: if the image has not three dimensions.
      InvalidArgumentError: in a run, for another number of channels or compression.
    """
    pixels = _pixels(image)
    if not -1 <= compression <= 9:
        raise invalid_argument(f"compression should be in [-1,9], got {compression}")
    if not 1 <= pixels.shape[2] <= 4:
        raise invalid_argument(f"image must have 1, 2, 3, or 4 channels, got {pixels.shape[2]}")
    if not pixels.size:
        raise invalid_argument(f"image must have pixels, got shape {shape_of(pixels)}")
    return _text(png_file.encode(pixels, compression))
