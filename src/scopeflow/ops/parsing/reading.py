"""The values of one feature of an example, as arrays."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scopeflow.formats import messages
from scopeflow.graph.dtypes import DType
from scopeflow.graph.words import invalid_argument
from scopeflow.ops.strings.each import shown

# The choice within a Feature -> (dtype, the name that run-time messages give to it).
KINDS = {
    "float_list": ("float32", "float"),
    "int64_list": ("int64", "int64"),
    "bytes_list": ("string", "string"),
}
RUN_NAMES = dict(KINDS.values())
# Of so many floats on, a list is read from its bytes.
_MANY = 16


def parsed(name: str, text: bytes, refusal: str) -> Any:
    """A message of the table from its bytes.

    Raises:
      InvalidArgumentError: if they are none; `refusal` says so.
    """
    from google.protobuf.message import DecodeError

    try:
        return messages.message(name).FromString(text)
    except DecodeError:
        raise invalid_argument(f"{refusal}, value: '{shown(text)}'") from None


def kind_of(feature: Any) -> str | None:
    """The dtype's name of the values of a Feature; None if it holds none of the three lists."""
    choice = feature.WhichOneof("kind")
    return None if choice is None else KINDS[choice][0]


def values_of(feature: Any, dtype: DType) -> np.ndarray:
    """The values of a Feature that holds values of this dtype."""
    name = dtype.name
    if name == "string":
        values = feature.bytes_list.value
        made = np.empty(len(values), object)
        made[:] = list(values)
        return made
    values = feature.float_list.value if name == "float32" else feature.int64_list.value
    count = len(values)
    if name == "float32" and count >= _MANY:
        # they stand packed at the end of the list's own bytes, which is ten times as fast to read
        data = feature.float_list.SerializeToString()
        return np.frombuffer(data, "<f4", count, len(data) - 4 * count).astype(np.float32)
    return np.fromiter(values, dtype.as_numpy_dtype, count)


def empty(dtype: DType, count: int = 0) -> np.ndarray:
    """As many zeros or empty strings."""
    if dtype.name == "string":
        made = np.empty(count, object)
        made[:] = b""
        return made
    return np.zeros(count, dtype.as_numpy_dtype)


def joined(parts: list[np.ndarray], dtype: DType) -> np.ndarray:
    """Vectors one behind the other."""
    return np.concatenate(parts) if parts else empty(dtype)


def size_of(dims: Any) -> int:
    """How many elements dims hold, an unknown first one aside."""
    known = [d for d in dims if d is not None]
    return math.prod(known)
