"""Boxes cut out of images and resized, and the transposes of that."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from scopeflow.errors import OutOfRangeError
from scopeflow.xp import door
from scopeflow.xp.checks import check, static, static_ints
from scopeflow.xp.face import is_known, kernel, quiet
from scopeflow.xp.floats import flush

_F32 = np.float32


def _shown(x: Any) -> str:
    return "[" + ",".join(map(str, np.shape(x))) + "]"


class _Line(NamedTuple):
    """Where the rows (or columns) of the crops lie in their image: all of shape [boxes, size]."""

    place: Any
    inside: Any
    low: Any
    high: Any
    share: Any
    nearest: Any


def _line(face: Any, first: Any, last: Any, old: int, new: int) -> _Line:
    first, last = first[:, None], last[:, None]
    if new > 1:
        step = (last - first) * _F32(old - 1) / _F32(new - 1)
        place = first * _F32(old - 1) + np.arange(new).astype(_F32) * step
    else:
        place = _F32(0.5) * (first + last) * _F32(old - 1)
    inside = (place >= 0) & (place <= old - 1)
    safe = face.where(inside, place, _F32(0))
    low = face.floor(safe)
    # half goes away from zero, and nothing here is negative
    nearest = face.floor(safe + _F32(0.5))
    whole = [part.astype(np.int64) for part in (low, face.ceil(safe), nearest)]
    return _Line(place, inside, whole[0], whole[1], safe - low, whole[2])


def _checked(image_shape: tuple[int, ...], boxes: Any, box_index: Any) -> None:
    check(boxes.ndim == 2, None, "boxes must be 2-D%s", _shown(boxes))
    check(boxes.shape[1] == 4, None, "boxes must have 4 columns")
    check(box_index.ndim == 1, None, "box_index must be 1-D%s", _shown(box_index))
    check(box_index.shape[0] == boxes.shape[0], None, "box_index has incompatible shape")
    if boxes.shape[0]:
        within = (box_index >= 0) & (box_index < image_shape[0])
        check(within, OutOfRangeError, "box_index has values outside [0, batch_size)")


def _lines(
    face: Any, boxes: Any, old: tuple[int, ...], new: tuple[int, ...]
) -> tuple[_Line, _Line]:
    boxes = face.asarray(boxes)
    return (
        _line(face, boxes[:, 0], boxes[:, 2], old[0], new[0]),
        _line(face, boxes[:, 1], boxes[:, 3], old[1], new[1]),
    )


def _corners(image: Any, box_index: Any, rows: _Line, columns: _Line) -> list[Any]:
    """The four pixels around each place, as float32: top left, top right, bottom left, bottom right."""
    box = box_index[:, None, None]
    return [
        image[box, row[:, :, None], column[:, None, :]].astype(_F32)
        for row in (rows.low, rows.high)
        for column in (columns.low, columns.high)
    ]


def _share(line: _Line, axis: int) -> Any:
    return line.share[:, :, None, None] if axis == 1 else line.share[:, None, :, None]


def _face(*arrays: Any) -> Any:
    return np if all(is_known(x) for x in arrays) else door.jnp()


def _crop(image: Any, boxes: Any, box_index: Any, size: Any, method: str, beyond: float) -> Any:
    check(image.ndim == 4, None, "input image must be 4-D%s", _shown(image))
    check(image.shape[1] > 0 and image.shape[2] > 0, None, "image dimensions must be positive")
    numbers = static(size, "The size of a crop")
    check(numbers.ndim == 1, None, "crop_size must be 1-D%s", _shown(numbers))
    check(numbers.size == 2, None, "crop_size must have two elements%s", _shown(numbers))
    height, width = (int(n) for n in numbers)
    _checked(image.shape, boxes, box_index)
    check(height > 0 and width > 0, None, "crop dimensions must be positive")
    if not image.shape[0]:
        return np.zeros((boxes.shape[0], height, width, image.shape[3]), _F32)
    face = _face(image, boxes, box_index)
    image, box_index = face.asarray(image), face.asarray(box_index)
    rows, columns = _lines(face, boxes, image.shape[1:3], (height, width))
    if method == "nearest":
        box = box_index[:, None, None]
        found = image[box, rows.nearest[:, :, None], columns.nearest[:, None, :]].astype(_F32)
    else:
        top_left, top_right, low_left, low_right = _corners(image, box_index, rows, columns)
        share = _share(columns, 2)
        top = top_left + (top_right - top_left) * share
        low = low_left + (low_right - low_left) * share
        found = top + (low - top) * _share(rows, 1)
    inside = rows.inside[:, :, None] & columns.inside[:, None, :]
    return face.where(inside[..., None], found, _F32(beyond))


@kernel(_crop, arrays=3, exact=False)
@quiet
def crop_and_resize(
    image: Any, boxes: Any, box_index: Any, size: Any, method: str, beyond: float
) -> Any:
    """Boxes cut out of images: float32 [boxes, *size, channels].

    Args:
      image: [batch, height, width, channels].
      boxes: float32 [boxes, 4]: first row and column, last row and column, as parts of the image.
      box_index: int32 [boxes], the image of each box.
      size: two ints.
      method: "bilinear" or "nearest".
      beyond: what stands outside of the image.
    """
    arrays = (np.asarray(image), np.asarray(boxes), np.asarray(box_index))
    return flush(_crop(*arrays, size, method, beyond))


def _checked_grads(grads: Any, boxes: Any) -> None:
    check(grads.ndim == 4, None, "grads image must be 4-D%s", _shown(grads))
    check(grads.shape[1] > 0 and grads.shape[2] > 0, None, "grads dimensions must be positive")


def _grad_image(
    grads: Any, boxes: Any, box_index: Any, image_size: Any, dtype: Any, method: str
) -> Any:
    _checked_grads(grads, boxes)
    shape = static_ints(image_size, "The size of the images that were cropped")
    check(len(shape) == 4, None, "image_size must have 4 elements%s", f"[{len(shape)}]")
    check(min(shape[1:3]) > 0, None, "image dimensions must be positive")
    _checked(shape, boxes, box_index)
    face = _face(grads, boxes, box_index)
    grads, box_index = face.asarray(grads), face.asarray(box_index)
    rows, columns = _lines(face, boxes, shape[1:3], grads.shape[1:3])
    inside = (rows.inside[:, :, None] & columns.inside[:, None, :])[..., None]
    grads = face.where(inside, grads, _F32(0))
    box = box_index[:, None, None]
    if method == "nearest":
        parts = [(rows.nearest, columns.nearest, grads)]
    else:
        down, right = _share(rows, 1), _share(columns, 2)
        top, low = (_F32(1) - down) * grads, down * grads
        parts = [
            (rows.low, columns.low, (_F32(1) - right) * top),
            (rows.low, columns.high, right * top),
            (rows.high, columns.low, (_F32(1) - right) * low),
            (rows.high, columns.high, right * low),
        ]
    made = face.zeros(shape, dtype)
    for row, column, part in parts:
        where = (box, row[:, :, None], column[:, None, :])
        if face is np:
            np.add.at(made, where, part.astype(dtype))
        else:
            made = made.at[where].add(part.astype(dtype))
    return made


@kernel(_grad_image, arrays=3, exact=False)
@quiet
def crop_and_resize_grad_image(
    grads: Any, boxes: Any, box_index: Any, image_size: Any, dtype: Any, method: str
) -> Any:
    """The gradient of `crop_and_resize` by its images, of the shape `image_size`, in `dtype`."""
    arrays = (np.asarray(grads), np.asarray(boxes), np.asarray(box_index))
    return flush(_grad_image(*arrays, image_size, dtype, method))


def _grad_boxes(grads: Any, image: Any, boxes: Any, box_index: Any) -> Any:
    _checked_grads(grads, boxes)
    check(image.ndim == 4, None, "input image must be 4-D%s", _shown(image))
    check(image.shape[1] > 0 and image.shape[2] > 0, None, "image dimensions must be positive")
    _checked(image.shape, boxes, box_index)
    if not boxes.shape[0]:
        return np.zeros(boxes.shape, _F32)
    face = _face(grads, image, boxes, box_index)
    grads, image, box_index = (face.asarray(x) for x in (grads, image, box_index))
    old, new = image.shape[1:3], grads.shape[1:3]
    rows, columns = _lines(face, boxes, old, new)
    top_left, top_right, low_left, low_right = _corners(image, box_index, rows, columns)
    down, right = _share(rows, 1), _share(columns, 2)
    by_row = (_F32(1) - right) * (low_left - top_left) + right * (low_right - top_right)
    by_column = (_F32(1) - down) * (top_right - top_left) + down * (low_right - low_left)
    inside = (rows.inside[:, :, None] & columns.inside[:, None, :])[..., None]
    made = []
    for slope, size, count, axis in ((by_row, old[0], new[0], 1), (by_column, old[1], new[1], 2)):
        change = face.where(inside, slope * grads, _F32(0)).sum(-1)
        if count > 1:
            step = _F32(size - 1) / _F32(count - 1)
            last = np.arange(count).astype(_F32) * step
            first = _F32(size - 1) - last
        else:
            first = last = np.full(1, 0.5 * (size - 1), _F32)
        turn = (slice(None), None) if axis == 1 else (None, slice(None))
        made.append([(change * part[turn]).sum((1, 2)) for part in (first, last)])
    return face.stack([made[0][0], made[1][0], made[0][1], made[1][1]], -1)


@kernel(_grad_boxes, arrays=4, exact=False)
@quiet
def crop_and_resize_grad_boxes(grads: Any, image: Any, boxes: Any, box_index: Any) -> Any:
    """The gradient of `crop_and_resize` by its boxes."""
    arrays = (np.asarray(grads), np.asarray(image), np.asarray(boxes), np.asarray(box_index))
    return flush(_grad_boxes(*arrays))
