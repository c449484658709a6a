"""Boxes cut out of images and resized, with the ops that its gradients use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.image.resizing import size_from_input
from scopeflow.ops.rules import Dims
from scopeflow.ops.static import constant_value_as_shape

_KINDS = "{uint8|uint16|int8|int16|int32|int64|float16|float32|float64}"


def four_columns(dims: Dims) -> Dims:
    """The dims of boxes, known to be a matrix of four columns."""
    boxes = rules.with_rank(dims, 2)
    if boxes is not None and boxes[1] not in (None, 4):
        raise ShapeMismatch(f"Dimension must be 4 but is {boxes[1]}")
    return boxes


def _cropped(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    image = rules.with_rank(inputs[0]._dims, 4)
    boxes = rules.with_rank(inputs[1]._dims, 2)
    index = rules.with_rank(inputs[2]._dims, 1)
    assert image is not None and boxes is not None and index is not None
    count = rules.merge_dim(boxes[0], index[0])
    four_columns(boxes)
    size = rules.with_rank(inputs[3]._dims, 1)
    if size is not None and size[0] not in (None, 2):
        raise ShapeMismatch(f"Dimension must be 2 but is {size[0]}")
    height, width = size_from_input(inputs, 3)
    return ((count, height, width, image[3]),)


@op(
    f"CropAndResize(image: T, boxes: float32, box_ind: int32, crop_size: int32; T: {_KINDS}, "
    'method: {"bilinear"|"nearest"} = "bilinear", extrapolation_value: float = 0.0) -> (crops: float32)',
    shape=_cropped,
    static=("crop_size",),
)
def raw_crop_and_resize(image, boxes, box_ind, crop_size, *, method, extrapolation_value):
    """Boxes cut out of images and resized to one size."""
    return xp.crop_and_resize(image, boxes, box_ind, crop_size, method, extrapolation_value)


def crop_and_resize(
    image: Any,
    boxes: Any,
    box_ind: Any = None,
    crop_size: Any = None,
    method: str = "bilinear",
    extrapolation_value: float = 0,
    name: str | None = None,
    box_indices: Any = None,
) -> Tensor:
    """Boxes cut out of images and resized to one size.

    Args:
      image: a Tensor of real numbers of shape [batch, height, width, channels].
      boxes: a float32 Tensor of shape [boxes, 4]: first row and column, last row and column, as parts of the image:
        0 is the first and 1 the last. They may lie outside; the first may be behind the last, which turns the crop.
      box_ind: an int32 Tensor of shape [boxes], the image of each box.
      crop_size: two int32 numbers: the height and width of the crops.
      method: "bilinear" or "nearest".
      extrapolation_value: what stands outside of the image.
      name: a name for the operation.
      box_indices: another name of `box_ind`.

    Returns:
      A float32 Tensor of shape [boxes, crop_height, crop_width, channels].

    Raises:
      ValueError: if shapes do not fit, or `box_ind` and `box_indices` are given.
      OutOfRangeError: in a run, if there is no such image.
    """
    if box_indices is not None:
        if box_ind is not None:
            raise ValueError("Cannot specify both 'box_ind' and 'box_indices'")
        box_ind = box_indices
    return raw_crop_and_resize(
        image,
        boxes,
        box_ind,
        crop_size,
        method=method,
        extrapolation_value=float(extrapolation_value),
        name=name,
    )


def _images(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    return (rules.with_rank(constant_value_as_shape(inputs[3]), 4),)


@op(
    "CropAndResizeGradImage(grads: float32, boxes: float32, box_ind: int32, image_size: int32; "
    'T: {float32|float16|float64}, method: {"bilinear"|"nearest"} = "bilinear") -> (output: T)',
    shape=_images,
    static=("image_size",),
)
def crop_and_resize_grad_image(grads, boxes, box_ind, image_size, *, T, method):  # noqa: N803
    """The gradient of CropAndResize by its images, which have the shape `image_size`."""
    return xp.crop_and_resize_grad_image(
        grads, boxes, box_ind, image_size, T.as_numpy_dtype, method
    )


def _like_boxes(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    return (inputs[2]._dims,)


@op(
    f"CropAndResizeGradBoxes(grads: float32, image: T, boxes: float32, box_ind: int32; T: {_KINDS}, "
    'method: {"bilinear"} = "bilinear") -> (output: float32)',
    shape=_like_boxes,
)
def crop_and_resize_grad_boxes(grads, image, boxes, box_ind):
    """The gradient of CropAndResize by its boxes."""
    return xp.crop_and_resize_grad_boxes(grads, image, boxes, box_ind)
