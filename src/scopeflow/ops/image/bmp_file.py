"""BMP files without compression: bytes of blue, green, red (and alpha), or of gray."""

from __future__ import annotations

import struct

import numpy as np

from scopeflow.graph.words import invalid_argument

_HEAD = 32


def decode(data: bytes, channels: int) -> np.ndarray:
    """The pixels, uint8 [height, width, channels].

    Args:
      data: the file.
      channels: 1, 3, 4, or 0 for as many as the file has.

    Raises:
      InvalidArgumentError: if the file is too short, or has other channels.
    """
    if len(data) < _HEAD:
        raise invalid_argument(
            f"Incomplete bmp content, requires at least {_HEAD} bytes to find the header size, "
            f"width, height, and bpp, got {len(data)} bytes"
        )
    (start,) = struct.unpack_from("<i", data, 10)
    width, height = struct.unpack_from("<ii", data, 18)
    (bits,) = struct.unpack_from("<h", data, 28)
    have = bits // 8
    if channels and channels != have:
        raise invalid_argument(
            f"channels attribute {channels} does not match bits per pixel from file {have}"
        )
    if have not in (1, 3, 4):
        raise invalid_argument(f"Number of channels must be 1, 3 or 4, was {have}")
    rows = abs(height)
    if width <= 0 or not rows or start < 0:
        raise invalid_argument("Invalid bmp content: its size must be positive")
    stride = (have * width + 3) // 4 * 4
    least = start + stride * (rows - 1) + have * width
    if len(data) < least:
        raise invalid_argument(
            f"Incomplete bmp content, requires at least {least} bytes, got {len(data)} bytes"
        )
    body = np.frombuffer(data[start:].ljust(stride * rows, b"\0"), np.uint8, stride * rows)
    pixels = body.reshape(rows, stride)[:, : have * width].reshape(rows, width, have)
    if height > 0:
        pixels = pixels[::-1]
    order = {1: [0], 3: [2, 1, 0], 4: [2, 1, 0, 3]}[have]
    return np.ascontiguousarray(pixels[:, :, order])
