"""Parts and forms of single strings: length, substr, strip, upper, lower."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed, invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.strings.each import each, flat, shown, texts

_SPACE = b" \t\n\v\f\r"
# bytes that begin a character of UTF-8, or are none
_BEGINS = np.array([not 0x80 <= byte < 0xC0 for byte in range(256)])


def characters(text: bytes) -> np.ndarray:
    """Where the characters of a string in UTF-8 begin, and where the last one ends."""
    begins = np.flatnonzero(_BEGINS[np.frombuffer(text, np.uint8)])
    return np.append(begins, len(text))


# -- length ----------------------------------------------------------------------------------------


@op('StringLength(input: string; unit: {"BYTE"|"UTF8_CHAR"} = "BYTE") -> (output: int32)',
    shape=rules.unchanged, host=True)  # fmt: skip
def _string_length(input, *, unit):
    """How many bytes or characters each string has."""
    count: Callable[[bytes], int] = len if unit == "BYTE" else lambda t: len(characters(t)) - 1
    return np.array([count(text) for text in flat(input)], np.int32).reshape(np.shape(input))


def string_length(input: Any, name: str | None = None, unit: str = "BYTE") -> Tensor:
    """How long each string is.

    Args:
      input: a string tensor.
      name: the wish for the node's name.
      unit: "BYTE" or "UTF8_CHAR", which counts the characters of UTF-8.

    Returns:
      An int32 tensor of the same shape.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.strings.length(["ab", "é"], unit="UTF8_CHAR")).tolist()
    [2, 1]

    ```
    """
    return _string_length(input, unit=unit, name=name)


# -- parts -----------------------------------------------------------------------------------------


def _substr_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    text, start, size = (tensor._dims for tensor in inputs)
    if start is not None:
        if size is None:
            raise ShapeMismatch(f"Shape must be rank -1 but is rank {len(start)}")
        rules.with_rank(start, len(size))
    if start is not None and start != size:  # an unknown dimension is not taken for a known one
        raise ShapeMismatch(f"pos and len shapes must match: {compact(start)} vs. {compact(size)}")
    if text is None or start is None or size is None:
        return (None,)
    return (rules.broadcast_dims(text, start),)


@op(
    'Substr(input: string, pos: T, len: T; T: index, unit: {"BYTE"|"UTF8_CHAR"} = "BYTE") -> (output: string)',
    shape=_substr_shape,
    host=True,
)
def _substr(input, pos, len, *, unit):
    """A part of each string."""
    cut = _cut_bytes if unit == "BYTE" else _cut_characters
    starts, sizes = np.asarray(pos), np.asarray(len)
    strings = np.asarray(input, object)
    if starts.shape != sizes.shape:
        raise invalid_argument(
            f"pos and len should have the same shape, got: {bracketed(starts.shape)} vs. {bracketed(sizes.shape)}"
        )
    try:
        shape = np.broadcast_shapes(strings.shape, starts.shape)
    except ValueError:
        raise invalid_argument(
            f"Incompatible shapes: {bracketed(strings.shape)} vs. {bracketed(starts.shape)}"
        ) from None
    rows = (np.broadcast_to(part, shape).reshape(-1).tolist() for part in (strings, starts, sizes))
    made = []
    for index, (text, start, size) in enumerate(zip(*rows, strict=True)):
        part = cut(text, start, size)
        if part is None:
            place = _place(index, shape, strings.shape, starts.shape)
            what = f" b'{shown(text)}'" if unit == "BYTE" else ""
            raise invalid_argument(f"pos {start} out of range for string{what} at index {place}")
        made.append(part)
    return texts(made, shape)


def _place(index: int, shape: tuple[int, ...], text: Any, start: Any) -> str:
    """The place of an element as TensorFlow says it: by row and column if both inputs are repeated."""
    if len(shape) != 2 or text == start or 0 in (len(text), len(start)):
        return str(index)
    rows = [(1,) * (2 - len(part)) + part for part in (text, start)]
    if all(one == other or 1 in (one, other) for one, other in zip(*rows, strict=True)):
        repeated = [one != other for one, other in zip(*rows, strict=True)]
        if any(repeated) and max(shape[:1]) > 1:
            return f"({index // shape[1]}, {index % shape[1]})"
    return str(index)


def _cut_bytes(text: bytes, start: int, size: int) -> bytes | None:
    if not -len(text) <= start <= len(text):
        return None
    start = start + len(text) if start < 0 else start
    # a negative size has no end
    return text[start:] if size < 0 else text[start : start + size]


def _cut_characters(text: bytes, start: int, size: int) -> bytes | None:
    marks = characters(text)
    count = len(marks) - 1
    if not -count <= start <= count:
        return None
    start = start + count if start < 0 else start
    end = min(start + max(size, 0), count)
    return text[marks[start] : marks[end]]


def substr(input: Any, pos: Any, len: Any, name: str | None = None, unit: str = "BYTE") -> Tensor:
    """A part of each string.

    Args:
      input: a string tensor.
      pos: where the part begins; negative counts from the end. An int tensor that broadcasts with `input`.
      len: how long it is at most; of the same shape and dtype as `pos`.
      name: the wish for the node's name.
      unit: "BYTE" or "UTF8_CHAR": what is counted.

    Returns:
      A string tensor.

    Raises:
      ValueError: if the shapes do not fit.
      InvalidArgumentError: in a run, if a part would begin outside its string.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.strings.substr(["hello", "world"], 1, 3)).tolist()
    [b'ell', b'orl']

    ```
    """
    return _substr(input, pos, len, unit=unit, name=name)


@op("StringStrip(input: string; ) -> (output: string)", shape=rules.unchanged, host=True)
def string_strip(input: Any) -> Any:
    """The strings without the white space at their ends.

    Args:
      input: a string tensor.
      name: the wish for the node's name.

    Returns:
      A string tensor of the same shape.
    """
    return each(lambda text: text.strip(_SPACE), input)


# -- letters ---------------------------------------------------------------------------------------


def _recase(
    strings: Any, encoding: Any, of_bytes: Callable[[bytes], bytes], of_text: Callable[[str], str]
) -> np.ndarray:
    if encoding == "":
        return each(of_bytes, strings)
    if encoding != "utf-8":
        raise invalid_argument(f"only utf-8 or '' (no encoding) is supported, received {encoding}")
    return each(lambda text: of_text(text.decode("utf-8", "replace")).encode(), strings)


@op('StringLower(input: string; encoding: string = "") -> (output: string)',
    shape=rules.unchanged, host=True)  # fmt: skip
def string_lower(input: Any, *, encoding: Any) -> Any:
    """The strings in lower case.

    Args:
      input: a string tensor.
      encoding: "" for the letters A to Z alone, or "utf-8" for those of all alphabets.
      name: the wish for the node's name.

    Returns:
      A string tensor of the same shape.

    Raises:
      InvalidArgumentError: in a run, if it is another encoding.
    """
    return _recase(input, encoding, bytes.lower, str.lower)


@op('StringUpper(input: string; encoding: string = "") -> (output: string)',
    shape=rules.unchanged, host=True)  # fmt: skip
def string_upper(input: Any, *, encoding: Any) -> Any:
    """The strings in upper case.

    Args:
      input: a string tensor.
      encoding: "" for the letters a to z alone, or "utf-8" for those of all alphabets.
      name: the wish for the node's name.

    Returns:
      A string tensor of the same shape.

    Raises:
      InvalidArgumentError: in a run, if it is another encoding.
    """
    return _recase(input, encoding, bytes.upper, str.upper)
