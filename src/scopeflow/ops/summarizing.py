"""Arrays as text, in the two ways of TensorFlow's kernels.

`Assert` and `Print` show the first values in a row, `[[0 1 2...]...]`; `tf.print` and `tf.strings.format` show the ends of
every dimension, one row to a line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

_ESCAPES = {
    **{code: f"\\{code:03o}" for code in [*range(32), *range(127, 256)]},
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
    ord('"'): '\\"',
    ord("'"): "\\'",
    ord("\\"): "\\\\",
}


def escaped(text: bytes) -> str:
    """A string with everything but plain ASCII written as C writes it."""
    return text.decode("latin-1").translate(_ESCAPES)


def number(value: float, single: bool) -> str:
    """A float with as many digits as it takes to read it back, few if few will do."""
    short, exact = (6, 9) if single else (15, 17)
    text = f"{value:.{short}g}"
    kind = np.float32 if single else np.float64
    with np.errstate(over="ignore"):
        if value != value or kind(text) == kind(value):
            return text
    return f"{value:.{exact}g}"


def _writer(array: np.ndarray, quoted: bool) -> Callable[[Any], str]:
    """How one element is written."""
    kind = array.dtype.kind
    if kind == "O":
        if quoted:
            return lambda value: f'"{escaped(_bytes(value))}"'
        return lambda value: escaped(_bytes(value))
    if kind == "b":
        return lambda value: str(int(value))
    if kind in "iu":
        return str
    if kind == "f":
        single = array.dtype != np.float64
        return lambda value: number(float(value), single)
    return lambda value: "?"


def _array(value: Any) -> np.ndarray:
    if isinstance(value, bytes):
        # NumPy's own type for bytes drops zeros at the end
        return np.array(value, object)
    return np.asarray(value)


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def summarize_start(value: Any, limit: int, shape: tuple[int, ...] | None = None) -> str:
    """The first `limit` values (all if it is negative): `0 1 2...`, rows in brackets.

    Args:
      value: an array; of one whose `shape` is given, its first values will do.
      limit: how many to show.
      shape: the shape of the whole array.
    """
    array = _array(value)
    shape = array.shape if shape is None else shape
    size = math.prod(shape)
    limit = size if limit < 0 else min(limit, size)
    if size == 0:
        return ""
    write = _writer(array, False)
    values = (write(item) for item in array.reshape(-1)[:limit].tolist())
    text = _start(shape, values, [limit], True) if shape else "".join(values)
    return text + ("..." if limit < size else "")


def _start(shape: tuple[int, ...], values: Iterator[str], left: list[int], outermost: bool) -> str:
    """The values of one dimension; `left` counts down how many may still be written."""
    count = shape[0]
    if len(shape) == 1:
        shown = min(count, left[0])
        left[0] -= shown
        text = " ".join(next(values) for _ in range(shown))
        return text + ("..." if shown < count and not outermost else "")
    parts = []
    for _ in range(count):
        if left[0] <= 0:
            break
        parts.append(f"[{_start(shape[1:], values, left, False)}]")
    return "".join(parts)


def summarize_ends(value: Any, limit: int, quoted: bool = True) -> str:
    """The first and last `limit` values of every dimension (all if it is negative), rows on lines of their own."""
    array = _array(value)
    write = _writer(array, quoted)
    ends = array.size if limit < 0 else min(limit, array.size)
    if array.ndim == 0 and ends == 0:
        return "..."
    return _ends(array, 0, ends, write)


def _ends(array: np.ndarray, depth: int, ends: int, write: Callable[[Any], str]) -> str:
    if array.ndim == 0:
        return write(array[()] if array.dtype.kind == "O" else array.item())
    gap = " " if array.ndim == 1 else "\n" * (array.ndim - 1) + " " * (depth + 1)
    count = len(array)
    first = range(min(ends, count))
    last = range(max(ends, count - ends), count)
    parts = [_ends(array[i, ...], depth + 1, ends, write) for i in first]
    text = gap.join(parts)
    if count > 2 * ends:
        text += gap + "..."
    return (
        "[" + text + "".join(gap + _ends(array[i, ...], depth + 1, ends, write) for i in last) + "]"
    )
