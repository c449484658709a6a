"""Bytes as numbers, and compressed bytes: decode_raw, decode_compressed."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument, runtime_name
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.strings.each import each, flat

_WINDOW = {"ZLIB": zlib.MAX_WBITS, "GZIP": zlib.MAX_WBITS + 16}


def _one_more(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = inputs[0]._dims
    return (None if dims is None else (*dims, None),)


@op(
    "DecodeRaw(bytes: string; out_type: {float16|float32|float64|int32|uint16|uint8|int16|int8|int64|complex64|"
    "complex128|bool}, little_endian: bool = True) -> (output: out_type)",
    shape=_one_more,
    host=True,
)
def _decode_raw(bytes, *, out_type, little_endian):
    """The numbers whose bytes the strings are."""
    strings = flat(bytes)
    kind = np.dtype(out_type.as_numpy_dtype)
    shape = np.shape(bytes)
    size = len(strings[0]) if strings else 0
    for index, text in enumerate(strings):
        if len(text) != size:
            raise invalid_argument(
                "DecodeRaw requires input strings to all be the same size, "
                f"but element {index} has size {size} != {len(text)}"
            )
    if size % kind.itemsize:
        raise invalid_argument(
            f"Input to DecodeRaw has length {size} that is not a multiple of {kind.itemsize}, "
            f"the size of {runtime_name(out_type)}"
        )
    data = b"".join(strings)
    if not little_endian and kind == np.complex64:
        # TensorFlow turns the eight bytes round as one
        numbers = np.frombuffer(data, ">u8").astype("<u8").view(kind)
    else:
        numbers = np.frombuffer(data, kind.newbyteorder("<" if little_endian else ">"))
    return numbers.astype(kind).reshape(*shape, size // kind.itemsize)


def decode_raw(
    input_bytes: Any = None,
    out_type: Any = None,
    little_endian: bool = True,
    name: str | None = None,
    bytes: Any = None,
) -> Tensor:
    """The numbers whose bytes the strings are.

    Args:
      input_bytes: a string tensor; all strings have the same length.
      out_type: the DType of the numbers.
      little_endian: whether the lowest byte comes first.
      name: the wish for the node's name.
      bytes: the older name of `input_bytes`.

    Returns:
      A tensor with one dimension more than `input_bytes`.

    Raises:
      ValueError: if both names are used, or there is no `out_type`.
      InvalidArgumentError: in a run, if the lengths differ or are no multiple of a number's.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.io.decode_raw([b"abcd"], tf.uint8)).tolist()
    [[97, 98, 99, 100]]

    ```
    """
    if bytes is not None:
        if input_bytes is not None:
            raise ValueError("Cannot specify both 'bytes' and 'input_bytes'")
        input_bytes = bytes
    if out_type is None:
        raise ValueError("decode_raw_v1() missing 1 positional argument: 'out_type'")
    return _decode_raw(input_bytes, out_type=out_type, little_endian=little_endian, name=name)


@op('DecodeCompressed(bytes: string; compression_type: string = "") -> (output: string)',
    shape=rules.unchanged, host=True)  # fmt: skip
def decode_compressed(bytes: Any, *, compression_type: Any) -> Any:
    """What compressed strings hold.

    Args:
      bytes: a string tensor.
      compression_type: "ZLIB", "GZIP", or "" for strings that are not compressed.
      name: the wish for the node's name.

    Returns:
      A string tensor of the same shape.

    Raises:
      DataLossError: in a run, if a string is not compressed in that way.
    """
    if compression_type == "":
        return np.array(bytes, object)
    window = _WINDOW.get(compression_type)
    if window is None:
        raise invalid_argument("Only ZLIB, GZIP or NONE are supported compressions")
    return each(lambda text: inflate(text, window), bytes)


def inflate(text: bytes, window: int) -> bytes:
    """The bytes that zlib packed into `text`.

    Raises:
      DataLossError: if they are not packed so.
    """
    if not text:
        return b""
    try:
        return zlib.decompressobj(window).decompress(text)
    except zlib.error as error:
        # "Error -3 while decompressing data: incorrect header check"
        head, _, reason = str(error).partition(": ")
        code = head.split()[1]
        raise errors.DataLossError(
            None, None, f"inflate() failed with error {code}: {reason}"
        ) from None
