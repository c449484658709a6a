"""The ops that read image files, and `decode_image`, which finds out of what kind a file is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument, shape_of
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.image import bmp_file, gif_file, jpeg_file, png_file
from scopeflow.ops.rules import Dims
from scopeflow.ops.static import constant_value

_JPEG_ATTRS = (
    "channels: int = 0, ratio: int = 1, fancy_upscaling: bool = True, try_recover_truncated: bool = False, "
    'acceptable_fraction: float = 1.0, dct_method: string = ""'
)
_ESCAPES = {10: "\\n", 13: "\\r", 9: "\\t", 34: '\\"', 39: "\\'", 92: "\\\\"}


def _file(contents: Any) -> bytes:
    """The one string."""
    found = np.asarray(contents, object)
    if found.ndim:
        raise invalid_argument(f"contents must be scalar, got shape {shape_of(found)}")
    return found.item()


def _shown(data: bytes) -> str:
    return "".join(
        _ESCAPES.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}") for byte in data
    )


def _decoded(
    contents: Any,
    channels: int,
    dtype: Any = np.uint8,
    animated: bool = False,
    ratio: int = 1,
    recover: bool = False,
    crop: Any = None,
    smooth: bool = True,
) -> np.ndarray:
    """The pixels of a JPEG, PNG or GIF file: any of the ops takes any of them."""
    if channels not in (0, 1, 3, 4):
        raise invalid_argument(f"channels must be 0, 1, 3, or 4, got {channels}")
    data = _file(contents)
    narrow = np.dtype(dtype) == np.uint8
    if data.startswith(b"\xff\xd8\xff"):
        if not narrow:
            raise invalid_argument("JPEG does not support uint16 output")
        if channels == 4:
            raise invalid_argument("channels must be 0, 1, or 3 for JPEG, got 4")
        return jpeg_file.decode(data, channels, ratio, recover, crop, smooth)
    if data.startswith(png_file.SIGNATURE):
        return png_file.decode(data, channels, dtype)
    if data.startswith(b"GIF8"):
        if not narrow:
            raise invalid_argument("GIF does not support uint16 output")
        if channels not in (0, 3):
            raise invalid_argument(f"channels must be 0 or 3 for GIF, got {channels}")
        frames = gif_file.decode(data)
        if animated:
            return frames
        if len(frames) > 1:
            raise invalid_argument(
                f"Got {len(frames)} frames, but animated gifs can only be decoded by tf.image.decode_gif "
                "or tf.image.decode_image"
            )
        return frames[0]
    if not data:
        raise invalid_argument("Expected image (JPEG, PNG, or GIF), got empty file")
    raise invalid_argument(
        "Expected image (JPEG, PNG, or GIF), got unknown format starting with "
        f"'{_shown(data[:16])}'"
    )


def _channels(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> int | None:
    rules.with_rank(inputs[0]._dims, 0)
    channels = attrs.get("channels", 0)
    if channels < 0:
        raise ShapeMismatch(f"channels must be non-negative, got {channels}")
    return channels or None


def _picture(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    return ((None, None, _channels(inputs, attrs)),)


def _film(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    rules.with_rank(inputs[0]._dims, 0)
    return ((None, None, None, 3),)


def _three_numbers(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    rules.with_rank(inputs[0]._dims, 0)
    return ((3,),)


def _part(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    channels = _channels(inputs, attrs)
    window = rules.with_rank(inputs[1]._dims, 1)
    if window is not None and window[0] not in (None, 4):
        raise ShapeMismatch(f"Dimension must be 4 but is {window[0]}")
    known = constant_value(inputs[1])
    if known is None:
        return ((None, None, channels),)
    return ((int(known[2]), int(known[3]), channels),)


def _check_jpeg(ratio: int, dct_method: Any) -> None:
    if ratio not in (1, 2, 4, 8):
        raise invalid_argument(f"ratio must be 1, 2, 4, or 8, got {ratio}")
    if dct_method not in ("", "INTEGER_FAST", "INTEGER_ACCURATE", b""):
        raise invalid_argument("dct_method must be one of {'', 'INTEGER_FAST', 'INTEGER_ACCURATE'}")


@op(f"DecodeJpeg(contents: string; {_JPEG_ATTRS}) -> (image: uint8)", shape=_picture, host=True)
def _raw_decode_jpeg(
    contents, *, channels, ratio, fancy_upscaling, try_recover_truncated, dct_method
):
    """The pixels of a JPEG file."""
    _check_jpeg(ratio, dct_method)
    return _decoded(
        contents, channels, ratio=ratio, recover=try_recover_truncated, smooth=fancy_upscaling
    )


@op(
    f"DecodeAndCropJpeg(contents: string, crop_window: int32; {_JPEG_ATTRS}) -> (image: uint8)",
    shape=_part,
    host=True,
)
def _raw_decode_and_crop_jpeg(
    contents, crop_window, *, channels, ratio, fancy_upscaling, try_recover_truncated, dct_method
):
    """A part of the pixels of a JPEG file."""
    _check_jpeg(ratio, dct_method)
    window = np.asarray(crop_window)
    shape = shape_of(window)
    if window.ndim != 1:
        raise invalid_argument(f"crop_window must be 1-D, got shape {shape}")
    if window.size != 4:
        raise invalid_argument(f"crop_size must have four elements {shape}")
    return _decoded(
        contents,
        channels,
        ratio=ratio,
        recover=try_recover_truncated,
        crop=window.tolist(),
        smooth=fancy_upscaling,
    )


@op(
    "DecodePng(contents: string; channels: int = 0, dtype: {uint8|uint16} = uint8) -> (image: dtype)",
    shape=_picture,
    host=True,
)
def decode_png(contents, *, channels, dtype):
    """The pixels of a PNG file.

    Args:
      contents: a scalar string tensor, the file.
      channels: 1, 3, 4, or 0 for as many as the file has.
      dtype: uint8 or uint16.
      name: a name for the operation.

    Returns:
      A Tensor of shape [height, width, channels].

    Raises:
      InvalidArgumentError: in a run, if the file is broken.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     file = tf.image.encode_png(tf.constant([[[7], [200]]], tf.uint8))
    ...     print(sess.run(tf.image.decode_png(file)).tolist())
    [[[7], [200]]]

    ```
    """
    return _decoded(contents, channels, dtype.as_numpy_dtype)


@op("DecodeGif(contents: string; ) -> (image: uint8)", shape=_film, host=True)
def decode_gif(contents):
    """The frames of a GIF file.

    Args:
      contents: a scalar string tensor, the file.
      name: a name for the operation.

    Returns:
      A uint8 Tensor of shape [frames, height, width, 3].

    Raises:
      InvalidArgumentError: in a run, if the file is broken.
    """
    made = _decoded(contents, 3, animated=True)
    return made if made.ndim == 4 else made[None]


@op("DecodeBmp(contents: string; channels: int = 0) -> (image: uint8)", shape=_picture, host=True)
def decode_bmp(contents, *, channels):
    """The pixels of a BMP file.

    Args:
      contents: a scalar string tensor, the file.
      channels: 1, 3, 4, or 0 for as many as the file has.
      name: a name for the operation.

    Returns:
      A uint8 Tensor of shape [height, width, channels].

    Raises:
      InvalidArgumentError: in a run, if the file is broken or has another number of channels.
    """
    if channels not in (0, 1, 3, 4):
        raise invalid_argument(f"channels must be 0, 1, 3 or 4, got {channels}")
    return bmp_file.decode(_file(contents), channels)


@op(
    "ExtractJpegShape(contents: string; output_type: index = int32) -> (image_shape: output_type)",
    shape=_three_numbers,
    host=True,
)
def extract_jpeg_shape(contents, *, output_type):
    """The height, width and number of channels of a JPEG file, from its head alone.

    Args:
      contents: a scalar string tensor, the file.
      output_type: int32 or int64.
      name: a name for the operation.

    Returns:
      A Tensor of shape [3].

    Raises:
      InvalidArgumentError: in a run, if the head is broken.
    """
    return np.array(jpeg_file.shape(_file(contents)), output_type.as_numpy_dtype)


def decode_jpeg(
    contents: Any,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1,
    dct_method: str = "",
    name: str | None = None,
) -> Tensor:
    """The pixels of a JPEG file.

    Args:
      contents: a scalar string tensor, the file.
      channels: 1, 3, or 0 for as many as the file has.
      ratio: 1, 2, 4 or 8: make the image so many times smaller.
      fancy_upscaling: blend the colors of neighboring pixels where the file has fewer of them. Without it this is
        left out of files that have a quarter of them; in others it is done in any case.
      try_recover_truncated: take a file that ends too early.
      acceptable_fraction: taken and ignored.
      dct_method: "INTEGER_ACCURATE", "INTEGER_FAST" or ""; the accurate method is used in any case.
      name: a name for the operation.

    Returns:
      A uint8 Tensor of shape [height, width, channels].

    Raises:
      InvalidArgumentError: in a run, if the file is broken.
    """
    return _raw_decode_jpeg(
        contents,
        channels=channels,
        ratio=ratio,
        fancy_upscaling=fancy_upscaling,
        try_recover_truncated=try_recover_truncated,
        acceptable_fraction=float(acceptable_fraction),
        dct_method=dct_method,
        name=name,
    )


def decode_and_crop_jpeg(
    contents: Any,
    crop_window: Any,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1,
    dct_method: str = "",
    name: str | None = None,
) -> Tensor:
    """A part of the pixels of a JPEG file.

    Args:
      contents: a scalar string tensor, the file.
      crop_window: four int32 numbers: first row, first column, height, width.
      channels: 1, 3, or 0 for as many as the file has.
      ratio: 1, 2, 4 or 8: make the image so many times smaller first.
      fancy_upscaling: blend the colors of neighboring pixels where the file has fewer of them; see `decode_jpeg`.
      try_recover_truncated: take a file that ends too early.
      acceptable_fraction: taken and ignored.
      dct_method: "INTEGER_ACCURATE", "INTEGER_FAST" or ""; the accurate method is used in any case.
      name: a name for the operation.

    Returns:
      A uint8 Tensor of shape [height, width, channels].

    Raises:
      InvalidArgumentError: in a run, if the file is broken or the part does not lie within it.
    """
    return _raw_decode_and_crop_jpeg(
        contents,
        crop_window,
        channels=channels,
        ratio=ratio,
        fancy_upscaling=fancy_upscaling,
        try_recover_truncated=try_recover_truncated,
        acceptable_fraction=float(acceptable_fraction),
        dct_method=dct_method,
        name=name,
    )
