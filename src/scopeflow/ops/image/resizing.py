"""The ops that resize images by one method each, and the ops that their gradients use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.rules import Dims
from scopeflow.ops.static import constant_value, constant_value_as_shape

_REAL = "{int8|uint8|int16|uint16|int32|int64|float16|float32|float64}"
_REAL_AND_BFLOAT = "{int8|uint8|int16|uint16|int32|int64|bfloat16|float16|float32|float64}"
_CENTERS = "align_corners: bool = False, half_pixel_centers: bool = False"


def size_from_input(inputs: Sequence[Tensor], index: int) -> tuple[int | None, int | None]:
    """The height and width that the int vector `inputs[index]` holds, if they are known."""
    vector = rules.with_rank(inputs[index]._dims, 1)
    if vector is not None and vector[0] not in (None, 2):
        raise ShapeMismatch(f"Dimension must be 2 but is {vector[0]}", values=(index,))
    # both or none: no shape function looks at a size of which only a part is known
    known = (
        None if constant_value(inputs[index]) is None else constant_value_as_shape(inputs[index])
    )
    return (None, None) if known is None else (known[0], known[1])


def _resized(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    dims = rules.with_rank(inputs[0]._dims, 4)
    assert dims is not None
    return ((dims[0], *size_from_input(inputs, 1), dims[3]),)


@op(
    f"ResizeBilinear(images: T, size: int32; T: {_REAL_AND_BFLOAT}, {_CENTERS}) -> (resized_images: float32)",
    shape=_resized,
    static=("size",),
)
def raw_resize_bilinear(images, size, *, align_corners, half_pixel_centers):
    """Images of another size, each pixel blended from the four nearest."""
    return xp.resize_bilinear(images, size, align_corners, half_pixel_centers)


@op(
    f"ResizeNearestNeighbor(images: T, size: int32; T: {_REAL}, {_CENTERS}) -> (resized_images: T)",
    shape=_resized,
    static=("size",),
)
def raw_resize_nearest_neighbor(images, size, *, align_corners, half_pixel_centers):
    """Images of another size, each pixel a copy of the nearest."""
    return xp.resize_nearest(images, size, align_corners, half_pixel_centers)


@op(
    f"ResizeBicubic(images: T, size: int32; T: {_REAL}, {_CENTERS}) -> (resized_images: float32)",
    shape=_resized,
    static=("size",),
)
def raw_resize_bicubic(images, size, *, align_corners, half_pixel_centers):
    """Images of another size, each pixel blended from the sixteen nearest."""
    return xp.resize_bicubic(images, size, align_corners, half_pixel_centers)


@op(
    f"ResizeArea(images: T, size: int32; T: {_REAL}, align_corners: bool = False) -> (resized_images: float32)",
    shape=_resized,
    static=("size",),
)
def resize_area(images, size, *, align_corners):
    """Images of another size, each pixel the mean of the area that it covers.

    Args:
      images: a Tensor of real numbers of shape [batch, height, width, channels].
      size: an int32 vector of two numbers: the new height and width.
      align_corners: whether the centers of the corner pixels keep their places.
      name: a name for the operation.

    Returns:
      A float32 Tensor of shape [batch, new_height, new_width, channels].
    """
    return xp.resize_area(images, size, align_corners)


def _public(raw: Callable[..., Tensor], name: str, doc: str, result: str) -> Callable[..., Tensor]:
    def resize(
        images: Any,
        size: Any,
        align_corners: bool = False,
        name: str | None = None,
        half_pixel_centers: bool = False,
    ) -> Tensor:
        return raw(
            images,
            size,
            align_corners=align_corners,
            half_pixel_centers=half_pixel_centers,
            name=name,
        )

    resize.__name__ = resize.__qualname__ = name
    resize.__doc__ = f"""{doc}

    Args:
      images: a Tensor of real numbers of shape [batch, height, width, channels].
      size: an int32 vector of two numbers: the new height and width.
      align_corners: whether the centers of the corner pixels keep their places.
      name: a name for the operation.
      half_pixel_centers: whether a pixel's place is its center; not with `align_corners`.

    Returns:
      A {result} of shape [batch, new_height, new_width, channels].

    Raises:
      InvalidArgumentError: in a run, if a size is not positive.
    """
    return resize


resize_bilinear = _public(
    raw_resize_bilinear,
    "resize_bilinear",
    "Images of another size, each pixel blended from the four nearest.",
    "float32 Tensor",
)
resize_nearest_neighbor = _public(
    raw_resize_nearest_neighbor,
    "resize_nearest_neighbor",
    "Images of another size, each pixel a copy of the nearest.",
    "Tensor of the same dtype",
)
resize_bicubic = _public(
    raw_resize_bicubic,
    "resize_bicubic",
    "Images of another size, each pixel blended from the sixteen nearest.",
    "float32 Tensor",
)


def _like_original(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    return (inputs[1]._dims,)


@op(
    f"ResizeBilinearGrad(grads: float32, original_image: T; T: floating, {_CENTERS}) -> (output: T)",
    shape=_like_original,
)
def resize_bilinear_grad(grads, original_image, *, align_corners, half_pixel_centers):
    """The gradient of ResizeBilinear by its images."""
    return xp.resize_bilinear_grad(grads, original_image, align_corners, half_pixel_centers)


@op(
    f"ResizeBicubicGrad(grads: float32, original_image: T; T: {{float32|float64}}, {_CENTERS}) -> (output: T)",
    shape=_like_original,
)
def resize_bicubic_grad(grads, original_image, *, align_corners, half_pixel_centers):
    """The gradient of ResizeBicubic by its images."""
    return xp.resize_bicubic_grad(grads, original_image, align_corners, half_pixel_centers)


@op(
    "ResizeNearestNeighborGrad(grads: T, size: int32; T: {uint8|int8|int32|float16|float32|float64}, "
    f"{_CENTERS}) -> (output: T)",
    shape=_resized,
    static=("size",),
)
def resize_nearest_neighbor_grad(grads, size, *, align_corners, half_pixel_centers):
    """The gradient of ResizeNearestNeighbor by its images, which are of the height and width `size`."""
    return xp.resize_nearest_grad(grads, size, align_corners, half_pixel_centers)
