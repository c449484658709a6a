"""`tf.TFRecordReader` and its kind: records of the files whose names a queue gives."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.dtypes import resource
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.queues import reader_ops as ops


class ReaderBase:
    """A reader that a session keeps between runs.

    Args:
      reader_ref: the handle.
      supports_serialize: whether `serialize_state` says where it stands.
    """

    def __init__(self, reader_ref: Tensor, supports_serialize: bool = False) -> None:
        self._reader_ref = reader_ref
        self._supports_serialize = supports_serialize

    @property
    def reader_ref(self) -> Tensor:
        """The handle."""
        return self._reader_ref

    @property
    def supports_serialize(self) -> bool:
        """Whether `serialize_state` says where the reader stands."""
        return self._supports_serialize

    @property
    def _is_new(self) -> bool:
        return self._reader_ref.dtype is resource

    def _queue(self, queue: Any) -> Tensor:
        handle = queue if isinstance(queue, Tensor) else queue.queue_ref
        return handle if self._is_new else ops.fake_queue(handle)

    def read(self, queue: Any, name: str | None = None) -> Any:
        """The next record: (key, value), two string scalars.

        Args:
          queue: a queue of file names, or its handle.
          name: the wish for the node's name.
        """
        make = ops.reader_read_v2 if self._is_new else ops.reader_read
        return make(self._reader_ref, self._queue(queue), name=name)

    def read_up_to(self, queue: Any, num_records: Any, name: str | None = None) -> Any:
        """The next records of one file: (keys, values), two string vectors of the same length.

        Args:
          queue: a queue of file names, or its handle.
          num_records: the most records, an int64 scalar.
          name: the wish for the node's name.
        """
        make = ops.reader_read_up_to_v2 if self._is_new else ops.reader_read_up_to
        return make(self._reader_ref, self._queue(queue), num_records, name=name)

    def num_records_produced(self, name: str | None = None) -> Tensor:
        """How many records the reader gave, an int64 scalar."""
        make = (
            ops.reader_num_records_produced_v2 if self._is_new else ops.reader_num_records_produced
        )
        return make(self._reader_ref, name=name)

    def num_work_units_completed(self, name: str | None = None) -> Tensor:
        """How many files the reader finished, an int64 scalar."""
        make = (
            ops.reader_num_work_units_completed_v2
            if self._is_new
            else ops.reader_num_work_units_completed
        )
        return make(self._reader_ref, name=name)

    def serialize_state(self, name: str | None = None) -> Tensor:
        """Where the reader stands, a string scalar."""
        return ops.reader_serialize_state_v2(self._reader_ref, name=name)

    def restore_state(self, state: Any, name: str | None = None) -> Any:
        """An operation that puts the reader where `state` says."""
        return ops.reader_restore_state_v2(self._reader_ref, state, name=name)

    def reset(self, name: str | None = None) -> Any:
        """An operation that starts the reader anew."""
        make = ops.reader_reset_v2 if self._is_new else ops.reader_reset
        return make(self._reader_ref, name=name)


class WholeFileReader(ReaderBase):
    """Gives each file as a whole: key its name, value its contents."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(ops.whole_file_reader_v2(name=name), supports_serialize=True)


class TextLineReader(ReaderBase):
    """Gives the lines of files without their ends: key `file:line`.

    Args:
      skip_header_lines: how many lines to leave out at the beginning of each file.
      name: the wish for the node's name.
    """

    def __init__(self, skip_header_lines: int | None = None, name: str | None = None) -> None:
        made = ops.text_line_reader_v2(skip_header_lines=skip_header_lines or 0, name=name)
        super().__init__(made)


class FixedLengthRecordReader(ReaderBase):
    """Gives pieces of one size: key `file:number`.

    Args:
      record_bytes: the size of a record.
      header_bytes, footer_bytes: what to leave out at both ends of each file.
      hop_bytes: how far apart records begin; `record_bytes` if it is 0.
      name: the wish for the node's name.
      encoding: "ZLIB" for compressed files.
    """

    def __init__(
        self,
        record_bytes: int,
        header_bytes: int | None = None,
        footer_bytes: int | None = None,
        hop_bytes: int | None = None,
        name: str | None = None,
        encoding: str | None = None,
    ) -> None:
        made = ops.fixed_length_record_reader_v2(
            record_bytes=record_bytes,
            header_bytes=header_bytes or 0,
            footer_bytes=footer_bytes or 0,
            hop_bytes=hop_bytes or 0,
            encoding=encoding or "",
            name=name,
        )
        super().__init__(made)


class TFRecordReader(ReaderBase):
    """Gives the records of TFRecord files: key `file:offset`.

    Args:
      name: the wish for the node's name.
      options: TFRecordOptions: whether the files are compressed.
    """

    def __init__(self, name: str | None = None, options: Any = None) -> None:
        kind = "" if options is None else type(options).get_compression_type_string(options)
        super().__init__(ops.tf_record_reader_v2(name=name, compression_type=kind))


class LMDBReader(ReaderBase):
    """Gives the entries of LMDB databases; a run needs the package `lmdb`."""

    def __init__(self, name: str | None = None, options: Any = None) -> None:
        super().__init__(ops.lmdb_reader(name=name))


class IdentityReader(ReaderBase):
    """Gives what it takes from the queue: key and value are the name itself."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(ops.identity_reader_v2(name=name), supports_serialize=True)
