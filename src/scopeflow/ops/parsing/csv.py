"""Lines of comma-separated values as tensors: decode_csv."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument, runtime_name
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.strings.each import flat, shown, texts
from scopeflow.ops.strings.numbers import parse_number


def _columns(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    for default in inputs[1:]:
        dims = default._dims
        if dims is None:
            continue
        if len(dims) > 1:
            raise ShapeMismatch(f"Shape must be at most rank 1 but is rank {len(dims)}")
        if dims and dims[0] is not None and dims[0] > 1:
            raise ShapeMismatch(
                "Shape of a default must be a length-0 or length-1 vector, or a scalar."
            )
    return (inputs[0]._dims,) * len(attrs["OUT_TYPE"])


@op(
    "DecodeCSV(records: string, record_defaults: [OUT_TYPE]; OUT_TYPE: list(type) in "
    '{float32|float64|int32|int64|string} >= 1, field_delim: string = ",", use_quote_delim: bool = True, '
    'na_value: string = "", select_cols: list(int) = []) -> (output: [OUT_TYPE])',
    shape=_columns,
    host=True,
)
def _decode_csv(
    records, record_defaults, *, OUT_TYPE, field_delim, use_quote_delim, na_value, select_cols
):  # fmt: skip
    """The fields of each record, a tensor for each column."""
    delimiter, missing = _bytes(field_delim), _bytes(na_value)
    if len(delimiter) != 1:
        raise invalid_argument("field_delim should be only 1 char")
    for index, default in enumerate(record_defaults):
        if np.size(default) > 1:
            raise invalid_argument(
                f"There should only be 1 default per field but field {index} has {np.size(default)}"
            )
    columns: list[list[Any]] = [[] for _ in OUT_TYPE]
    for number, record in enumerate(flat(records)):
        fields = fields_of(record, delimiter, use_quote_delim)
        if select_cols:
            fields = [fields[i] for i in select_cols if i < len(fields)]
        if len(fields) != len(OUT_TYPE):
            raise invalid_argument(
                f"Expect {len(OUT_TYPE)} fields but have {len(fields)} in record {number}"
            )
        for index, (field, default) in enumerate(zip(fields, record_defaults, strict=True)):
            kind = OUT_TYPE[index]
            if field == b"" or field == missing:
                if not np.size(default):
                    raise invalid_argument(
                        f"Field {index} is required but missing in record {number}!"
                    )
                value = np.asarray(default).reshape(-1)[0]
            elif kind is dtypes.string:
                value = field
            else:
                value = parse_number(field, kind)
                if value is None:
                    name = runtime_name(kind)
                    raise invalid_argument(
                        f"Field {index} in record {number} is not a valid {name}: {shown(field)}"
                    )
            columns[index].append(value)
    shape = np.shape(records)
    with np.errstate(over="ignore"):
        return [
            texts(values, shape)
            if kind is dtypes.string
            else np.array(values, kind.as_numpy_dtype).reshape(shape)
            for kind, values in zip(OUT_TYPE, columns, strict=True)
        ]


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def fields_of(record: bytes, delimiter: bytes, quotes: bool) -> list[bytes]:
    """The fields of one record.

    Raises:
      InvalidArgumentError: if quotes stand where they may not.
    """
    if not record:
        return []
    if not quotes or not any(mark in record for mark in (b'"', b"\n", b"\r")):
        return [field.lstrip(b"\r\n") for field in record.split(delimiter)]
    fields: list[bytes] = []
    at, end = 0, len(record)
    while True:
        while at < end and record[at] in b"\r\n":
            at += 1
        if record[at : at + 1] == b'"':
            field, at = _quoted(record, at + 1, delimiter)
        else:
            stop = record.find(delimiter, at)
            stop = end if stop < 0 else stop
            field = record[at:stop]
            if any(mark in field for mark in (b'"', b"\n", b"\r")):
                raise invalid_argument("Unquoted fields cannot have quotes/CRLFs inside")
            at = stop
        fields.append(field)
        if at >= end:
            return fields
        at += 1


def _quoted(record: bytes, at: int, delimiter: bytes) -> tuple[bytes, int]:
    """A field whose opening quote stands before `at`, and where the delimiter after it stands."""
    parts = []
    while True:
        close = record.find(b'"', at)
        if close < 0:
            raise invalid_argument("Quoted field has to end with quote followed by delim or end")
        parts.append(record[at:close])
        following = record[close + 1 : close + 2]
        if following == b'"':
            parts.append(b'"')
            at = close + 2
        elif following in (b"", delimiter):
            return b"".join(parts), close + 1
        else:
            raise invalid_argument("Quote inside a string has to be escaped by another quote")


def decode_csv(
    records: Any,
    record_defaults: Any,
    field_delim: str = ",",
    use_quote_delim: bool = True,
    name: str | None = None,
    na_value: str = "",
    select_cols: Any = None,
) -> list[Tensor]:
    """Lines of comma-separated values as tensors, one for each column.

    Args:
      records: a string tensor; each string is a line without its end.
      record_defaults: a tensor for each column, which tells the column's dtype (float32, float64, int32, int64 or
        string): a scalar or a vector with the value of empty fields, or an empty vector if none may be empty.
      field_delim: the character between fields.
      use_quote_delim: whether fields may stand in double quotes.
      name: the wish for the node's name.
      na_value: another text that stands for an empty field.
      select_cols: the indices of the columns to read, in increasing order; all if None.

    Returns:
      A list of tensors of the shape of `records`.

    Raises:
      ValueError: if `select_cols` is not increasing, or of another length than the defaults.
      InvalidArgumentError: in a run, if a line has another number of fields, or a field is no such value.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     [c.tolist() for c in sess.run(tf.io.decode_csv(["1,a", ",b"], [[7], [""]]))]
    [[1, 7], [b'a', b'b']]

    ```
    """
    if select_cols is not None:
        # an empty list is refused in Python's words
        if any(
            later <= earlier for earlier, later in zip(select_cols, select_cols[1:], strict=False)
        ):
            raise ValueError("select_cols is not strictly increasing.")
        if select_cols[0] < 0:
            raise ValueError("select_cols contains negative values.")
        if len(select_cols) != len(record_defaults):
            raise ValueError("Length of select_cols and record_defaults do not match.")
    return _decode_csv(
        records,
        record_defaults,
        field_delim=field_delim,
        use_quote_delim=use_quote_delim,
        na_value=na_value,
        select_cols=list(select_cols or []),
        name=name,
    )
