"""PNG files: their pixels by way of Pillow, and by ourselves where a color has 16 bits."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any, NamedTuple

import numpy as np

from scopeflow.errors import InvalidArgumentError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Channels by color type; an index into a palette is one.
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}
# Shares of red, green and blue in a gray, of 2 ** 15.
_GRAY = np.array([9797, 19234, 3737], np.int64)
# First row and column, and the steps between rows and columns, of each pass of an interlaced file.
_PASSES = (
    (0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1),
)  # fmt: skip


class _Head(NamedTuple):
    width: int
    height: int
    depth: int
    color: int
    interlaced: int
    transparent: bytes | None
    packed: bytes


def _read(data: bytes) -> _Head:
    """What the chunks say.

    Raises:
      InvalidArgumentError: if the file is broken.
    """
    if len(data) < 33:
        raise InvalidArgumentError(None, None, f"Invalid PNG header, data size {len(data)}")
    broken = InvalidArgumentError(None, None, f"Invalid PNG data, size {len(data)}")
    place, head, transparent, packed = 8, None, None, []
    while place + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        body = data[place + 8 : place + 8 + length]
        end = place + 8 + length
        if end + 4 > len(data):
            break
        if struct.unpack_from(">I", data, end)[0] != zlib.crc32(kind + body):
            raise broken
        if kind == b"IHDR":
            head = struct.unpack(">IIBBBBB", body[:13])
        elif kind == b"tRNS":
            transparent = body
        elif kind == b"IDAT":
            packed.append(body)
        elif kind == b"IEND" and head is not None:
            width, height, depth, color, _, _, interlaced = head
            if color not in _CHANNELS or not width or not height:
                raise broken
            return _Head(width, height, depth, color, interlaced, transparent, b"".join(packed))
        place = end + 4
    raise broken


def decode(data: bytes, channels: int, dtype: Any) -> np.ndarray:
    """The pixels, uint8 or uint16 [height, width, channels].

    Args:
      data: the file.
      channels: 1, 3, 4, or 0 for as many as the file has.
      dtype: uint8 or uint16.

    Raises:
      InvalidArgumentError: if the file is broken.
    """
    head = _read(data)
    wide = head.depth == 16 and np.dtype(dtype) == np.uint16
    # a gray is made of all 16 bits of the colors, whatever is kept of it
    blended = head.depth == 16 and channels == 1 and head.color in (2, 6)
    try:
        pixels, index = (_unpacked(head), None) if wide or blended else _by_pillow(data, head)
    except (OSError, SyntaxError, ValueError, zlib.error):
        raise InvalidArgumentError(None, None, f"Invalid PNG data, size {len(data)}") from None
    most = 65535 if wide else 255
    keyed = head.transparent if head.color in (0, 2) else None
    if index is not None and head.transparent is not None:
        table = np.full(256, 255, np.uint8)
        table[: len(head.transparent)] = np.frombuffer(head.transparent, np.uint8)
        pixels = np.concatenate([pixels, table[index][:, :, None]], -1)
    if channels and channels != pixels.shape[2]:
        filler = (1 << head.depth) - 1 if head.depth < 8 else most
        alpha = _alpha_of_key(data, head, keyed, pixels, most) if keyed and channels == 4 else None
        pixels = _with_channels(pixels, channels, filler, alpha)
    if blended and not wide:
        return (pixels >> 8).astype(np.uint8)
    if np.dtype(dtype) == np.uint16 and not wide:
        return pixels.astype(np.uint16) * np.uint16(257)
    return pixels


def _by_pillow(data: bytes, head: _Head) -> tuple[np.ndarray, np.ndarray | None]:
    """The pixels with 8 bits, and the indices into a palette if there is one."""
    from PIL import Image

    image: Any = Image.open(io.BytesIO(data), formats=("PNG",))
    image.load()
    if head.color == 3:
        index = np.asarray(image)
        return np.asarray(image.convert("RGB")), index
    if image.mode == "1":
        image = image.convert("L")
    pixels = np.asarray(image)
    if pixels.dtype != np.uint8:
        pixels = (pixels.astype(np.int64) >> 8).astype(np.uint8)
    return pixels if pixels.ndim == 3 else pixels[:, :, None], None


def _alpha_of_key(
    data: bytes, head: _Head, key: bytes, pixels: np.ndarray, most: int
) -> np.ndarray:
    """Opaque but where a pixel has the color that counts as transparent."""
    wanted = np.frombuffer(key, ">u2").astype(np.int64)
    exact = _unpacked(head) if head.depth == 16 else pixels
    if head.depth < 8:
        wanted = wanted * (255 // ((1 << head.depth) - 1))
    return np.where((exact == wanted).all(-1), 0, most).astype(pixels.dtype)


def _with_channels(
    pixels: np.ndarray, channels: int, filler: int, alpha: np.ndarray | None
) -> np.ndarray:
    have = pixels.shape[2]
    colors = pixels[:, :, : 3 if have > 2 else 1]
    if channels == 1:
        if have < 3:
            return colors
        wide = colors.astype(np.int64)
        half = 1 << 14 if pixels.dtype == np.uint16 else 0
        gray = (wide @ _GRAY + half) >> 15
        same = (wide[..., 0] == wide[..., 1]) & (wide[..., 0] == wide[..., 2])
        return np.where(same, wide[..., 0], gray).astype(pixels.dtype)[:, :, None]
    if colors.shape[2] == 1:
        colors = np.repeat(colors, 3, axis=2)
    if channels == 3:
        return colors
    if have in (2, 4):
        last = pixels[:, :, -1]
    elif alpha is not None:
        last = alpha
    else:
        last = np.full(pixels.shape[:2], filler, pixels.dtype)
    return np.concatenate([colors, last[:, :, None]], -1)


def _unpacked(head: _Head) -> np.ndarray:
    """The pixels of a file with 16 bits a channel: uint16 [height, width, channels]."""
    raw = zlib.decompress(head.packed)
    count = _CHANNELS[head.color]
    whole = np.zeros((head.height, head.width, count), np.uint16)
    passes = _PASSES if head.interlaced else ((0, 0, 1, 1),)
    place = 0
    for top, left, down, right in passes:
        part = whole[top::down, left::right]
        rows, columns = part.shape[:2]
        if not rows or not columns:
            continue
        size = columns * count * 2
        lines = np.frombuffer(raw, np.uint8, rows * (size + 1), place).reshape(rows, size + 1)
        place += rows * (size + 1)
        part[...] = _unfiltered(lines, count * 2).view(">u2").reshape(part.shape)
    return whole


def _unfiltered(lines: np.ndarray, step: int) -> np.ndarray:
    """The bytes of rows, of which the first byte says how they were predicted from those before."""
    rows, size = lines.shape[0], lines.shape[1] - 1
    made = np.zeros((rows + 1, size), np.uint8)
    for row in range(rows):
        kind, line, above = int(lines[row, 0]), lines[row, 1:], made[row]
        if kind == 0:
            made[row + 1] = line
        elif kind == 1:
            made[row + 1] = np.cumsum(line.reshape(-1, step), 0, dtype=np.uint8).reshape(-1)
        elif kind == 2:
            made[row + 1] = line + above
        elif kind in (3, 4):
            made[row + 1] = _predicted(kind, line.tolist(), above.tolist(), step)
        else:
            raise ValueError(f"no such filter: {kind}")
    return made[1:]


def _predicted(kind: int, line: list[int], above: list[int], step: int) -> list[int]:
    """A row of which each byte was predicted from bytes that come out just before: one by one."""
    left = [0] * step
    corner = [0] * step + above
    for place, value in enumerate(line):
        a, b, c = left[place], above[place], corner[place]
        if kind == 3:
            guess = (a + b) >> 1
        else:
            far_a, far_b, far_c = abs(b - c), abs(a - c), abs(a + b - 2 * c)
            guess = a if far_a <= far_b and far_a <= far_c else b if far_b <= far_c else c
        left.append((value + guess) & 255)
    return left[step:]


def encode(pixels: np.ndarray, compression: int) -> bytes:
    """A PNG file of uint8 or uint16 [height, width, 1 to 4].

    Args:
      pixels: the image.
      compression: from 0, none, to 9, the most; -1 for the usual.
    """
    if pixels.dtype == np.uint8:
        from PIL import Image

        buffer = io.BytesIO()
        image = Image.fromarray(
            np.ascontiguousarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels),
        )
        image.save(buffer, format="PNG", compress_level=6 if compression < 0 else compression)
        return buffer.getvalue()
    height, width, count = pixels.shape
    rows = pixels.astype(">u2").reshape(height, -1).view(np.uint8)
    lines = np.empty((height, rows.shape[1] + 1), np.uint8)
    lines[:, 0] = 2
    lines[:, 1:] = rows
    lines[1:, 1:] -= rows[:-1]
    head = struct.pack(">IIBBBBB", width, height, 16, _TYPES[count], 0, 0, 0)
    body = zlib.compress(lines.tobytes(), compression)
    return SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
