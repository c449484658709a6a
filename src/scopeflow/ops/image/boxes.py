"""Boxes drawn into images, and parts of images chosen at random around boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument, shape_of
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.image.random_window import Window, window
from scopeflow.ops.rules import Dims
from scopeflow.ops.scoping import name_scope

_F32 = np.float32
# What boxes are drawn in, in turn: red, green, blue and opacity.
_COLORS = np.array(
    [
        [1, 1, 0, 1], [0, 0, 1, 1], [1, 0, 0, 1], [0, 1, 0, 1], [0.5, 0, 0.5, 1],
        [0.5, 0.5, 0, 1], [0.5, 0, 0, 1], [0, 0, 0.5, 1], [0, 1, 1, 1], [1, 0, 1, 1],
    ],
    _F32,
)  # fmt: skip


def _drawn_on(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    dims = inputs[0]._dims
    images = rules.with_rank(dims, 4)
    if images is not None and images[3] not in (None, 1, 3, 4):
        raise ShapeMismatch("Channel depth should be either 1 (GRY), 3 (RGB), or 4 (RGBA)")
    boxes = rules.with_rank(inputs[1]._dims, 3)
    if boxes is not None and boxes[2] not in (None, 4):
        raise ShapeMismatch(f"Dimension must be 4 but is {boxes[2]}")
    return (dims,)


def _draw(images: Any, boxes: Any, colors: np.ndarray) -> np.ndarray:
    images, boxes = np.asarray(images), np.asarray(boxes, _F32)
    if images.ndim != 4:
        raise invalid_argument("The rank of the images should be 4")
    if boxes.ndim != 3:
        raise invalid_argument("The rank of the boxes tensor should be 3")
    if images.shape[0] != boxes.shape[0]:
        raise invalid_argument("The batch sizes should be the same")
    _, height, width, depth = images.shape
    if depth not in (1, 3, 4):
        raise invalid_argument("Channel depth should be either 1 (GRY), 3 (RGB), or 4 (RGBA)")
    if colors.shape[0] and colors.shape[1] < depth:
        raise invalid_argument(
            "colors must have equal or more channels than the image provided: " + shape_of(colors)
        )
    if not colors.shape[0]:
        colors = np.ones((1, 4), _F32) if depth == 1 else _COLORS
    made = images.copy()
    scale = np.array([height - 1, width - 1] * 2, _F32)
    corners = np.trunc(boxes[..., :4] * scale).astype(np.int64)
    for image, corner in zip(made, corners.tolist(), strict=True):
        for index, (top, left, bottom, right) in enumerate(corner):
            if top > bottom or left > right:
                continue
            if top >= height or bottom < 0 or left >= width or right < 0:
                continue
            color = colors[index % len(colors), :depth].astype(made.dtype)
            rows = slice(max(top, 0), min(bottom, height - 1) + 1)
            columns = slice(max(left, 0), min(right, width - 1) + 1)
            for row in {top, bottom}:
                if 0 <= row < height:
                    image[row, columns] = color
            for column in {left, right}:
                if 0 <= column < width:
                    image[rows, column] = color
    return made


@op(
    "DrawBoundingBoxes(images: T, boxes: float32; T: {float32|float16} = float32) -> (output: T)",
    shape=_drawn_on,
    host=True,
)
def draw_bounding_boxes_v1(images, boxes):
    """Images with the outlines of boxes, in ten colors in turn."""
    return _draw(images, boxes, np.zeros((0, 4), _F32))


@op(
    "DrawBoundingBoxesV2(images: T, boxes: float32, colors: float32; T: {float32|float16} = float32) "
    "-> (output: T)",
    shape=_drawn_on,
    host=True,
)
def draw_bounding_boxes_v2(images, boxes, colors):
    """Images with the outlines of boxes, in given colors in turn."""
    colors = np.asarray(colors, _F32)
    if colors.ndim != 2:
        raise invalid_argument(f"colors must be a 2-D matrix{shape_of(colors)}")
    return _draw(images, boxes, colors)


def draw_bounding_boxes(
    images: Any, boxes: Any, name: str | None = None, colors: Any = None
) -> Tensor:
    """Images with the outlines of boxes drawn into them.

    Args:
      images: a Tensor of floats of shape [batch, height, width, channels], with 1, 3 or 4 channels.
      boxes: a float32 Tensor of shape [batch, boxes, 4]: first row and column, last row and column, as parts of
        the image.
      name: a name for the operation.
      colors: a float32 Tensor of shape [colors, channels]; the boxes take them in turn. None for ten usual ones.

    Returns:
      A Tensor of the same shape and dtype.

    Raises:
      ValueError: if shapes do not fit.
    """
    if colors is None:
        return draw_bounding_boxes_v1(images, boxes, name=name)
    return draw_bounding_boxes_v2(images, boxes, colors, name=name)


def _window_shapes(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, Dims, Dims]:
    size = rules.with_rank(inputs[0]._dims, 1)
    boxes = rules.with_rank(inputs[1]._dims, 3)
    if size is not None and size[0] not in (None, 3):
        raise ShapeMismatch(f"Dimension must be 3 but is {size[0]}")
    if boxes is not None and boxes[2] not in (None, 4):
        raise ShapeMismatch(f"Dimension must be 4 but is {boxes[2]}")
    if len(inputs) > 2:
        rules.with_rank(inputs[2]._dims, 0)
    return ((3,), (3,), (1, 1, 4))


_WINDOW_ATTRS = (
    "aspect_ratio_range: list(float) = [0.75, 1.3300000429153442], "
    "area_range: list(float) = [0.05000000074505806, 1.0], max_attempts: int = 100, "
    "use_image_if_no_bounding_boxes: bool = False"
)
_WINDOW_OUTPUTS = "-> (begin: T, size: T, bboxes: float32) # stateful"
_WINDOW_TYPES = "T: {uint8|int8|int16|int32|int64}, seed: int = 0, seed2: int = 0"


def _chosen(image_size: Any, wanted: Window, rng: Any) -> tuple[np.ndarray, ...]:
    size = np.asarray(image_size)
    height, width = int(size[0]), int(size[1])
    left, top, right, bottom = window(height, width, wanted, rng)
    begin = np.array([top, left, 0], np.int64).astype(size.dtype)
    extent = np.array([bottom - top, right - left, -1], np.int64).astype(size.dtype)
    with np.errstate(all="ignore"):
        edges = np.array([top, left, bottom, right], _F32)
        box = edges / np.array([height, width, height, width], _F32)
    return begin, extent, box.reshape(1, 1, 4)


@op(
    f"SampleDistortedBoundingBox(image_size: T, bounding_boxes: float32; {_WINDOW_TYPES}, "
    f"min_object_covered: float = 0.100000001, {_WINDOW_ATTRS}) {_WINDOW_OUTPUTS}",
    shape=_window_shapes,
    host=True,
)
def sample_distorted_bounding_box_v1(
    image_size,
    bounding_boxes,
    *,
    min_object_covered,
    aspect_ratio_range,
    area_range,
    max_attempts,
    use_image_if_no_bounding_boxes,
    rng,
):
    """A part of an image chosen at random; how much of a box it holds is an attribute."""
    wanted = Window.checked(
        image_size,
        bounding_boxes,
        min_object_covered,
        aspect_ratio_range,
        area_range,
        max_attempts,
        use_image_if_no_bounding_boxes,
    )
    return _chosen(image_size, wanted, rng)


@op(
    f"SampleDistortedBoundingBoxV2(image_size: T, bounding_boxes: float32, min_object_covered: float32; "
    f"{_WINDOW_TYPES}, {_WINDOW_ATTRS}) {_WINDOW_OUTPUTS}",
    shape=_window_shapes,
    host=True,
)
def sample_distorted_bounding_box_v2(
    image_size,
    bounding_boxes,
    min_object_covered,
    *,
    aspect_ratio_range,
    area_range,
    max_attempts,
    use_image_if_no_bounding_boxes,
    rng,
):
    """A part of an image chosen at random; how much of a box it holds is an input."""
    wanted = Window.checked(
        image_size,
        bounding_boxes,
        min_object_covered,
        aspect_ratio_range,
        area_range,
        max_attempts,
        use_image_if_no_bounding_boxes,
    )
    return _chosen(image_size, wanted, rng)


def sample_distorted_bounding_box(
    image_size: Any,
    bounding_boxes: Any,
    seed: Any = None,
    seed2: Any = None,
    min_object_covered: Any = 0.1,
    aspect_ratio_range: Any = None,
    area_range: Any = None,
    max_attempts: int | None = None,
    use_image_if_no_bounding_boxes: bool | None = None,
    name: str | None = None,
) -> Any:
    """A part of an image chosen at random that holds enough of one of its boxes.

    Args:
      image_size: an integer Tensor of three numbers: height, width, channels.
      bounding_boxes: a float32 Tensor of shape [batch, boxes, 4]: first row and column, last row and column, as
        parts of the image.
      seed: an int that fixes the choice, with `seed2`.
      seed2: a second int.
      min_object_covered: how much of a box the part must hold, a float.
      aspect_ratio_range: two floats, the bounds of width / height.
      area_range: two floats, the bounds of the part of the image's area.
      max_attempts: after so many attempts the whole image is taken.
      use_image_if_no_bounding_boxes: take the whole image for a box if there are none.
      name: a name for the scope.

    Returns:
      A named tuple: `begin` and `size`, for `tf.slice`, and `bboxes`, the part as a box of shape [1, 1, 4].

    Raises:
      ValueError: if shapes do not fit.
      InvalidArgumentError: in a run, if there are no boxes, or an argument is out of range.
    """
    with name_scope(name, "sample_distorted_bounding_box"):
        return sample_distorted_bounding_box_v2(
            image_size,
            bounding_boxes,
            seed=seed,
            seed2=seed2,
            min_object_covered=min_object_covered,
            aspect_ratio_range=aspect_ratio_range,
            area_range=area_range,
            max_attempts=max_attempts,
            use_image_if_no_bounding_boxes=use_image_if_no_bounding_boxes,
            name=name,
        )
