"""Color spaces: hue, saturation and value; luma and chroma; shades of gray."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.operation import Operation
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import ones
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import tile
from scopeflow.ops.arrays.shaping import expand_dims, rank, shape
from scopeflow.ops.checks.comparing import assert_equal, assert_greater_equal
from scopeflow.ops.control.grouping import with_dependencies
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.image.conversion import convert_image_dtype
from scopeflow.ops.linalg.tensordot import tensordot
from scopeflow.ops.rules import Dims
from scopeflow.ops.scoping import name_scope


def _colors(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    dims = inputs[0]._dims
    if dims is None:
        return (None,)
    if not dims:
        raise ShapeMismatch("Shape must be at least rank 1 but is rank 0")
    if dims[-1] not in (None, 3):
        raise ShapeMismatch(f"Dimension must be 3 but is {dims[-1]}")
    return ((*dims[:-1], 3),)


@op("RGBToHSV(images: T; T: floating = float32) -> (output: T)", shape=_colors)
def rgb_to_hsv(images):
    """The hue, saturation and value of colors.

    Args:
      images: a Tensor of floats in [0, 1], of shape [..., 3].
      name: a name for the operation.

    Returns:
      A Tensor of the same shape and dtype; its numbers are in [0, 1] too.

    Raises:
      ValueError: if the last dimension is not 3.
    """
    return xp.rgb_to_hsv(images)


@op("HSVToRGB(images: T; T: floating = float32) -> (output: T)", shape=_colors)
def hsv_to_rgb(images):
    """The red, green and blue of a hue, saturation and value.

    Args:
      images: a Tensor of floats in [0, 1], of shape [..., 3].
      name: a name for the operation.

    Returns:
      A Tensor of the same shape and dtype; its numbers are in [0, 1] too.

    Raises:
      ValueError: if the last dimension is not 3.
    """
    return xp.hsv_to_rgb(images)


def rgb_to_grayscale(images: Any, name: str | None = None) -> Tensor:
    """The brightness of colors, as people see it.

    Args:
      images: a Tensor of numbers of shape [..., 3].
      name: a name for the operation.

    Returns:
      A Tensor of shape [..., 1] and the same dtype.
    """
    with name_scope(name, "rgb_to_grayscale", [images]) as scope:
        images = convert_to_tensor(images, name="images")
        given = images.dtype
        floats = convert_image_dtype(images, dtypes.float32)
        gray = tensordot(floats, [0.2989, 0.5870, 0.1140], [-1, -1])
        return convert_image_dtype(expand_dims(gray, -1), given, name=scope)


def _gray_checks(image: Tensor) -> list[Operation]:
    dims = image.get_shape()._dims
    if dims and dims[-1] not in (None, 1):
        raise ValueError("Last dimension of a grayscale image should be size 1.")
    if dims is not None and len(dims) < 2:
        raise ValueError("A grayscale image must be at least two-dimensional.")
    if dims is not None and None not in dims:
        return []
    return [
        assert_equal(
            shape(image)[-1], 1, message="Last dimension of a grayscale image should be size 1."
        ),
        assert_greater_equal(
            rank(image), 3, message="A grayscale image must be at least two-dimensional."
        ),
    ]


def grayscale_to_rgb(images: Any, name: str | None = None) -> Tensor:
    """Shades of gray as colors: red, green and blue are all the same.

    Args:
      images: a Tensor of shape [..., 1].
      name: a name for the operation.

    Returns:
      A Tensor of shape [..., 3] and the same dtype.

    Raises:
      ValueError: if the last dimension is not 1.
    """
    with name_scope(name, "grayscale_to_rgb", [images]) as scope:
        images = with_dependencies(_gray_checks(images), images)
        before = expand_dims(rank(images) - 1, 0)
        times = concat([ones(before, dtypes.int32), expand_dims(3, 0)], 0)
        colors = tile(images, times, name=scope)
        dims = images._dims
        colors.set_shape(TensorShape(None if dims is None else (*dims[:-1], 3)))
        return colors


def _linear(matrix: list[list[float]], name: str, doc: str) -> Callable[..., Tensor]:
    def convert(images: Any) -> Tensor:
        images = convert_to_tensor(images, name="images")
        kernel = convert_to_tensor(matrix, dtype=images.dtype, name="kernel")
        return tensordot(images, kernel, axes=[[images.shape.ndims - 1], [0]])

    convert.__name__ = convert.__qualname__ = name
    convert.__doc__ = f"""{doc}

    Args:
      images: a Tensor of floats of shape [..., 3], of known rank.

    Returns:
      A Tensor of the same shape and dtype.
    """
    return convert


rgb_to_yiq = _linear(
    [
        [0.299, 0.59590059, 0.2115],
        [0.587, -0.27455667, -0.52273617],
        [0.114, -0.32134392, 0.31119955],
    ],
    "rgb_to_yiq",
    "The luma and the two chroma components, as NTSC has them, of red, green and blue.",
)
yiq_to_rgb = _linear(
    [
        [1, 1, 1],
        [0.95598634, -0.27201283, -1.10674021],
        [0.6208248, -0.64720424, 1.70423049],
    ],
    "yiq_to_rgb",
    "The red, green and blue of a luma and two chroma components as NTSC has them.",
)
rgb_to_yuv = _linear(
    [
        [0.299, -0.14714119, 0.61497538],
        [0.587, -0.28886916, -0.51496512],
        [0.114, 0.43601035, -0.10001026],
    ],
    "rgb_to_yuv",
    "The luma and the two chroma components, as PAL has them, of red, green and blue.",
)
yuv_to_rgb = _linear(
    [
        [1, 1, 1],
        [0, -0.394642334, 2.03206185],
        [1.13988303, -0.58062185, 0],
    ],
    "yuv_to_rgb",
    "The red, green and blue of a luma and two chroma components as PAL has them.",
)
