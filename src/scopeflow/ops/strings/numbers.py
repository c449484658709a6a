"""Strings from numbers and numbers from strings: as_string, string_to_number."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.strings.each import flat, shown, texts

_SPACE = b" \t\n\v\f\r"
_FLOAT = re.compile(rb"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[iI][nN][fF]|[nN][aA][nN])")
_HEX = re.compile(rb"([+-]?)0[xX]([0-9a-fA-F]+)")
_INT = re.compile(rb"-?\d+")


# -- numbers as text -------------------------------------------------------------------------------


@op(
    "AsString(input: T; T: {int8|int16|int32|int64|complex64|complex128|float32|float64|bool}, precision: int = -1, "
    'scientific: bool = False, shortest: bool = False, width: int = -1, fill: string = "") -> (output: string)',
    shape=rules.unchanged,
    host=True,
)
def as_string(
    input: Any, *, T: DType, precision: int, scientific: bool, shortest: bool, width: int, fill: Any
) -> Any:
    """Numbers as text.

    Args:
      input: a tensor of numbers or bools.
      precision: digits after the point, for floats; 6 if it is -1.
      scientific: with an exponent, for floats.
      shortest: in the shorter of the two forms, for floats; `precision` is then of all digits.
      width: the least number of characters; -1 for as many as it takes. Bools have none.
      fill: "0", " ", "-" (to the left) or "+" (always with a sign); what the width is filled with.
      name: the wish for the node's name.

    Returns:
      A string tensor of the same shape; complex numbers are `(real,imaginary)`.

    Raises:
      InvalidArgumentError: in a run, if the form does not suit the dtype.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.as_string([3.14159, -2.0], precision=2, width=6)).tolist()
    [b'  3.14', b' -2.00']

    ```
    """
    _check_form(T, precision, scientific, shortest, _text(fill))
    values = np.asarray(input)
    if T is dtypes.bool:
        return texts((b"true" if value else b"false" for value in flat(values)), values.shape)
    start = "%" + _text(fill) + (str(width) if width > -1 else "")
    if T.is_integer:
        spec = start + "d"
        return texts(((spec % value).encode() for value in flat(values)), values.shape)
    if precision > -1:
        start += f".{precision}"
    kind = "e" if scientific else "g" if shortest else "f"
    one = _float_writer(start + kind, start.replace("%0", "%") + kind)
    if T.is_complex:
        made = [f"({one(value.real)},{one(value.imag)})".encode() for value in flat(values)]
    else:
        made = [one(value).encode() for value in flat(values)]
    return texts(made, values.shape)


def _text(fill: str | bytes) -> str:
    return fill.decode("latin-1") if isinstance(fill, bytes) else fill


def _check_form(kind: DType, precision: int, scientific: bool, shortest: bool, fill: str) -> None:
    name = kind.name
    has_point = kind.is_floating or kind.is_complex
    if len(fill) > 1:
        raise invalid_argument("Fill string must be one or fewer characters")
    if fill not in ("", " ", "+", "-", "0"):
        raise invalid_argument(f'Fill argument not supported: "{fill}"')
    if (scientific or shortest) and not has_point:
        raise invalid_argument(f"scientific and shortest format not supported for datatype {name}")
    if scientific and shortest:
        raise invalid_argument("Cannot select both scientific and shortest notation")
    if precision > -1 and not has_point:
        raise invalid_argument(f"precision not supported for datatype {name}")


def _float_writer(spec: str, spec_of_the_rest: str) -> Callable[[float], str]:
    """printf of one float; what is not finite is not filled with zeros."""

    def write(value: float) -> str:
        if math.isnan(value):
            # NaN has no sign that anyone asked for
            return spec_of_the_rest % math.nan
        return (spec if math.isfinite(value) else spec_of_the_rest) % value

    return write


# -- text as numbers -------------------------------------------------------------------------------


@op(
    "StringToNumber(string_tensor: string; out_type: {float32|float64|int32|int64} = float32) -> (output: out_type)",
    shape=rules.unchanged,
    host=True,
)
def _string_to_number(string_tensor: Any, *, out_type: DType) -> Any:
    """The number that each string holds."""
    kind = out_type.as_numpy_dtype
    made = []
    for text in flat(string_tensor):
        number = parse_number(text, out_type)
        if number is None:
            raise invalid_argument(
                f"StringToNumberOp could not correctly convert string: {shown(text)}"
            )
        made.append(number)
    with np.errstate(over="ignore"):
        return (
            np.array(made, np.float64 if out_type is dtypes.float32 else kind)
            .astype(kind)
            .reshape(np.shape(string_tensor))
        )


def parse_number(text: bytes, kind: DType) -> float | int | None:
    """The number of a dtype that `text` holds, spaces around it aside; None if it holds none."""
    text = text.strip(_SPACE)
    if kind.is_floating:
        if _FLOAT.fullmatch(text):
            return float(text)
        hexadecimal = _HEX.fullmatch(text)
        if hexadecimal:
            return float(int(hexadecimal[1] + hexadecimal[2], 16))
        return None
    if not _INT.fullmatch(text):
        return None
    number = int(text)
    return number if kind.min <= number <= kind.max else None


def string_to_number(
    string_tensor: Any = None,
    out_type: Any = dtypes.float32,
    name: str | None = None,
    input: Any = None,
) -> Tensor:
    """The number that each string holds.

    Args:
      string_tensor: a string tensor; spaces around the numbers do not matter.
      out_type: float32, float64, int32 or int64.
      name: the wish for the node's name.
      input: another name of `string_tensor`.

    Returns:
      A tensor of the same shape and of dtype `out_type`.

    Raises:
      InvalidArgumentError: in a run, if a string holds no such number.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.strings.to_number(["1", "-2.5e1"])).tolist()
    [1.0, -25.0]

    ```
    """
    if input is not None:
        if string_tensor is not None:
            raise ValueError("Cannot specify both 'string_tensor' and 'input'")
        string_tensor = input
    return _string_to_number(string_tensor, out_type=out_type, name=name)
