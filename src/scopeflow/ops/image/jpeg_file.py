"""JPEG files: their pixels by way of Pillow's libjpeg, and their size without it."""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np

from scopeflow.errors import InternalError, InvalidArgumentError
from scopeflow.graph.words import invalid_argument

# Markers that stand alone, without a length behind them.
_ALONE = frozenset([0x01, *range(0xD0, 0xDA)])
_FRAMES = frozenset(
    [*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)]
)


# Of brightness, blue and red: four pixels of brightness for one of each color.
_QUARTER = [0x22, 0x11, 0x11]


def shape(data: bytes) -> tuple[int, int, int]:
    """The height, width and number of channels.

    Raises:
      InvalidArgumentError: if the file's head is not whole.
    """
    found = None
    place = 2
    while data[:2] == b"\xff\xd8" and place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker in _ALONE or marker == 0xFF:
            place += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", data, place + 2)
        if marker in _FRAMES and place + 10 <= len(data):
            height, width, channels = struct.unpack_from(">HHB", data, place + 5)
            found = (height, width, channels)
        if marker == 0xDA and found is not None:
            return found
        place += 2 + length
    raise invalid_argument(f"Invalid JPEG data, size {len(data)}")


def _sampling(data: bytes) -> list[int]:
    """How densely each component is sampled: a byte with the horizontal factor, then the vertical one."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker in _ALONE or marker == 0xFF:
            place += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAMES:
            return [data[at] for at in range(place + 11, place + 10 + 3 * data[place + 9], 3)]
        place += 2 + struct.unpack_from(">H", data, place + 2)[0]
    return []


def decode(
    data: bytes,
    channels: int = 0,
    ratio: int = 1,
    recover: bool = False,
    crop: Any = None,
    smooth: bool = True,
) -> np.ndarray:
    """The pixels, uint8 [height, width, channels].

    Args:
      data: the file.
      channels: 1, 3, or 0 for as many as the file has, where four become three.
      ratio: 1, 2, 4 or 8: make the image so many times smaller.
      recover: take a file that ends too early; what is missing is gray.
      crop: the first row and column, and the height and width, to cut out; or None.
      smooth: blend the colors of neighboring pixels where the file has fewer of them; without it this is left out of
        files that have a quarter of them, in others it is done in any case.

    Raises:
      InvalidArgumentError: if the file is broken, or the crop does not lie within the image.
    """
    from PIL import Image

    broken = invalid_argument(f"Invalid JPEG data or crop window, data size {len(data)}")
    try:
        height, width, _ = shape(data)
        if not data.rstrip(b"\0").endswith(b"\xff\xd9") and data.rfind(b"\xff\xd9") < 0:
            if not recover:
                raise broken
            data += b"\xff\xd9"
        image: Any = Image.open(io.BytesIO(data), formats=("JPEG",))
        if channels == 1 and image.mode == "CMYK":
            raise broken
        if channels == 1:
            image.draft("L", None)
        if ratio > 1:
            _shrink(image, -(-width // ratio), -(-height // ratio), ratio)
        if image.mode not in ("L", "RGB") or (channels == 3 and image.mode == "L"):
            image = image.convert("RGB")
        if not smooth and ratio == 1 and image.mode == "RGB" and _sampling(data) == _QUARTER:
            pixels = _repeated(data, height, width)
        else:
            pixels = np.asarray(image)
    except (OSError, SyntaxError, ValueError, InvalidArgumentError, Image.DecompressionBombError):
        raise broken from None
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    if crop is None:
        return pixels
    top, left, rows, columns = (int(number) for number in crop)
    fits = min(top, left) >= 0 and rows > 0 and columns > 0
    if not fits or top + rows > pixels.shape[0] or left + columns > pixels.shape[1]:
        raise broken
    return np.ascontiguousarray(pixels[top : top + rows, left : left + columns])


def _repeated(data: bytes, height: int, width: int) -> np.ndarray:
    """The pixels of a file with a quarter of the colors, each of which stands for four pixels as it is.

    At half of the size the brightness has as few pixels as the colors, which then come out unblended.
    """
    from PIL import Image

    bright: Any = Image.open(io.BytesIO(data), formats=("JPEG",))
    bright.draft("L", None)
    half: Any = Image.open(io.BytesIO(data), formats=("JPEG",))
    half.draft("YCbCr", None)
    _shrink(half, -(-width // 2), -(-height // 2), 2)
    colors = np.asarray(half)[:, :, 1:].astype(np.int64) - 128
    colors = colors.repeat(2, 0).repeat(2, 1)[:height, :width]
    blue, red = colors[:, :, 0], colors[:, :, 1]
    y = np.asarray(bright).astype(np.int64)
    # of 2 ** 16; what is added rounds
    added = [
        (91881 * red + 32768) >> 16,
        (-22554 * blue - 46802 * red + 32768) >> 16,
        (116130 * blue + 32768) >> 16,
    ]
    return np.clip(np.stack([y + part for part in added], -1), 0, 255).astype(np.uint8)


def _shrink(image: Any, width: int, height: int, ratio: int) -> None:
    """Makes Pillow decode at a part of the size, which is done block by block, before there are pixels."""
    image.draft(image.mode, (max(image.size[0] // ratio, 1), max(image.size[1] // ratio, 1)))
    if image.size != (width, height):
        # images smaller than a block, of which `draft` takes too little away
        tile = image.tile[0]
        image._size = (width, height)
        image.tile = [tile._replace(extents=(0, 0, width, height))]
        image.decoderconfig = (ratio, 0)


def encode(
    pixels: np.ndarray,
    quality: int,
    progressive: bool = False,
    optimize: bool = False,
    downsampling: bool = True,
    unit: str = "in",
    density: tuple[int, int] = (300, 300),
    xmp: bytes = b"",
) -> bytes:
    """A JPEG file of uint8 [height, width, 1 or 3].

    Raises:
      InternalError: for an image without pixels.
    """
    from PIL import Image

    if not pixels.size:
        raise InternalError(None, None, "JPEG encoding failed")
    gray = pixels.shape[2] == 1
    image = Image.fromarray(pixels[:, :, 0] if gray else np.ascontiguousarray(pixels))
    extra: dict[str, Any] = {} if gray else {"subsampling": 2 if downsampling else 0}
    if xmp:
        extra["xmp"] = xmp
    buffer = io.BytesIO()
    image.save(
        buffer,
        format="JPEG",
        quality=min(max(quality, 0), 100),
        progressive=progressive,
        optimize=optimize,
        dpi=density,
        **extra,
    )
    data = bytearray(buffer.getvalue())
    # Pillow writes inches; the byte before the two densities says so
    struct.pack_into(">BHH", data, 13, 1 if unit == "in" else 2, *density)
    return bytes(data)
