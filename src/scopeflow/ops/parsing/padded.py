"""Bytes of different lengths as numbers: DecodePaddedRaw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.static import constant_value
from scopeflow.ops.strings.each import flat


def _numbers(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[1]._dims, 0)
    dims, length = inputs[0]._dims, constant_value(inputs[1])
    if length is not None and length < 0:
        raise ShapeMismatch(
            f"Dimension size, given by scalar input 1, must be non-negative but is {int(length)}",
            values=(1,),
        )
    size = np.dtype(attrs["out_type"].as_numpy_dtype).itemsize
    if length is not None and length % size:
        raise ShapeMismatch(
            f"Dimension size must be evenly divisible by {size} but is {int(length)}", values=(1,)
        )
    if dims is None:
        return (None,)
    return ((*dims, None if length is None else int(length) // size),)


@op(
    "DecodePaddedRaw(input_bytes: string, fixed_length: int32; out_type: {float16|float32|float64|int32|uint16|uint8|"
    "int16|int8|int64}, little_endian: bool = True) -> (output: out_type)",
    shape=_numbers,
    host=True,
)
def decode_padded_raw(
    input_bytes: Any, fixed_length: Any, *, out_type: Any, little_endian: bool
) -> Any:
    """The numbers whose bytes the strings are, each cut or filled up with zeros to one length.

    Args:
      input_bytes: strings of any shape.
      fixed_length: an int32 scalar, that length in bytes.
      out_type: the dtype of the numbers.
      little_endian: whether a number's low bytes come first.
      name: the wish for the node's name.

    Raises:
      InvalidArgumentError: in a run, for a length that is not positive or no multiple of a number's size.
    """
    kind, length = np.dtype(out_type.as_numpy_dtype), int(fixed_length)
    if length <= 0:
        raise invalid_argument(f"fixed_length ({length}) must be greater than zero.")
    if length % kind.itemsize:
        raise invalid_argument(
            f"fixed_length ({length}) must be a multiple of the size of out_type ({kind.itemsize})"
        )
    data = b"".join(text[:length].ljust(length, b"\0") for text in flat(input_bytes))
    numbers = np.frombuffer(data, kind.newbyteorder("<" if little_endian else ">"))
    return numbers.astype(kind).reshape(*np.shape(input_bytes), length // kind.itemsize)
