"""`tf.compat`: text and bytes, numbers, and dates of changes in the format of graphs."""

from __future__ import annotations

import contextlib
import datetime
import numbers
import os
from collections.abc import Iterator
from typing import Any

import numpy as np

bytes_or_text_types = (bytes, str)
integral_types = (numbers.Integral, np.integer)
real_types = (numbers.Real, np.integer, np.floating)
complex_types = (numbers.Complex, np.number)

# What TensorFlow 1.15 takes for today when asked whether other programs know a change by now.
_HORIZON = [datetime.date(2019, 8, 21)]


def as_bytes(bytes_or_text: Any, encoding: str = "utf-8") -> bytes:
    """Text or bytes as bytes.

    Args:
      bytes_or_text: a str, bytes or bytearray.
      encoding: how text is encoded.

    Raises:
      TypeError: for anything else.

    ```python
    >>> import scopeflow as tf
    >>> tf.compat.as_bytes("abc"), tf.compat.as_text(b"abc"), tf.compat.as_str_any(3)
    (b'abc', 'abc', '3')

    ```
    """
    if isinstance(bytes_or_text, bytearray):
        return bytes(bytes_or_text)
    if isinstance(bytes_or_text, str):
        return bytes_or_text.encode(encoding)
    if isinstance(bytes_or_text, bytes):
        return bytes_or_text
    raise TypeError(f"Expected binary or unicode string, got {bytes_or_text!r}")


def as_text(bytes_or_text: Any, encoding: str = "utf-8") -> str:
    """Text or bytes as text.

    Args:
      bytes_or_text: a str or bytes.
      encoding: how the bytes are encoded.

    Raises:
      TypeError: for anything else.
    """
    if isinstance(bytes_or_text, str):
        return bytes_or_text
    if isinstance(bytes_or_text, bytes):
        return bytes_or_text.decode(encoding)
    raise TypeError(f"Expected binary or unicode string, got {bytes_or_text!r}")


as_str = as_text


def as_str_any(value: Any) -> str:
    """Bytes as text, and anything else as `str` shows it."""
    return as_str(value) if isinstance(value, bytes) else str(value)


def path_to_str(path: Any) -> Any:
    """A `pathlib.Path` as text; anything else as it is."""
    return as_str_any(path.__fspath__()) if isinstance(path, os.PathLike) else path


def forward_compatible(year: int, month: int, day: int) -> bool:
    """Whether programs built before a day need not be thought of any more, as TensorFlow 1.15 says."""
    return _HORIZON[-1] > datetime.date(year, month, day)


@contextlib.contextmanager
def forward_compatibility_horizon(year: int, month: int, day: int) -> Iterator[None]:
    """A context in which `forward_compatible` takes another day for today."""
    _HORIZON.append(datetime.date(year, month, day))
    try:
        yield
    finally:
        _HORIZON.pop()
