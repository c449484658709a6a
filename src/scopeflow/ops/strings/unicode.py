"""Characters and their encodings: the ops UnicodeDecode, UnicodeEncode, UnicodeTranscode and UnicodeScript."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.strings import scripts
from scopeflow.ops.strings.each import each, flat, texts

_ERRORS = '{"strict"|"replace"|"ignore"} = "replace"'
_OUT = '{"UTF-8"|"UTF-16-BE"|"UTF-32-BE"}'
_CODECS = {"UTF-16-BE": "utf-16-be", "UTF-32-BE": "utf-32-be", "UTF-8": "utf-8"}
_LAST = 0x10FFFF
_REPLACEMENT = 0xFFFD


def _codec(encoding: str) -> str:
    """Python's name of an encoding."""
    try:
        return _CODECS.get(encoding) or codecs.lookup(encoding).name
    except (LookupError, ValueError):
        raise invalid_argument(
            f"Could not create converter for input encoding: {encoding}"
        ) from None


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


class _Reader:
    """How the bytes of a string become characters: what its attributes say."""

    def __init__(self, encoding: Any, errors: str, replacement: int, controls: bool) -> None:
        if not 0 <= replacement <= _LAST:
            raise invalid_argument("replacement_char out of unicode codepoint range")
        self._codec = _codec(_text(encoding))
        self._errors = errors
        self._replacement = replacement
        self._controls = controls

    def read(self, data: bytes) -> Iterator[tuple[int, int]]:
        """(code point, where it begins) of every character."""
        at = 0
        while at < len(data):
            try:
                good, bad = data[at:].decode(self._codec), 0
            except UnicodeDecodeError as error:
                good = data[at : at + error.start].decode(self._codec)
                bad = error.end - error.start
            for character in good:
                code = ord(character)
                if self._controls and code < 0x20:
                    yield from self._instead(at)
                else:
                    yield code, at
                at += self._width(character)
            if bad:
                if self._errors == "strict":
                    raise invalid_argument("Invalid formatting on input string")
                yield from self._instead(at)
                at += bad
            elif good and at < len(data):
                # a mark of the byte order takes bytes and is no character
                return

    def _width(self, character: str) -> int:
        return len(character.encode(self._codec))

    def _instead(self, at: int) -> Iterator[tuple[int, int]]:
        if self._errors != "ignore":
            yield self._replacement, at


def _write(codes: Sequence[int], encoding: str) -> bytes:
    """Characters in one of the three encodings; half of a pair comes out as the replacement character."""
    text = "".join(chr(_REPLACEMENT if 0xD800 <= code < 0xE000 else code) for code in codes)
    return text.encode(_CODECS[_text(encoding)])


# -- bytes to characters ---------------------------------------------------------------------------


def _decoded(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    dims = inputs[0]._dims
    known = dims is not None and None not in dims
    count = int(np.prod(dims, dtype=np.int64)) + 1 if known else None  # type: ignore[arg-type]
    return (count,), (None,), (None,)


def _decoded_plainly(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    return _decoded(inputs, attrs)[:2]


def _decode(strings: Any, reader: _Reader, splits_type: Any) -> tuple[np.ndarray, ...]:
    rows = [list(reader.read(text)) for text in flat(strings)]
    splits = np.cumsum([0, *map(len, rows)]).astype(splits_type.as_numpy_dtype)
    found = np.array([pair for row in rows for pair in row], np.int64).reshape(-1, 2)
    return splits, found[:, 0].astype(np.int32), found[:, 1]


@op(
    f"UnicodeDecode(input: string; input_encoding: string, errors: {_ERRORS}, replacement_char: int = 65533, "
    "replace_control_characters: bool = False, Tsplits: index = int64) "
    "-> (row_splits: Tsplits, char_values: int32)",
    shape=_decoded_plainly,
    host=True,
)
def unicode_decode_op(
    input, *, input_encoding, errors, replacement_char, replace_control_characters, Tsplits
):  # fmt: skip
    """The code points of strings, one string behind the other, and where each string's begin."""
    reader = _Reader(input_encoding, errors, replacement_char, replace_control_characters)
    return _decode(input, reader, Tsplits)[:2]


@op(
    f"UnicodeDecodeWithOffsets(input: string; input_encoding: string, errors: {_ERRORS}, "
    "replacement_char: int = 65533, replace_control_characters: bool = False, Tsplits: index = int64) "
    "-> (row_splits: Tsplits, char_values: int32, char_to_byte_starts: int64)",
    shape=_decoded,
    host=True,
)
def unicode_decode_with_offsets_op(
    input, *, input_encoding, errors, replacement_char, replace_control_characters, Tsplits
):  # fmt: skip
    """As UnicodeDecode, with the byte of its string at which each character begins."""
    reader = _Reader(input_encoding, errors, replacement_char, replace_control_characters)
    return _decode(input, reader, Tsplits)


# -- characters to bytes ---------------------------------------------------------------------------


def _encoded(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[0]._dims, 1)
    (count,) = rules.with_rank(inputs[1]._dims, 1)  # type: ignore[misc]
    if count == 0:
        raise ShapeMismatch("Negative dimension size caused by subtracting 1 from 0")
    return ((None if count is None else count - 1,),)


@op(
    'UnicodeEncode(input_values: int32, input_splits: Tsplits; errors: {"ignore"|"replace"|"strict"} = "replace", '
    f"output_encoding: {_OUT}, replacement_char: int = 65533, Tsplits: index = int64) -> (output: string)",
    shape=_encoded,
    host=True,
)
def unicode_encode_op(input_values, input_splits, *, errors, output_encoding, replacement_char):
    """The strings of rows of code points."""
    if not 0 <= replacement_char <= _LAST:
        raise invalid_argument("replacement_char out of unicode codepoint range")
    codes, splits = np.asarray(input_values).tolist(), np.asarray(input_splits).tolist()
    found = []
    for start, end in zip(splits, splits[1:], strict=False):
        if not 0 <= start <= len(codes) or end > len(codes):
            raise invalid_argument(
                f"Values in input_splits must lie within the {len(codes)} input_values, got {start} to {end}"
            )
        row = []
        for code in codes[start:end]:
            if 0 <= code <= _LAST:
                row.append(code)
            elif errors == "strict":
                raise invalid_argument("Code point value out of valid Unicode range.")
            elif errors == "replace":
                row.append(replacement_char)
        found.append(_write(row, output_encoding))
    return texts(found, (len(found),))


@op(
    f"UnicodeTranscode(input: string; input_encoding: string, output_encoding: {_OUT}, errors: {_ERRORS}, "
    "replacement_char: int = 65533, replace_control_characters: bool = False) -> (output: string)",
    shape=rules.unchanged,
    host=True,
)
def unicode_transcode(
    input: Any,
    *,
    input_encoding: Any,
    output_encoding: Any,
    errors: Any,
    replacement_char: int,
    replace_control_characters: bool,
) -> Any:
    """Strings in another encoding.

    Args:
      input: a string tensor.
      input_encoding: the encoding of `input`, such as "UTF-8", "UTF-16-BE", "US-ASCII" or "ISO-8859-1".
      output_encoding: "UTF-8", "UTF-16-BE" or "UTF-32-BE".
      errors: what becomes of bytes that are no characters: "replace", "ignore" or "strict", which is an error.
      replacement_char: the code point that stands in their place.
      replace_control_characters: treat the characters 0 to 31 so, too.
      name: the wish for the node's name.

    Returns:
      A string tensor of the same shape.

    Raises:
      InvalidArgumentError: in a run, if there is no such encoding, or a string is malformed under "strict".

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.strings.unicode_transcode("é", "UTF-8", "UTF-16-BE"))
    b'\\x00\\xe9'

    ```
    """
    reader = _Reader(input_encoding, errors, replacement_char, replace_control_characters)
    return each(lambda data: _write([c for c, _ in reader.read(data)], output_encoding), input)


@op("UnicodeScript(input: int32; ) -> (output: int32)", shape=rules.unchanged, host=True)
def unicode_script(input: Any) -> Any:
    """The script that each character belongs to.

    Args:
      input: an int32 tensor of code points.
      name: the wish for the node's name.

    Returns:
      An int32 tensor of the same shape: ICU's number of the script, such as 25 for Latin; -1 for what is no
      character.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.strings.unicode_script([ord("a"), ord("я")])).tolist()
    [25, 8]

    ```
    """
    return scripts.script_of(np.asarray(input))
