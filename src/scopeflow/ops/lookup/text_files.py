"""Lines of a text file as the keys and values of a table."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.formats import filesystem
from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType
from scopeflow.graph.words import invalid_argument, runtime_name
from scopeflow.ops.strings.each import shown
from scopeflow.ops.strings.numbers import parse_number

WHOLE_LINE = -2
LINE_NUMBER = -1


def read_table(
    path: str,
    key_dtype: DType,
    key_index: int,
    value_dtype: DType,
    value_index: int,
    vocab_size: int,
    delimiter: bytes,
) -> tuple[np.ndarray, np.ndarray]:
    """The keys and values that a file holds.

    Args:
      path: the file's name.
      key_dtype, value_dtype: their DTypes.
      key_index, value_index: the column that holds them; -2 is the whole line, -1 its number.
      vocab_size: how many lines to read; all if it is -1.
      delimiter: the one byte between columns.

    Raises:
      InvalidArgumentError: if the file has too few lines or columns, or a column holds no such value.
      OpError: if it cannot be read.
    """
    if len(delimiter) != 1:
        raise invalid_argument("delimiter should be only 1 char")
    with filesystem.opened(path, "rb") as file:
        lines = file.read().split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    if vocab_size >= 0:
        if len(lines) < vocab_size:
            raise invalid_argument(
                f"Invalid vocab_size in {path}: expected {vocab_size} but got {len(lines)}"
            )
        del lines[vocab_size:]
    columns = max(key_index, value_index)
    keys: list[Any] = []
    values: list[Any] = []
    for number, line in enumerate(lines):
        line = line[:-1] if line.endswith(b"\r") else line
        fields = line.split(delimiter) if columns >= 0 else []
        if columns >= 0 and len(fields) <= columns:
            raise invalid_argument(
                f"Invalid number of columns in {path} line {number} ({shown(line)}) : "
                f"expected {columns} got {len(fields)}"
            )
        keys.append(_value(key_index, key_dtype, number, line, fields))
        values.append(_value(value_index, value_dtype, number, line, fields))
    return _array(keys, key_dtype), _array(values, value_dtype)


def _value(index: int, dtype: DType, number: int, line: bytes, fields: list[bytes]) -> Any:
    if index == LINE_NUMBER:
        return number
    text = line if index == WHOLE_LINE else fields[index]
    if dtype is dtypes.string:
        return text
    found = parse_number(text, dtype)
    if found is None:
        name = runtime_name(dtype)
        raise invalid_argument(f"Field {shown(text)} in line {number} is not a valid {name}.")
    return found


def _array(items: list[Any], dtype: DType) -> np.ndarray:
    made = np.empty(len(items), dtype.as_numpy_dtype)
    made[:] = items
    return made
