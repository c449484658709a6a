"""GIF files: the colors of all their frames."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import numpy as np

from scopeflow.errors import InvalidArgumentError

_NO_HEAD = "failed to open gif file: No screen descriptor detected"
_CUT = "failed to slurp gif file: Failed to read from given file"


class _Broken(Exception):
    pass


def decode(data: bytes) -> np.ndarray:
    """The pixels, uint8 [frames, height, width, 3].

    A frame that covers a part of the picture lies on the frame before it; what is transparent shows its color.

    Raises:
      InvalidArgumentError: if the file is broken, or its first frame does not cover the picture.
    """
    try:
        return _frames(data)
    except _Broken as error:
        raise InvalidArgumentError(
            None, None, f"Invalid GIF data (size {len(data)}), {error}"
        ) from None


def _frames(data: bytes) -> np.ndarray:
    from PIL import Image

    if len(data) < 13:
        raise _Broken(_NO_HEAD)
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    palette_size = 3 << ((flags & 7) + 1) if flags & 0x80 else 0
    palette = data[13 : 13 + palette_size]
    if len(palette) < palette_size:
        raise _Broken(_NO_HEAD)
    made: list[np.ndarray] = []
    for left, top, columns, rows, local, packed in _blocks(data, 13 + palette_size):
        colors = local if local else palette
        # a file of its own for each frame, of indices: what is transparent is no matter to us
        bits = max((len(colors) // 3 - 1).bit_length(), 1) if colors else 1
        single = (
            b"GIF89a"
            + struct.pack("<HHBBB", columns, rows, 0x80 | (bits - 1), 0, 0)
            + colors.ljust(3 << bits, b"\0")
            + b","
            + packed
            + b";"
        )
        try:
            index = np.asarray(Image.open(io.BytesIO(single), formats=("GIF",)))
        except (OSError, SyntaxError, ValueError, EOFError):
            raise _Broken(_CUT) from None
        table = np.frombuffer(colors, np.uint8).reshape(-1, 3)
        if index.size and index.max() >= len(table):
            raise _Broken(
                f"found color index {index.max()} outside of color map range {len(table)}"
            )
        part = table[index]
        if (left, top, columns, rows) == (0, 0, width, height):
            frame = part
        elif not made:
            raise _Broken("the first frame does not fill the canvas.")
        else:
            frame = made[-1].copy()
            shown = part[: max(height - top, 0), : max(width - left, 0)]
            frame[top : top + rows, left : left + columns] = shown
        made.append(frame)
    if not made:
        raise _Broken("gif file does not contain any image")
    return np.stack(made)


def _blocks(data: bytes, place: int) -> Iterator[tuple[int, int, int, int, bytes, bytes]]:
    """Of each frame: left, top, width, height, its own palette, and its packed indices as a frame at (0, 0)."""
    while True:
        kind = data[place : place + 1]
        if kind == b";":
            return
        if kind == b"!":
            place = _behind(data, place + 2)
        elif kind == b"," and place + 10 <= len(data):
            left, top, columns, rows, flags = struct.unpack_from("<HHHHB", data, place + 1)
            size = 3 << ((flags & 7) + 1) if flags & 0x80 else 0
            start = place + 10 + size
            end = _behind(data, start + 1)
            head = struct.pack("<HHHHB", 0, 0, columns, rows, flags & 0x40)
            yield left, top, columns, rows, data[place + 10 : start], head + data[start:end]
            place = end
        else:
            raise _Broken(_CUT)


def _behind(data: bytes, place: int) -> int:
    """Where the chain of sub-blocks that begins here has ended."""
    while place < len(data):
        if not data[place]:
            return place + 1
        place += 1 + data[place]
    raise _Broken(_CUT)
