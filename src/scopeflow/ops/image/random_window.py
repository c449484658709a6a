"""A part of an image chosen at random: its proportions first, then its size, then its place.

The numbers are drawn one by one from the op's stream of random words, so that the same seeds choose what TensorFlow
chooses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from scopeflow.graph.words import invalid_argument, shape_of

_F32 = np.float32
_WORD = 1 << 32
_Box = tuple[int, int, int, int]


class Window(NamedTuple):
    """What is asked of a part of an image; boxes are (left, top, right, bottom) as parts of the image."""

    boxes: np.ndarray
    covered: float
    ratios: tuple[float, float]
    areas: tuple[float, float]
    attempts: int

    @classmethod
    def checked(
        cls,
        image_size: Any,
        boxes: Any,
        covered: Any,
        ratios: Any,
        areas: Any,
        attempts: int,
        whole: bool,
    ) -> Window:
        """The arguments of the op.

        Raises:
          InvalidArgumentError: if one is out of range.
        """
        for given, what in ((ratios, "Aspect ratio range"), (areas, "Area range")):
            if len(given) != 2:
                raise invalid_argument(f"{what} field must specify 2 dimensions")
            if min(given) <= 0:
                raise invalid_argument(f"{what} must be non-negative: [{given[0]:g}, {given[1]:g}]")
        if max(areas) > 1:
            raise invalid_argument(
                f"Area range must be less then or equal to 1.0: [{areas[0]:g}, {areas[1]:g}]"
            )
        if attempts <= 0:
            raise invalid_argument(f"Max attempts must be non-negative: {attempts}")
        size, boxes = np.asarray(image_size), np.asarray(boxes, _F32)
        if size.ndim != 1:
            raise invalid_argument(f"image_size must be 1-dimensional{shape_of(size)}")
        if size.size != 3:
            raise invalid_argument(f"image_size must contain 3 elements{shape_of(size)}")
        for number, what in zip(size[:2].tolist(), ("height", "width"), strict=True):
            if not 0 <= number < 2**31:
                raise invalid_argument(f"image {what} cannot be >= int32 max")
        if np.ndim(covered):
            raise invalid_argument(f"min_object_covered must be 0-D, got shape {shape_of(covered)}")
        if covered < 0:
            raise invalid_argument(f"Min object covered must be non-negative: {float(covered):g}")
        if boxes.size:
            if boxes.ndim != 3:
                raise invalid_argument(
                    f"input boxes must be 3-dimensional [batch, num_boxes, coords]: {shape_of(boxes)}"
                )
            if boxes.shape[2] != 4:
                raise invalid_argument(
                    f"bounding boxes must have shape [4] or [*, 4], got {shape_of(boxes)}"
                )
            wrong = boxes[~((boxes >= 0) & (boxes <= 1))]
            if wrong.size:
                raise invalid_argument(
                    f"All bounding box coordinates must be in [0.0, 1.0]: {float(wrong[0]):g}"
                )
        elif not whole:
            raise invalid_argument(
                "No bounding boxes provided as input. One must enable use_image_if_no_bounding_boxes if you wish "
                "to not provide any bounding boxes."
            )
        else:
            boxes = np.array([0, 0, 1, 1], _F32)
        flat = boxes.reshape(-1, 4)[:, [1, 0, 3, 2]]
        return cls(flat, float(covered), tuple(ratios), tuple(areas), attempts)


class _Words:
    """The random words of an op's stream, one after the other."""

    def __init__(self, rng: Any) -> None:
        self._words = self._drawn(rng)

    @staticmethod
    def _drawn(rng: Any) -> Iterator[int]:
        block = 0
        while True:
            yield from rng.blocks(block, 16).reshape(-1).tolist()
            block += 16

    def unit(self) -> np.float32:
        """A float in [0, 1)."""
        bits = np.uint32(next(self._words) & 0x7FFFFF | 0x3F800000)
        return bits.view(_F32) - _F32(1)

    def below(self, bound: int) -> int:
        """An int in [0, bound)."""
        if not bound & (bound - 1):
            return next(self._words) & (bound - 1)
        rest = _WORD % bound
        while True:
            word = next(self._words)
            # the first words are left out, so that all remainders are equally likely
            if word >= rest:
                return word % bound


def _whole(number: Any) -> int:
    return int(np.rint(number))


def window(height: int, width: int, wanted: Window, rng: Any) -> _Box:
    """The part: left, top, right, bottom, in pixels; the whole image if no attempt succeeds."""
    scale = np.array([width, height, width, height], _F32)
    boxes = np.trunc(wanted.boxes * scale).astype(np.int64).tolist()
    words = _Words(rng)
    low, high = _F32(wanted.ratios[0]), _F32(wanted.ratios[1])
    found: _Box = (0, 0, width, height)
    for _ in range(wanted.attempts):
        ratio = words.unit() * (high - low) + low
        part = _attempt(height, width, wanted.areas, ratio, words)
        if part is not None and _holds_enough(part, boxes, wanted.covered):
            found = part
            break
    # each attempt has a block of four words in reserve, whatever was drawn
    rng.used += wanted.attempts
    return found


def _attempt(
    height: int, width: int, areas: tuple[float, float], ratio: Any, words: _Words
) -> _Box | None:
    """A part of these proportions, if it has an area within the bounds and fits in."""
    least, most = (_F32(area) * _F32(width) * _F32(height) for area in areas)
    rows = _whole(np.sqrt(least / ratio))
    limit = _whole(np.sqrt(most / ratio))
    if _whole(_F32(limit) * ratio) > width:
        limit = int((width + 0.5 - 1e-7) / ratio)
        if _whole(_F32(limit) * ratio) > width:
            limit -= 1
    limit = min(limit, height)
    rows = min(rows, limit)
    if rows < limit:
        rows += words.below(limit - rows + 1)
    columns = _whole(_F32(rows) * ratio)
    # rounding may have carried the area over a bound
    if _F32(rows * columns) < least:
        rows += 1
        columns = _whole(_F32(rows) * ratio)
    if _F32(rows * columns) > most:
        rows -= 1
        columns = _whole(_F32(rows) * ratio)
    area = _F32(rows * columns)
    if not least <= area <= most or not (0 < rows <= height and 0 < columns <= width):
        return None
    top = words.below(height - rows) if rows < height else 0
    left = words.below(width - columns) if columns < width else 0
    return left, top, left + columns, top + rows


def _holds_enough(part: _Box, boxes: list[list[int]], covered: float) -> bool:
    """Whether the part holds at least so much of one of the boxes."""
    left, top, right, bottom = part
    if (right - left) * (bottom - top) < 1:
        return False
    for x0, y0, x1, y1 in boxes:
        area = max(x1 - x0, 0) * max(y1 - y0, 0)
        if area < 1:
            continue
        columns = max(min(right, x1) - max(left, x0), 0)
        rows = max(min(bottom, y1) - max(top, y0), 0)
        if _F32(columns * rows) / _F32(area) >= _F32(covered):
            return True
    return False
