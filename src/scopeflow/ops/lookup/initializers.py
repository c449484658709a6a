"""What tables are filled with: tensors, or the lines of a text file."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.dtypes import DType
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.lookup import text_files
from scopeflow.ops.lookup.definitions import (
    initialize_table_from_text_file_v2,
    lookup_table_import_v2,
)
from scopeflow.ops.scoping import name_scope


def check_table_dtypes(table: Any, key_dtype: Any, value_dtype: Any) -> None:
    """Refuses other dtypes than a table's.

    Raises:
      TypeError: if they differ.
    """
    if key_dtype != table.key_dtype:
        raise TypeError(f"Invalid key dtype, expected {table.key_dtype!s} but got {key_dtype!s}.")
    if value_dtype != table.value_dtype:
        raise TypeError(
            f"Invalid value dtype, expected {table.value_dtype!s} but got {value_dtype!s}."
        )


class TableInitializerBase:
    """What all initializers have: the dtypes of a table, and how to fill it.

    Args:
      key_dtype, value_dtype: the DTypes.
    """

    def __init__(self, key_dtype: Any, value_dtype: Any) -> None:
        self._key_dtype = dtypes.as_dtype(key_dtype)
        self._value_dtype = dtypes.as_dtype(value_dtype)

    @property
    def key_dtype(self) -> DType:
        """The DType of the keys."""
        return self._key_dtype

    @property
    def value_dtype(self) -> DType:
        """The DType of the values."""
        return self._value_dtype

    def initialize(self, table: Any) -> Operation:
        """Adds the operation that fills a table."""
        raise NotImplementedError

    @property
    def _shared_name(self) -> str:
        """The name of a table filled so; the same for tables that hold the same."""
        # imported here: it takes a while
        import uuid

        return f"hash_table_{uuid.uuid4()}"


class KeyValueTensorInitializer(TableInitializerBase):
    """Fills a table with the keys and values of two tensors.

    Args:
      keys: a vector.
      values: a vector of the same length.
      key_dtype: the DType of the keys, where `keys` does not say it.
      value_dtype: the DType of the values, where `values` does not say it.
      name: the wish for the name of the initializing operation's scope.
    """

    def __init__(
        self,
        keys: Any,
        values: Any,
        key_dtype: Any = None,
        value_dtype: Any = None,
        name: str | None = None,
    ) -> None:
        self._keys: Tensor = convert_to_tensor(keys, dtype=key_dtype, name="keys")
        self._values: Tensor = convert_to_tensor(values, dtype=value_dtype, name="values")
        self._name = name if name is not None else "key_value_init"
        super().__init__(self._keys.dtype, self._values.dtype)

    def initialize(self, table: Any) -> Operation:
        """Adds the operation that fills a table, and notes it in the graph's collection.

        Args:
          table: a table of the same dtypes.

        Raises:
          TypeError: if the table has other dtypes.
        """
        check_table_dtypes(table, self._keys.dtype, self._values.dtype)
        with name_scope(self._name, None, [table.resource_handle, self._keys, self._values]):
            filled = lookup_table_import_v2(table.resource_handle, self._keys, self._values)
        get_default_graph().add_to_collection(GraphKeys.TABLE_INITIALIZERS, filled)
        return filled


class TextFileIndex:
    """The columns that are none: the whole line, and its number from 0 on."""

    WHOLE_LINE = text_files.WHOLE_LINE
    LINE_NUMBER = text_files.LINE_NUMBER


class TextFileInitializer(TableInitializerBase):
    """Fills a table with the lines of a text file.

    Args:
      filename: the file's name: a string or a scalar string tensor.
      key_dtype: the DType of the keys.
      key_index: the column that holds the keys, or one of TextFileIndex.
      value_dtype: the DType of the values.
      value_index: the column that holds the values, or one of TextFileIndex.
      vocab_size: how many lines to read; all if None.
      delimiter: the character between columns.
      name: the wish for the name of the initializing operation's scope.

    Raises:
      ValueError: if there is no file's name, or a column and its dtype do not suit each other.
    """

    def __init__(
        self,
        filename: Any,
        key_dtype: Any,
        key_index: int,
        value_dtype: Any,
        value_index: int,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str | None = None,
    ) -> None:
        if not isinstance(filename, Tensor) and not filename:
            raise ValueError(f"Filename required for {name}.")
        key_dtype, value_dtype = dtypes.as_dtype(key_dtype), dtypes.as_dtype(value_dtype)
        for what, index, dtype in (
            ("key", key_index, key_dtype),
            ("value", value_index, value_dtype),
        ):
            if index < -2:
                raise ValueError(f"Invalid {what} index {index}.")
            noun = what.capitalize() + "s"
            if index == TextFileIndex.LINE_NUMBER and dtype != dtypes.int64:
                raise ValueError(
                    f"Signature mismatch. {noun} must be dtype {dtypes.int64!s}, got {dtype!s}."
                )
            if index == TextFileIndex.WHOLE_LINE and not (
                dtype.is_integer or dtype == dtypes.string
            ):
                raise ValueError(
                    f"Signature mismatch. {noun} must be integer or string, got {dtype!s}."
                )
        if vocab_size is not None and vocab_size <= 0:
            raise ValueError(f"Invalid vocab_size {vocab_size}.")
        self._name = name
        self._filename_arg = filename
        self._key_index = key_index
        self._value_index = value_index
        self._vocab_size = vocab_size
        self._delimiter = delimiter
        # made now, outside of every function that may make the table, and where files are
        with get_default_graph().device("CPU"):
            self._filename: Tensor = convert_to_tensor(
                filename, dtype=dtypes.string, name="asset_path"
            )
        super().__init__(key_dtype, value_dtype)

    def initialize(self, table: Any) -> Operation:
        """Adds the operation that fills a table, and notes it in the graph's collection.

        Args:
          table: a table of the same dtypes.

        Raises:
          TypeError: if the table has other dtypes.
        """
        check_table_dtypes(table, self.key_dtype, self.value_dtype)
        with name_scope(self._name, "text_file_init", [table.resource_handle]):
            filled = initialize_table_from_text_file_v2(
                table.resource_handle,
                self._filename,
                self._key_index,
                self._value_index,
                -1 if self._vocab_size is None else self._vocab_size,
                self._delimiter,
            )
        graph = get_default_graph()
        graph.add_to_collection(GraphKeys.TABLE_INITIALIZERS, filled)
        if self._filename.op.type == "Const":
            # a file that an exported model brings along
            graph.add_to_collection(GraphKeys.ASSET_FILEPATHS, self._filename)
        return filled

    @property
    def _shared_name(self) -> str:
        parts = (self._filename_arg, self._vocab_size, self._key_index, self._value_index)
        named = [str(part) for part in parts if part is not None]
        return "_".join(["hash_table", *named])
