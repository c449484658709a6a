"""Cutting images to a size, or padding them with zeros to one."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.arrays.padding import pad
from scopeflow.ops.arrays.shaping import expand_dims, reshape, shape, squeeze
from scopeflow.ops.arrays.slicing import slice as slice_
from scopeflow.ops.control.grouping import with_dependencies
from scopeflow.ops.image.checking import checked_image, image_checks, rank_of, require, sizes
from scopeflow.ops.image.resize_images import ResizeMethod, resize_images
from scopeflow.ops.math.arithmetic import maximum, minimum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal
from scopeflow.ops.math.elementwise import floor
from scopeflow.ops.scoping import name_scope


def _batch(image: Any) -> tuple[Tensor, bool]:
    """The image as a batch, and whether it was one; of unknown rank it counts as one image.

    Raises:
      ValueError: if it has neither three nor four dimensions.
    """
    image = convert_to_tensor(image, name="image")
    rank = rank_of(image)
    if rank == 4:
        return image, True
    image = expand_dims(image, 0)
    if rank is None:
        image.set_shape([None] * 4)
    return image, False


def _known(sizes: list[Any]) -> list[Any]:
    return [None if isinstance(size, Tensor) else size for size in sizes]


def _larger(x: Any, y: Any) -> Any:
    return maximum(x, y) if isinstance(x, Tensor) or isinstance(y, Tensor) else max(x, y)


def _smaller(x: Any, y: Any) -> Any:
    return minimum(x, y) if isinstance(x, Tensor) or isinstance(y, Tensor) else min(x, y)


def _equal(x: Any, y: Any) -> Any:
    return equal(x, y) if isinstance(x, Tensor) or isinstance(y, Tensor) else x == y


def crop_to_bounding_box(
    image: Any, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Tensor:
    """The part of an image that begins at an offset and has a size.

    Args:
      image: a Tensor of shape [batch, height, width, channels] or [height, width, channels].
      offset_height: the first row, an int or an int32 scalar tensor, as the following.
      offset_width: the first column.
      target_height: how many rows.
      target_width: how many columns.

    Returns:
      A Tensor of the same rank and dtype.

    Raises:
      ValueError: if the part is known not to lie within the image.
      InvalidArgumentError: if a run finds that it does not.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.image.crop_to_bounding_box(tf.zeros([4, 6, 3]), 1, 1, 2, 3)
    <tf.Tensor 'crop_to_bounding_box/Squeeze:0' shape=(2, 3, 3) dtype=float32>

    ```
    """
    with name_scope(None, "crop_to_bounding_box", [image]):
        image, was_batch = _batch(image)
        checks = image_checks(image)
        batch, height, width, depth = sizes(image, 4)
        checks += require(offset_width >= 0, "offset_width must be >= 0.")
        checks += require(offset_height >= 0, "offset_height must be >= 0.")
        checks += require(target_width > 0, "target_width must be > 0.")
        checks += require(target_height > 0, "target_height must be > 0.")
        checks += require(
            width >= (target_width + offset_width), "width must be >= target + offset."
        )
        checks += require(
            height >= (target_height + offset_height), "height must be >= target + offset."
        )
        image = with_dependencies(checks, image)
        cropped = slice_(
            image,
            stack([0, offset_height, offset_width, 0]),
            stack([-1, target_height, target_width, -1]),
        )
        cropped.set_shape(_known([batch, target_height, target_width, depth]))
        return cropped if was_batch else squeeze(cropped, axis=[0])


def pad_to_bounding_box(
    image: Any, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Tensor:
    """An image amid zeros.

    Args:
      image: a Tensor of shape [batch, height, width, channels] or [height, width, channels].
      offset_height: how many rows of zeros above it, an int or an int32 scalar tensor, as the following.
      offset_width: how many columns of zeros left of it.
      target_height: how many rows the result has.
      target_width: how many columns the result has.

    Returns:
      A Tensor of the same rank and dtype.

    Raises:
      ValueError: if the image is known not to fit in.
      InvalidArgumentError: if a run finds that it does not.
    """
    with name_scope(None, "pad_to_bounding_box", [image]):
        image, was_batch = _batch(image)
        checks = image_checks(image)
        batch, height, width, depth = sizes(image, 4)
        right = target_width - offset_width - width
        below = target_height - offset_height - height
        checks += require(offset_height >= 0, "offset_height must be >= 0")
        checks += require(offset_width >= 0, "offset_width must be >= 0")
        checks += require(right >= 0, "width must be <= target - offset")
        checks += require(below >= 0, "height must be <= target - offset")
        image = with_dependencies(checks, image)
        ends = stack([0, 0, offset_height, below, offset_width, right, 0, 0])
        padded = pad(image, reshape(ends, [4, 2]))
        padded.set_shape(_known([batch, target_height, target_width, depth]))
        return padded if was_batch else squeeze(padded, axis=[0])


def resize_image_with_crop_or_pad(image: Any, target_height: Any, target_width: Any) -> Tensor:
    """An image of another size, cut where it is larger and padded with zeros where it is smaller; its middle stays.

    Args:
      image: a Tensor of shape [batch, height, width, channels] or [height, width, channels].
      target_height: how many rows, an int or an int32 scalar tensor.
      target_width: how many columns.

    Returns:
      A Tensor of the same rank and dtype.

    Raises:
      ValueError: if a size is not positive, or the image has another rank or is empty.
    """
    with name_scope(None, "resize_image_with_crop_or_pad", [image]):
        image, was_batch = _batch(image)
        checks = image_checks(image)
        checks += require(target_width > 0, "target_width must be > 0.")
        checks += require(target_height > 0, "target_height must be > 0.")
        image = with_dependencies(checks, image)
        if isinstance(target_height, Tensor):
            target_height = with_dependencies(checks, target_height)
        if isinstance(target_width, Tensor):
            target_width = with_dependencies(checks, target_width)
        _, height, width, _ = sizes(image, 4)
        more_width = target_width - width
        cut_left = _larger(-more_width // 2, 0)
        pad_left = _larger(more_width // 2, 0)
        more_height = target_height - height
        cut_above = _larger(-more_height // 2, 0)
        pad_above = _larger(more_height // 2, 0)
        cropped = crop_to_bounding_box(
            image,
            cut_above,
            cut_left,
            _smaller(target_height, height),
            _smaller(target_width, width),
        )
        resized = pad_to_bounding_box(cropped, pad_above, pad_left, target_height, target_width)
        _, new_height, new_width, _ = sizes(resized, 4)
        checks = require(_equal(new_height, target_height), "resized height is not correct.")
        checks += require(_equal(new_width, target_width), "resized width is not correct.")
        resized = with_dependencies(checks, resized)
        return resized if was_batch else squeeze(resized, axis=[0])


def resize_image_with_pad(
    image: Any,
    target_height: Any,
    target_width: Any,
    method: Any = ResizeMethod.BILINEAR,
    align_corners: bool = False,
) -> Tensor:
    """An image resized without distortion, and padded with zeros to the wanted size.

    Args:
      image: a Tensor of shape [batch, height, width, channels] or [height, width, channels].
      target_height: how many rows, an int or an int32 scalar tensor.
      target_width: how many columns.
      method: one of ResizeMethod.
      align_corners: whether the centers of the corner pixels keep their places.

    Returns:
      A Tensor of the same rank; of dtype float32, or that of the image for the method NEAREST_NEIGHBOR.

    Raises:
      ValueError: if a size is not positive, or the image has another rank or is empty.
    """
    with name_scope(None, "resize_image_with_pad", [image]):
        image, was_batch = _batch(image)
        checks = image_checks(image)
        checks += require(target_width > 0, "target_width must be > 0.")
        checks += require(target_height > 0, "target_height must be > 0.")
        image = with_dependencies(checks, image)
        _, height, width, _ = sizes(image, 4)
        # float64, in which no size of an image is rounded
        old_height: Any = cast(height, dtypes.float64)
        old_width: Any = cast(width, dtypes.float64)
        whole_height: Any = cast(target_height, dtypes.float64)
        whole_width: Any = cast(target_width, dtypes.float64)
        ratio = maximum(old_width / whole_width, old_height / whole_height)
        exact_height, exact_width = old_height / ratio, old_width / ratio
        new_height = cast(floor(exact_height), dtypes.int32)
        new_width = cast(floor(exact_width), dtypes.int32)
        half_height = (whole_height - exact_height) / 2
        half_width = (whole_width - exact_width) / 2
        whole_above, whole_left = floor(half_height), floor(half_width)
        above = maximum(0, cast(whole_above, dtypes.int32))
        left = maximum(0, cast(whole_left, dtypes.int32))
        resized = resize_images(image, [new_height, new_width], method, align_corners)
        padded = pad_to_bounding_box(resized, above, left, target_height, target_width)
        sizes(padded, 4)
        return padded if was_batch else squeeze(padded, axis=[0])


def central_crop(image: Any, central_fraction: float) -> Tensor:
    """The middle of an image.

    Args:
      image: a Tensor of shape [batch, height, width, channels] or [height, width, channels].
      central_fraction: how much of the height and of the width to keep, in (0, 1].

    Returns:
      A Tensor of the same rank and dtype; `image` itself for the fraction 1.

    Raises:
      ValueError: for another fraction or rank.
    """
    with name_scope(None, "central_crop", [image]):
        image = convert_to_tensor(image, name="image")
        if central_fraction <= 0.0 or central_fraction > 1.0:
            raise ValueError("central_fraction must be within (0, 1]")
        if central_fraction == 1.0:
            return image
        checked_image(image)
        dims = image._dims
        if dims is None or len(dims) not in (3, 4):
            raise ValueError(
                "`image` should either be a Tensor with rank = 3 or rank = 4. "
                f"Had rank = {None if dims is None else len(dims)}."
            )
        axis = len(dims) - 3
        height: Any = shape(image)[axis] if dims[axis] is None else dims[axis]
        width: Any = shape(image)[axis + 1] if dims[axis + 1] is None else dims[axis + 1]
        above, left = (_margin(size, central_fraction) for size in (height, width))
        tall, wide = height - above * 2, width - left * 2
        first = [0] * axis + [above, left, 0]
        middle = slice_(image, stack(first), stack([-1] * axis + [tall, wide, -1]))
        middle.set_shape([*dims[:axis], *_known([tall, wide]), dims[-1]])
        return middle


def _margin(size: Any, fraction: float) -> Any:
    """How much to leave out on one side."""
    if not isinstance(size, Tensor):
        return int((size - size * fraction) / 2)
    exact: Any = cast(size, dtypes.float64)
    return cast((exact - exact * fraction) / 2, dtypes.int32)
