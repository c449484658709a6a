"""The dataset of the rows that a query finds in a database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType
from scopeflow.ops.data.asking import TAIL, invalid, path_of, scalars, text
from scopeflow.ops.data.values import Cursor, DatasetValue, Element, Run
from scopeflow.ops.define import op

_TYPES = (
    dtypes.string,
    dtypes.int8,
    dtypes.int16,
    dtypes.int32,
    dtypes.int64,
    dtypes.uint8,
    dtypes.uint16,
    dtypes.bool,
    dtypes.float64,
)
_LEADING_INTEGER = re.compile(rb"\s*[-+]?\d+")
_LEADING_NUMBER = re.compile(rb"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")


class SqlValue(DatasetValue):
    """Rows of an SQLite database: for each column a scalar.

    Args:
      source: the database's file.
      query: what asks for them.
    """

    def __init__(self, source: bytes, query: bytes, kinds: Sequence[DType], dims: Any) -> None:
        super().__init__(kinds, dims)
        self.source = source
        self.query = query

    def iterate(self, run: Run) -> Cursor:
        return _Rows(self)


class _Rows(Cursor):
    def __init__(self, value: SqlValue) -> None:
        self._value = value
        self._rows: Any = None
        self._ended = False

    def __next__(self) -> Element:
        if self._ended:
            raise StopIteration
        if self._rows is None:
            self._rows = self._found()
        row = next(self._rows, None)
        if row is None:
            self._ended = True
            self.close()
            raise StopIteration
        pairs = zip(row, self._value.dtypes, strict=True)
        return tuple([_converted(cell, kind) for cell, kind in pairs])

    def _found(self) -> Any:
        import sqlite3

        value = self._value
        query = value.query.decode(errors="surrogateescape")
        try:
            # another thread may walk on, and close, what this one began; never two at a time
            base = sqlite3.connect(path_of(value.source), check_same_thread=False)
        except sqlite3.Error as error:
            raise errors.UnknownError(None, None, f"Failed to open: {error}") from None
        base.text_factory = bytes
        try:
            rows = base.execute(_first_statement(query))
        except (sqlite3.Error, sqlite3.Warning) as error:
            base.close()
            raise errors.UnknownError(
                None, None, f"Prepare() failed: [1] {error}: {query}"
            ) from None
        columns = len(rows.description or ())
        if columns != len(value.dtypes):
            base.rollback()
            base.close()
            raise invalid(
                f"The number of columns in query ({columns}) must match the number of elements in output_types "
                f"({len(value.dtypes)})."
            )
        self.own(base)
        return rows


def _first_statement(query: str) -> str:
    """What stands before the first semicolon that ends a statement: further statements are left alone."""
    from sqlite3 import complete_statement

    for place, letter in enumerate(query):
        if letter == ";" and complete_statement(query[: place + 1]):
            return query[:place]
    return query


def _converted(cell: Any, kind: DType) -> Any:
    if kind is dtypes.string:
        return _text(cell)
    if kind is dtypes.float64:
        return np.float64(_number(cell))
    whole = _integer(cell)
    if kind is dtypes.bool:
        return np.bool_(whole != 0)
    # SQLite gives 64 bits (32 for int32 and what is smaller), of which the lowest stay
    return np.array(whole & (2**64 - 1), np.uint64).astype(kind.as_numpy_dtype)[()]


def _text(cell: Any) -> Any:
    if cell is None:
        cell = b""
    elif isinstance(cell, float):
        cell = format(cell, ".15g").encode()
        if not any(mark in cell for mark in b".en"):
            cell += b".0"
    elif isinstance(cell, int):
        cell = str(cell).encode()
    made = np.empty((), object)
    made[()] = cell
    return made


def _integer(cell: Any) -> int:
    if cell is None:
        return 0
    if isinstance(cell, bytes):
        found = _LEADING_INTEGER.match(cell)
        return int(found[0]) if found else 0
    return int(cell)


def _number(cell: Any) -> float:
    if cell is None:
        return 0.0
    if isinstance(cell, bytes):
        found = _LEADING_NUMBER.match(cell)
        return float(found[0]) if found else 0.0
    return float(cell)


@op(
    f"SqlDataset(driver_name: string, data_source_name: string, query: string; {TAIL} # stateful",
    shape=scalars(0, 0, 0),
    host=True,
)
def sql_dataset(
    driver_name: Any, data_source_name: Any, query: Any, *, output_types: Any, output_shapes: Any
) -> Any:
    """The rows that a query finds."""
    for kind in output_types:
        if kind not in _TYPES:
            raise invalid(
                "Each element of `output_types_` must be one of: DT_STRING, DT_INT8, DT_INT16, DT_INT32, DT_INT64, "
                "DT_UINT8, DT_UINT16, DT_BOOL, DT_DOUBLE "
            )
    for dims in output_shapes:
        if dims != ():
            raise invalid("Each element of `output_shapes_` must be a scalar.")
    driver = text(driver_name).decode(errors="replace")
    if driver != "sqlite":
        raise invalid(
            f"The database type, {driver}, is not supported by SqlDataset. The set of supported databases is: "
            "{'sqlite'}."
        )
    return SqlValue(text(data_source_name), text(query), output_types, output_shapes)
