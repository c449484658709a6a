"""Images made brighter or darker, with more or less contrast, with other hues; the ops that do it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.calling import call
from scopeflow.ops.control.grouping import with_dependencies
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.image.checking import require
from scopeflow.ops.image.conversion import convert_image_dtype
from scopeflow.ops.math.casting import cast
from scopeflow.ops.rules import Dims, with_rank
from scopeflow.ops.scoping import name_scope


def _three_dimensions(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    dims = inputs[0]._dims
    if dims is not None and len(dims) < 3:
        raise ShapeMismatch(f"Shape must be at least rank 3 but is rank {len(dims)}")
    return (dims,)


def _with_factor(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    shapes = _three_dimensions(inputs, attrs)
    with_rank(inputs[1]._dims, 0)
    return shapes


_KINDS = "T: {float16|float32} = float32"


@op(
    f"AdjustContrastv2(images: T, contrast_factor: float32; {_KINDS}) -> (output: T)",
    shape=_with_factor,
)
def raw_adjust_contrast(images, contrast_factor):
    """Images whose distances from the mean of their channel are multiplied by a factor."""
    return xp.adjust_contrast(images, contrast_factor)


@op(f"AdjustHue(images: T, delta: float32; {_KINDS}) -> (output: T)", shape=_three_dimensions)
def raw_adjust_hue(images, delta):
    """Colors with their hue turned."""
    return xp.adjust_hue(images, delta)


@op(
    f"AdjustSaturation(images: T, scale: float32; {_KINDS}) -> (output: T)", shape=_three_dimensions
)
def raw_adjust_saturation(images, scale):
    """Colors with their saturation multiplied."""
    return xp.adjust_saturation(images, scale)


def _floats(image: Tensor) -> Tensor:
    """An image of float16 or float32 as it is, any other as float32."""
    if image.dtype in (dtypes.float16, dtypes.float32):
        return image
    return convert_image_dtype(image, dtypes.float32)


def adjust_brightness(image: Any, delta: Any) -> Tensor:
    """An image with a number added to every pixel.

    Args:
      image: a Tensor of numbers; integers count as floats in [0, 1).
      delta: the number, for a range of [0, 1).

    Returns:
      A Tensor of the same shape and dtype; integers are held within their range.
    """
    with name_scope(None, "adjust_brightness", [image, delta]) as scope:
        image = convert_to_tensor(image, name="image")
        given = image.dtype
        floats = _floats(image)
        adjusted = call("Add", floats, cast(delta, floats.dtype), name=scope)
        return convert_image_dtype(adjusted, given, saturate=True)


def adjust_contrast(images: Any, contrast_factor: Any) -> Tensor:
    """Images in which the distances from the mean of each channel are multiplied by a factor.

    Args:
      images: a Tensor of numbers of shape [..., height, width, channels].
      contrast_factor: a float scalar.

    Returns:
      A Tensor of the same shape and dtype; integers are held within their range.

    Raises:
      ValueError: if the images have fewer than three dimensions.
    """
    with name_scope(None, "adjust_contrast", [images, contrast_factor]) as scope:
        images = convert_to_tensor(images, name="images")
        given = images.dtype
        floats = _floats(images)
        adjusted = raw_adjust_contrast(floats, contrast_factor, name=scope)
        return convert_image_dtype(adjusted, given, saturate=True)


def adjust_gamma(image: Any, gamma: Any = 1, gain: Any = 1) -> Tensor:
    """`gain * image ** gamma`, for values in [0, 1].

    Args:
      image: a Tensor of numbers; integers count as floats in [0, 1).
      gamma: a number that is not negative, or a scalar tensor.
      gain: a number or scalar tensor.

    Returns:
      A Tensor of the same shape and dtype; integers are held within their range.

    Raises:
      ValueError: if `gamma` is negative.
    """
    with name_scope(None, "adjust_gamma", [image, gamma, gain]):
        image = convert_to_tensor(image, name="image")
        given = image.dtype
        floats: Any = _floats(image)
        checks = require(gamma >= 0, "Gamma should be a non-negative real number.")
        if checks:
            gamma = with_dependencies(checks, gamma)
        return convert_image_dtype(gain * floats**gamma, given, saturate=True)


def adjust_hue(image: Any, delta: Any, name: str | None = None) -> Tensor:
    """An image with its hues turned.

    Args:
      image: a Tensor of numbers of shape [..., height, width, 3].
      delta: how far, a float; 1 is a full circle.
      name: a name for the scope.

    Returns:
      A Tensor of the same shape and dtype.

    Raises:
      ValueError: if the image has fewer than three dimensions.
    """
    with name_scope(name, "adjust_hue", [image]):
        image = convert_to_tensor(image, name="image")
        given = image.dtype
        return convert_image_dtype(raw_adjust_hue(_floats(image), delta), given)


def adjust_saturation(image: Any, saturation_factor: Any, name: str | None = None) -> Tensor:
    """An image with its saturations multiplied by a factor.

    Args:
      image: a Tensor of numbers of shape [..., height, width, 3].
      saturation_factor: a float.
      name: a name for the scope.

    Returns:
      A Tensor of the same shape and dtype.

    Raises:
      ValueError: if the image has fewer than three dimensions.
    """
    with name_scope(name, "adjust_saturation", [image]):
        image = convert_to_tensor(image, name="image")
        given = image.dtype
        return convert_image_dtype(raw_adjust_saturation(_floats(image), saturation_factor), given)


def adjust_jpeg_quality(image: Any, jpeg_quality: Any, name: str | None = None) -> Tensor:
    """An image as it is after it was kept in a JPEG file of some quality.

    Args:
      image: a Tensor of numbers of shape [height, width, channels], with 1 or 3 channels.
      jpeg_quality: an int or int32 scalar from 0 to 100.
      name: a name for the scope.

    Returns:
      A Tensor of the same dtype.
    """
    with name_scope(name, "adjust_jpeg_quality", [image]):
        image = convert_to_tensor(image, name="image")
        given = image.dtype
        pixels = convert_image_dtype(image, dtypes.uint8)
        quality = convert_to_tensor(jpeg_quality, dtypes.int32)
        encoded = call("EncodeJpegVariableQuality", pixels, quality)
        return convert_image_dtype(call("DecodeJpeg", encoded), given)
