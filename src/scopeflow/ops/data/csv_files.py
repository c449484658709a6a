"""The dataset of the records of CSV files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import runtime_name
from scopeflow.ops import rules
from scopeflow.ops.data.asking import invalid, path_of, scalars, text, texts
from scopeflow.ops.data.csv_text import CsvText, Wrong
from scopeflow.ops.data.streams import Stream
from scopeflow.ops.data.text_files import FilesCursor
from scopeflow.ops.data.values import Cursor, DatasetValue, Run
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.strings.each import shown
from scopeflow.ops.strings.numbers import parse_number

# Numbers below this are no overflow.
_LARGE = 1e38
_PLAIN = scalars(-2, 0, 0, 0, 0, 0, 0, 1)


class CsvValue(DatasetValue):
    """Records of CSV files: for each column a scalar.

    Args:
      names: the files.
      defaults: for each column an array with what stands for an empty field, or an empty one if none may be empty.
    """

    compression, chunk = b"", 0
    header, delimiter, quotes, missing = False, b",", True, b""
    columns: Sequence[int] = ()

    def __init__(
        self, names: Sequence[bytes], defaults: Sequence[Any], kinds: Sequence[DType], dims: Any
    ) -> None:
        super().__init__(kinds, dims)
        self.names = [path_of(name) for name in names]
        self.defaults = [np.asarray(default).reshape(-1) for default in defaults]

    def iterate(self, run: Run) -> Cursor:
        return _Rows(run, self)


class _Rows(FilesCursor):
    def open(self, name: str) -> Any:
        value = self.value
        stream = Stream(name, value.compression, value.chunk)
        file = CsvText(stream, value.delimiter, value.quotes)
        self._headed = value.header
        return file

    def __next__(self) -> Any:
        # a record has many components, not one
        (row,) = super().__next__()
        return row

    def piece(self, file: Any, name: str) -> Any:
        if self._headed:
            self._headed = False
            if file.record() is None:
                self.leave()
                raise invalid("Can't read header of file")
        found = file.record()
        return None if found is None else self._converted(*found)

    def _converted(self, fields: list[bytes], wrong: Wrong | None) -> tuple[Any, ...]:
        value = self.value
        wanted = len(value.dtypes)
        limit = len(fields) if wrong is None else wrong.place
        chosen = value.columns or range(wanted)
        row = []
        for place, column in enumerate(chosen):
            if column >= limit:
                break
            row.append(self._field(place, fields[column]))
        if wrong is not None:
            raise wrong.error
        if not value.columns and len(fields) > wanted:
            raise invalid(f"Expect {wanted} fields but have more in record")
        if len(row) < wanted:
            raise invalid(f"Expect {wanted} fields but have {len(row)} in record")
        return tuple(row)

    def _field(self, place: int, field: bytes) -> Any:
        value = self.value
        kind = value.dtypes[place]
        if not field or field == value.missing:
            default = value.defaults[place]
            if not default.size:
                raise invalid(f"Field {place} is required but missing in record!")
            return default[0]
        if kind is dtypes.string:
            return field
        if kind is not dtypes.float32 and len(field) < 10 and field.isdigit():
            # what most fields are fits into every kind
            return kind.as_numpy_dtype(int(field))
        number = parse_number(field, kind)
        if number is None:
            raise invalid(
                f"Field {place} in record is not a valid {runtime_name(kind)}: {shown(field)}"
            )
        if kind is not dtypes.float32:
            return kind.as_numpy_dtype(number)
        if -_LARGE < number < _LARGE:
            return np.float32(number)
        with np.errstate(over="ignore"):
            return np.float32(number)


def _shapes(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    _PLAIN(inputs, attrs)
    for default in inputs[8:]:
        dims = default._dims
        if dims is not None and len(dims) > 1:
            raise ShapeMismatch(f"Shape must be at most rank 1 but is rank {len(dims)}")
        if dims and dims[0] is not None and dims[0] > 1:
            raise ShapeMismatch(
                "Shape of a default must be a length-0 or length-1 vector, or a scalar."
            )
    return ((),)


@op(
    "CSVDataset(filenames: string, compression_type: string, buffer_size: int64, header: bool, field_delim: string, "
    "use_quote_delim: bool, na_value: string, select_cols: int64, record_defaults: [output_types]; "
    "output_types: list(type) in {float32|float64|int32|int64|string} >= 1, output_shapes: list(shape) >= 1)"
    " -> (handle: variant) # stateful",
    shape=_shapes,
    host=True,
)
def csv_dataset(
    filenames: Any,
    compression_type: Any,
    buffer_size: Any,
    header: Any,
    field_delim: Any,
    use_quote_delim: Any,
    na_value: Any,
    select_cols: Any,
    record_defaults: Any,
    *,
    output_types: Any,
    output_shapes: Any,
) -> Any:
    """The records of CSV files."""
    for index, default in enumerate(record_defaults):
        if np.size(default) > 1:
            raise invalid(
                f"There should only be 1 default per field but field {index} has {np.size(default)}"
            )
    made = CsvValue(texts(filenames), record_defaults, output_types, output_shapes)
    made.compression = text(compression_type)
    if made.compression not in (b"", b"ZLIB", b"GZIP"):
        raise invalid(f"Unsupported compression_type: {shown(made.compression)}.")
    made.chunk = int(buffer_size)
    if made.chunk <= 0:
        raise invalid("buffer_size should be positive")
    made.delimiter = text(field_delim)
    if len(made.delimiter) != 1:
        raise invalid("field_delim should be only 1 char")
    made.header, made.quotes = bool(header), bool(use_quote_delim)
    made.missing = text(na_value)
    made.columns = _columns(np.asarray(select_cols).tolist(), len(output_types))
    return made


def _columns(columns: list[int], wanted: int) -> list[int]:
    if columns and len(columns) != wanted:
        raise invalid("select_cols should match output size")
    for before, column in zip([-1, *columns], columns, strict=False):
        if column < 0:
            raise invalid("select_cols should be non-negative indices")
        if column <= before:
            raise invalid("select_cols should be strictly increasing indices")
    return columns
