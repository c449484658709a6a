"""Resizing images by any method, with the proportions kept or not, with the rest cropped or padded."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.shaping import expand_dims, squeeze
from scopeflow.ops.image.checking import rank_of, sizes
from scopeflow.ops.image.resizing import (
    resize_area,
    resize_bicubic,
    resize_bilinear,
    resize_nearest_neighbor,
)
from scopeflow.ops.math.arithmetic import minimum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.elementwise import round as round_
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static_shape import static_shape


class ResizeMethod:
    """The methods of `resize_images`."""

    BILINEAR = 0
    NEAREST_NEIGHBOR = 1
    BICUBIC = 2
    AREA = 3


_METHODS: dict[Any, Any] = {
    ResizeMethod.BILINEAR: resize_bilinear,
    ResizeMethod.NEAREST_NEIGHBOR: resize_nearest_neighbor,
    ResizeMethod.BICUBIC: resize_bicubic,
    ResizeMethod.AREA: resize_area,
    "bilinear": resize_bilinear,
    "nearest": resize_nearest_neighbor,
    "bicubic": resize_bicubic,
    "area": resize_area,
}


def resize_images(
    images: Any,
    size: Any,
    method: Any = ResizeMethod.BILINEAR,
    align_corners: bool = False,
    preserve_aspect_ratio: bool = False,
    name: str | None = None,
) -> Tensor:
    """Images of another size.

    Images that are known to have the size already come back as they are, in their own dtype.

    Args:
      images: a Tensor of shape [batch, height, width, channels] or [height, width, channels].
      size: two int32 numbers, or a vector of them: the new height and width.
      method: one of ResizeMethod.
      align_corners: whether the centers of the corner pixels keep their places.
      preserve_aspect_ratio: take the greatest size within `size` that has the old proportions.
      name: a name for the scope.

    Returns:
      A Tensor of the new size; float32, or the images' dtype for the method NEAREST_NEIGHBOR.

    Raises:
      ValueError: for another rank, `size` or method.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     bigger = tf.image.resize_images([[[0.0], [1.0]]], [1, 4])
    ...     print(sess.run(bigger[0, :, 0]))
    [0.  0.5 1.  1. ]

    ```
    """
    with name_scope(name, "resize", [images, size]):
        images = convert_to_tensor(images, name="images")
        if images._dims is None:
            raise ValueError("'images' contains no shape.")
        alone = rank_of(images, "'images' must have either 3 or 4 dimensions.") == 3
        if alone:
            images = expand_dims(images, 0)
        _, height, width, _ = images._dims
        try:
            size = convert_to_tensor(size, dtypes.int32, name="size")
        except (TypeError, ValueError):
            raise ValueError("'size' must be a 1-D int32 Tensor") from None
        if not size.shape.is_compatible_with([2]):
            raise ValueError("'size' must be a 1-D Tensor of 2 elements: new_height, new_width")
        known = static_shape(size)
        new_height, new_width = (None, None) if known is None else known
        if preserve_aspect_ratio:
            size = _in_proportion(images, new_height, new_width)
            new_height = new_width = None
        if height is None or width is None or (height, width) != (new_height, new_width):
            resize = _METHODS.get(method)
            if resize is None:
                raise ValueError("Resize method is not implemented.")
            images = resize(images, size, align_corners=align_corners)
        images.set_shape([None, new_height, new_width, None])
        return squeeze(images, axis=[0]) if alone else images


def _in_proportion(images: Tensor, new_height: int | None, new_width: int | None) -> Tensor:
    """The greatest size within the wanted one that has the images' proportions."""
    _, height, width, _ = sizes(images, 4)

    def number(value: Any) -> Any:
        return cast(value, dtypes.float32)

    tall = number(new_height) / number(height)
    wide = number(new_width) / number(width)
    scale: Any = minimum(tall, wide)
    scaled_height = cast(round_(scale * number(height)), dtypes.int32)
    scaled_width = cast(round_(scale * number(width)), dtypes.int32)
    return convert_to_tensor([scaled_height, scaled_width], dtypes.int32, name="size")
