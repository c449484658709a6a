"""Datasets of the rows of tables: CSV files, and databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.data import nesting, structure
from scopeflow.data.dataset import DatasetV1
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.tensor_spec import TensorSpec
from scopeflow.ops.calling import call

_FIELDS = (dtypes.float32, dtypes.float64, dtypes.int32, dtypes.int64, dtypes.string)
_BUFFER = 4 * 1024 * 1024


class CsvDatasetV1(DatasetV1):
    """The records of CSV files: tuples of scalars, one for each column.

    Args:
      filenames: the files, a string scalar or vector.
      record_defaults: for each column its dtype (float32, float64, int32, int64, string), if no field may be empty, or a
        scalar or vector of one element: the value of empty fields.
      compression_type: "", "ZLIB" or "GZIP".
      buffer_size: how many bytes to read at once.
      header: whether the first line of each file is left out.
      field_delim: the character between fields.
      use_quote_delim: whether fields may stand in double quotes.
      na_value: another text that stands for an empty field.
      select_cols: the indices of the columns to read, in increasing order; all by default.

    Raises:
      InvalidArgumentError: in a run, at a record that has other fields; the next one comes after it.

    ```python
    >>> import os, pathlib, tempfile
    >>> import scopeflow as tf
    >>> path = os.path.join(tempfile.mkdtemp(), "table.csv")
    >>> _ = pathlib.Path(path).write_text("1,a\\n,b\\n")
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     rows = tf.data.experimental.CsvDataset(path, [[7], tf.string]).batch(2)
    ...     [column.tolist() for column in sess.run(rows.make_one_shot_iterator().get_next())]
    [[1, 7], [b'a', b'b']]

    ```
    """

    def __init__(
        self,
        filenames: Any,
        record_defaults: Sequence[Any],
        compression_type: Any = None,
        buffer_size: Any = None,
        header: Any = False,
        field_delim: Any = ",",
        use_quote_delim: Any = True,
        na_value: Any = "",
        select_cols: Any = None,
    ) -> None:
        names = convert_to_tensor(filenames, dtype=dtypes.string, name="filenames")
        packing = _converted(compression_type, dtypes.string, "compression_type", "")
        defaults = [
            convert_to_tensor(given, name=f"record_defaults_{index}")
            for index, given in enumerate([field_default(given) for given in record_defaults])
        ]
        self._spec = tuple([TensorSpec([], default.dtype) for default in defaults])
        variant = call(
            "CSVDataset",
            names,
            packing,
            _converted(buffer_size, dtypes.int64, "buffer_size", _BUFFER),
            _converted(header, dtypes.bool, "header", False),
            _converted(field_delim, dtypes.string, "field_delim", ","),
            _converted(use_quote_delim, dtypes.bool, "use_quote_delim", True),
            _converted(na_value, dtypes.string, "na_value", ""),
            _converted(select_cols, dtypes.int64, "select_cols", []),
            defaults,
            output_shapes=structure.flat_shapes(self._spec),
        )
        super().__init__(variant)

    @property
    def element_spec(self) -> Any:
        return self._spec


def _converted(value: Any, dtype: DType, name: str, default: Any) -> Tensor:
    return convert_to_tensor(default if value is None else value, dtype=dtype, name=name)


def field_default(given: Any) -> Any:
    """A default as it was given; an empty vector if it is the dtype of a field that may not be empty."""
    if isinstance(given, Tensor):
        return given
    kind = _dtype(given)
    return convert_to_tensor([], dtype=kind) if kind in _FIELDS else given


def _dtype(given: Any) -> DType | None:
    """The DType that a default stands for. As in TensorFlow it may be the number of one."""
    if isinstance(given, float) and given == given // 1:
        given = int(given)
    try:
        return dtypes.as_dtype(given)
    except (TypeError, ValueError):
        return None


class SqlDatasetV1(DatasetV1):
    """The rows that a query finds in a database: a scalar for each column.

    Args:
      driver_name: "sqlite", a string scalar.
      data_source_name: the database's file, a string scalar.
      query: the query, a string scalar.
      output_types: a tuple, or another structure, of DTypes: string, int8, int16, int32, int64, uint8, uint16, bool,
        float64; values are converted as SQLite converts them.

    Raises:
      InvalidArgumentError: in a run, if the query finds another number of columns, or there is no such driver.

    ```python
    >>> import os, sqlite3, tempfile
    >>> import scopeflow as tf
    >>> path = os.path.join(tempfile.mkdtemp(), "people.db")
    >>> with sqlite3.connect(path) as base:
    ...     _ = base.execute("CREATE TABLE people (name TEXT, age INTEGER)")
    ...     _ = base.execute("INSERT INTO people VALUES ('Ann', 41)")
    >>> base.close()
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     rows = tf.data.experimental.SqlDataset(
    ...         "sqlite", path, "SELECT name, age FROM people", (tf.string, tf.int32))
    ...     [value.item() if hasattr(value, "item") else value
    ...      for value in sess.run(rows.make_one_shot_iterator().get_next())]
    [b'Ann', 41]

    ```
    """

    def __init__(
        self, driver_name: Any, data_source_name: Any, query: Any, output_types: Any
    ) -> None:
        self._spec = nesting.map_structure(lambda kind: TensorSpec([], kind), output_types)
        words = [
            convert_to_tensor(value, dtype=dtypes.string, name=name)
            for value, name in (
                (driver_name, "driver_name"),
                (data_source_name, "data_source_name"),
                (query, "query"),
            )
        ]
        super().__init__(call("SqlDataset", *words, **structure.flat_attrs(self._spec)))

    @property
    def element_spec(self) -> Any:
        return self._spec
