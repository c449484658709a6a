"""`tf.image.decode_image`: reads an image file of any kind, found out in the run."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.contexts import control_dependencies
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.checks.assertion import Assert
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.image.conversion import convert_image_dtype
from scopeflow.ops.image.decoding import decode_bmp, decode_gif, decode_jpeg, decode_png
from scopeflow.ops.math.comparison import equal, not_equal
from scopeflow.ops.math.logical import logical_and
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.strings.cutting import substr


def _begins(contents: Any, scope: str, start: bytes, name: str | None) -> Tensor:
    with name_scope(name, scope):
        return equal(substr(contents, 0, len(start)), start, name=name)


def is_jpeg(contents: Any, name: str | None = None) -> Tensor:
    """Whether files begin as JPEG files do.

    Args:
      contents: a string tensor.
      name: a name for the scope.

    Returns:
      A bool Tensor of the same shape.
    """
    return _begins(contents, "is_jpeg", b"\xff\xd8\xff", name)


def decode_image(
    contents: Any,
    channels: int | None = None,
    dtype: Any = dtypes.uint8,
    name: str | None = None,
    expand_animations: bool = True,
) -> Tensor:
    """The pixels of a JPEG, PNG, GIF or BMP file.

    The shape is not known while building: a GIF gives [frames, height, width, 3], others [height, width, channels].

    Args:
      contents: a scalar string tensor, the file.
      channels: 1, 3, 4, or None or 0 for as many as the file has.
      dtype: the DType wanted; see `convert_image_dtype`.
      name: a name for the scope.
      expand_animations: False gives the first frame of a GIF, without the dimension of the frames.

    Returns:
      A Tensor of the dtype.

    Raises:
      ValueError: for another number of channels.
      InvalidArgumentError: in a run, if the file is broken or cannot have so many channels.
    """
    with name_scope(name, "decode_image"):
        if channels not in (None, 0, 1, 3, 4):
            raise ValueError("channels must be in (None, 0, 1, 3, 4)")
        wanted = channels or 0
        start = substr(contents, 0, 3)

        def require(condition: Any, kinds: str, what: str) -> Any:
            sentence = f"Channels must be in {kinds} when decoding {what} images"
            return Assert(condition, [sentence])

        def bmp() -> Tensor:
            right = equal(substr(contents, 0, 2), b"BM", name="is_bmp")
            known = Assert(right, ["Unable to decode bytes as JPEG, PNG, GIF, or BMP"])
            good = not_equal(wanted, 1, name="check_channels")
            allowed = require(good, "(None, 0, 3)", "BMP")
            with control_dependencies([known, allowed]):
                return convert_image_dtype(decode_bmp(contents), dtype)

        def gif() -> Tensor:
            colored = not_equal(wanted, 1, name="check_gif_channels")
            opaque = not_equal(wanted, 4, name="check_gif_channels")
            allowed = require(logical_and(colored, opaque), "(None, 0, 3)", "GIF")
            with control_dependencies([allowed]):
                frames = convert_image_dtype(decode_gif(contents), dtype)
                return frames if expand_animations else gather(frames, 0)

        def gif_or_bmp() -> Any:
            return cond(equal(start, b"GIF", name="is_gif"), gif, bmp, name="cond_gif")

        def png() -> Tensor:
            kind = dtypes.uint8 if dtype == dtypes.uint8 else dtypes.uint16
            return convert_image_dtype(decode_png(contents, channels=wanted, dtype=kind), dtype)

        def not_jpeg() -> Any:
            return cond(
                _begins(contents, "is_png", b"\x89PN", None), png, gif_or_bmp, name="cond_png"
            )

        def jpeg() -> Tensor:
            good = not_equal(wanted, 4, name="check_jpeg_channels")
            allowed = require(good, "(None, 0, 1, 3)", "JPEG")
            with control_dependencies([allowed]):
                return convert_image_dtype(decode_jpeg(contents, wanted), dtype)

        return cond(is_jpeg(contents), jpeg, not_jpeg, name="cond_jpeg")
