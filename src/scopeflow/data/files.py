"""Datasets of what files hold: lines, records, pieces of one size; and of the files' names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.data.base import DatasetV1Adapter
from scopeflow.data.dataset import DatasetV1
from scopeflow.data.flattening import flat_map, interleave, parallel_interleave
from scopeflow.data.sources import from_tensor_slices
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.tensor_spec import TensorSpec
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.calling import call
from scopeflow.ops.checks.assertion import Assert
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.strings.joining import reduce_join

_STRING = TensorSpec([], dtypes.string)
_BUFFER = 256 * 1024


def list_files(file_pattern: Any, shuffle: bool | None, seed: Any) -> DatasetV1:
    """See `Dataset.list_files`."""
    with name_scope("list_files"):
        pattern = convert_to_tensor(file_pattern, dtype=dtypes.string, name="file_pattern")
        names = call("MatchingFiles", pattern)
        some = call("Greater", shape(names)[0], 0, name="match_not_empty")
        listed = reduce_join(pattern, separator=", ")
        message = call("Add", "No files matched pattern: ", listed, name="message")
        check = Assert(some, [message], summarize=1, name="assert_not_empty")
        with get_default_graph().control_dependencies([check]):
            names = identity(names)
        dataset = from_tensor_slices(names)
        if shuffle is None or shuffle:
            count = call("Maximum", shape(names, out_type=dtypes.int64)[0], 1)
            return dataset.shuffle(count, seed=seed)
        return dataset


class _FileDataset(DatasetV1):
    """What one kind of file holds, string scalars.

    Args:
      filenames: the files: a string tensor, or a dataset of string scalars.
      read: makes the dataset of one file.
      num_parallel_reads: how many files are read at the same time, their elements mixed; None to read one after the other.
    """

    def __init__(
        self, filenames: Any, read: Callable[[Tensor], DatasetV1], num_parallel_reads: Any
    ) -> None:
        names = _names(filenames)

        def read_one_file(filename: Tensor) -> DatasetV1:
            return read(convert_to_tensor(filename, dtype=dtypes.string))

        if num_parallel_reads is None:
            self._whole = flat_map(names, read_one_file)
        elif isinstance(num_parallel_reads, int) and num_parallel_reads == -1:
            self._whole = interleave(names, read_one_file, -1, 1, num_parallel_reads)
        else:
            self._whole = parallel_interleave(read_one_file, num_parallel_reads)(names)
        super().__init__(self._whole._variant_tensor)

    @property
    def element_spec(self) -> Any:
        return _STRING

    def _inputs(self) -> list[DatasetV1]:
        return self._whole._inputs()

    def _functions(self) -> list[Any]:
        return self._whole._functions()


def _names(filenames: Any) -> DatasetV1:
    if isinstance(filenames, DatasetV1):
        spec = filenames.element_spec
        if getattr(spec, "dtype", None) is not dtypes.string:
            raise TypeError("`filenames` must be a `tf.data.Dataset` of `tf.string` elements.")
        if not spec.shape.is_compatible_with([]):
            raise TypeError(
                "`filenames` must be a `tf.data.Dataset` of scalar `tf.string` elements."
            )
        return filenames
    names = convert_to_tensor(filenames, dtype=dtypes.string)
    return from_tensor_slices(reshape(names, [-1], name="flat_filenames"))


def _text(value: Any, name: str) -> Tensor:
    return convert_to_tensor("" if value is None else value, dtype=dtypes.string, name=name)


def _size(value: Any, name: str, default: int = 0) -> Tensor:
    return convert_to_tensor(default if value is None else value, dtype=dtypes.int64, name=name)


class TextLineDatasetV1(_FileDataset):
    """The lines of text files, without their ends.

    Args:
      filenames: the files: a string tensor, or a dataset of string scalars.
      compression_type: "", "ZLIB" or "GZIP".
      buffer_size: how many bytes to read at once; 0 or None for what suits the library.
      num_parallel_reads: how many files are read at the same time, their lines mixed; None to read one after the other.

    ```python
    >>> import os, pathlib, tempfile
    >>> import scopeflow as tf
    >>> path = os.path.join(tempfile.mkdtemp(), "lines.txt")
    >>> _ = pathlib.Path(path).write_text("one\\ntwo\\n")
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     lines = tf.data.TextLineDataset(path).batch(2)
    ...     sess.run(lines.make_one_shot_iterator().get_next()).tolist()
    [b'one', b'two']

    ```
    """

    def __init__(
        self,
        filenames: Any,
        compression_type: Any = None,
        buffer_size: Any = None,
        num_parallel_reads: Any = None,
    ) -> None:
        def read(filename: Tensor) -> DatasetV1:
            kind = _text(compression_type, "compression_type")
            size = _size(buffer_size, "buffer_size", _BUFFER)
            return DatasetV1Adapter(call("TextLineDataset", filename, kind, size), _STRING)

        super().__init__(filenames, read, num_parallel_reads)


class TFRecordDatasetV1(_FileDataset):
    """The records of TFRecord files.

    Args:
      filenames: the files: a string tensor, or a dataset of string scalars.
      compression_type: "", "ZLIB" or "GZIP".
      buffer_size: how many bytes to read at once; 0 or None for what suits the library.
      num_parallel_reads: how many files are read at the same time, their records mixed; None to read one after the other.

    Raises:
      DataLossError: in a run, at a damaged record.

    ```python
    >>> import os, tempfile
    >>> import scopeflow as tf
    >>> path = os.path.join(tempfile.mkdtemp(), "records")
    >>> with tf.io.TFRecordWriter(path) as writer:
    ...     writer.write(b"one")
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.data.TFRecordDataset(path).make_one_shot_iterator().get_next())
    b'one'

    ```
    """

    def __init__(
        self,
        filenames: Any,
        compression_type: Any = None,
        buffer_size: Any = None,
        num_parallel_reads: Any = None,
    ) -> None:
        def read(filename: Tensor) -> DatasetV1:
            kind = _text(compression_type, "compression_type")
            size = _size(buffer_size, "buffer_size", _BUFFER)
            return DatasetV1Adapter(call("TFRecordDataset", filename, kind, size), _STRING)

        super().__init__(filenames, read, num_parallel_reads)


class FixedLengthRecordDatasetV1(_FileDataset):
    """Pieces of one size of binary files.

    Args:
      filenames: the files: a string tensor, or a dataset of string scalars.
      record_bytes: the size of a piece, an int64 scalar.
      header_bytes, footer_bytes: how many bytes to leave out at both ends of each file.
      buffer_size: how many bytes to read at once; 0 or None for what suits the library.
      compression_type: "", "ZLIB" or "GZIP".
      num_parallel_reads: how many files are read at the same time, their pieces mixed; None to read one after the other.
    """

    def __init__(
        self,
        filenames: Any,
        record_bytes: Any,
        header_bytes: Any = None,
        footer_bytes: Any = None,
        buffer_size: Any = None,
        compression_type: Any = None,
        num_parallel_reads: Any = None,
    ) -> None:
        def read(filename: Tensor) -> DatasetV1:
            record = _size(record_bytes, "record_bytes")
            header = _size(header_bytes, "header_bytes")
            footer = _size(footer_bytes, "footer_bytes")
            size = _size(buffer_size, "buffer_size", _BUFFER)
            kind = _text(compression_type, "compression_type")
            sizes = (header, record, footer, size)
            made = call("FixedLengthRecordDatasetV2", filename, *sizes, kind)
            return DatasetV1Adapter(made, _STRING)

        super().__init__(filenames, read, num_parallel_reads)
