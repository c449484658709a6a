"""What the first rows of CSV files tell: the columns' names and their dtypes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor

# From the narrowest to what holds anything.
_KINDS = (dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64, dtypes.string)
_LARGEST_FLOAT32 = 3.4028234663852886e38
_LARGEST_FLOAT64 = 1.7976931348623157e308


class CsvText:
    """The rows of CSV files, as text.

    Args:
      names: the files.
      delimiter: the character between fields.
      quotes: whether fields may stand in double quotes.
      compression: "", None, "ZLIB" or "GZIP".
      header: whether the first line of each file holds names.
    """

    def __init__(
        self,
        names: Sequence[str],
        delimiter: str,
        quotes: bool,
        compression: str | None,
        header: bool,
    ) -> None:
        self._names = list(names)
        self._delimiter = delimiter
        self._quotes = quotes
        self._compression = (compression or "").encode()
        self._header = header

    def _rows(self, name: str) -> Iterator[list[str]]:
        # imported here: streams stand behind the ops, which few programs that import this need
        from scopeflow.ops.data.streams import Stream

        stream = Stream(name, self._compression)
        try:
            raw = io.BufferedReader(_Raw(stream))
            with io.TextIOWrapper(raw, encoding="utf-8", errors="replace", newline="") as text:
                if self._quotes:
                    yield from csv.reader(text, delimiter=self._delimiter)
                else:
                    yield from csv.reader(text, delimiter=self._delimiter, quoting=csv.QUOTE_NONE)
        finally:
            stream.close()

    def column_names(self) -> list[str]:
        """The names in the first line of the files.

        Raises:
          ValueError: if a file is empty, or they differ.
        """
        found: list[str] | None = None
        for name in self._names:
            rows = self._rows(name)
            try:
                first = next(rows)
            except StopIteration:
                raise ValueError(
                    f"Received StopIteration when reading the header line of {name}.  Empty file?"
                ) from None
            finally:
                rows.close()  # type: ignore[attr-defined]
            if found is not None and first != found:
                raise ValueError("Files have different column names in the header row.")
            found = first
        return found or []

    def column_types(
        self, count: int, missing: str, limit: int | None, indices: Sequence[int] | None
    ) -> list[DType | None]:
        """The narrowest dtype that holds all fields of each column, None for columns without any.

        Args:
          count: how many columns there are.
          missing: the text of empty fields.
          limit: how many rows to look at; all if it is None.
          indices: the columns to look at; all if it is None.

        Raises:
          ValueError: if a row has another number of fields.
        """
        wanted = range(count) if indices is None else indices
        kinds: list[DType | None] = [None] * len(wanted)
        for number, row in enumerate(self._all_rows()):
            if limit is not None and number >= limit:
                break
            if len(row) != count:
                raise ValueError(
                    "Problem inferring types: CSV row has different number of fields than expected."
                )
            kinds = [
                _wider(row[index], missing, kind) for index, kind in zip(wanted, kinds, strict=True)
            ]
        return kinds

    def _all_rows(self) -> Iterator[list[str]]:
        for name in self._names:
            rows = self._rows(name)
            if self._header:
                next(rows, None)
            yield from rows


def _wider(field: str, missing: str, kind: DType | None) -> DType | None:
    if field in ("", missing):
        return kind
    first = 0 if kind is None else _KINDS.index(kind)
    return next(wider for wider in _KINDS[first:] if _holds(wider, field))


def _holds(kind: DType, field: str) -> bool:
    if kind is dtypes.string:
        return True
    try:
        if kind.is_integer:
            return kind.min <= int(field) <= kind.max
        number = float(field)
    except ValueError:
        return False
    largest = _LARGEST_FLOAT32 if kind is dtypes.float32 else _LARGEST_FLOAT64
    return number != number or abs(number) <= largest or abs(number) == float("inf")


def default_of(kind: DType | None) -> Tensor:
    """What stands for an empty field of a column whose dtype was guessed; nobody knows of one without fields."""
    if kind is None or kind is dtypes.string:
        return convert_to_tensor([""], dtype=dtypes.string)
    return convert_to_tensor([0], dtype=kind)


def column_indices(columns: Sequence[Any], names: Sequence[str]) -> list[int]:
    """The indices of columns that names or indices tell, in order.

    Raises:
      ValueError: if one does not exist, or stands there twice.
    """
    found = []
    for column in columns:
        if isinstance(column, int):
            if not 0 <= column < len(names):
                raise ValueError(
                    f"Column index {column} specified in select_columns out of valid range."
                )
            found.append(column)
        elif column in names:
            found.append(list(names).index(column))
        else:
            raise ValueError(
                f"Value '{column}' specified in select_columns not a valid column index or name."
            )
    if len(set(found)) != len(found):
        raise ValueError("select_columns contains duplicate columns")
    return sorted(found)


class _Raw(io.RawIOBase):
    """A stream as Python's readers of text want it."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
