"""tf.python_io: files of records, compressed or not, written and read by a program."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import IO, Any

from scopeflow import errors
from scopeflow.formats import filesystem, records
from scopeflow.formats.files import text_of_path

_WINDOW = {"ZLIB": zlib.MAX_WBITS, "GZIP": zlib.MAX_WBITS + 16}
_CHUNK = 1 << 18
_NO_END = 1 << 62


class TFRecordCompressionType:
    """The older names of the kinds of compression."""

    NONE = 0
    ZLIB = 1
    GZIP = 2


class TFRecordOptions:
    """How a file of records is compressed.

    Args:
      compression_type: "GZIP", "ZLIB", "" or None, or a TFRecordCompressionType.
      flush_mode: when zlib hands on what it has.
      input_buffer_size: accepted; buffers have the size that suits them.
      output_buffer_size: accepted as well.
      window_bits: the size of zlib's window.
      compression_level: 0 to 9.
      compression_method: zlib's method.
      mem_level: 1 to 9, how much memory zlib takes.
      compression_strategy: zlib's strategy.

    Raises:
      ValueError: if there is no such compression.
    """

    compression_type_map = {  # noqa: RUF012 - as public as the class
        TFRecordCompressionType.ZLIB: "ZLIB",
        TFRecordCompressionType.GZIP: "GZIP",
        TFRecordCompressionType.NONE: "",
    }

    def __init__(
        self,
        compression_type: Any = None,
        flush_mode: int | None = None,
        input_buffer_size: int | None = None,
        output_buffer_size: int | None = None,
        window_bits: int | None = None,
        compression_level: int | None = None,
        compression_method: int | None = None,
        mem_level: int | None = None,
        compression_strategy: int | None = None,
    ) -> None:
        self.get_compression_type_string(compression_type)  # refuses what is none
        self.compression_type = compression_type
        self.flush_mode = flush_mode
        self.input_buffer_size = input_buffer_size
        self.output_buffer_size = output_buffer_size
        self.window_bits = window_bits
        self.compression_level = compression_level
        self.compression_method = compression_method
        self.mem_level = mem_level
        self.compression_strategy = compression_strategy

    @classmethod
    def get_compression_type_string(cls, options: Any) -> str:
        """The name of a compression: "GZIP", "ZLIB" or "".

        Args:
          options: a TFRecordOptions, a TFRecordCompressionType, a name, or None.

        Raises:
          ValueError: if it is none of them.
        """
        if not options:
            return ""
        if isinstance(options, TFRecordOptions):
            return cls.get_compression_type_string(options.compression_type)
        if options in cls.compression_type_map:
            return cls.compression_type_map[options]
        if options in cls.compression_type_map.values():
            return str(options)
        raise ValueError(f'Not a valid compression_type: "{options}"')


class TFRecordWriter:
    """Writes records to a new file.

    It can stand in a `with` statement, which closes it.

    Args:
      path: the file's name.
      options: a TFRecordOptions, or what its `compression_type` may be.

    Raises:
      OpError: if the file cannot be made.
      ValueError: if there is no such compression.

    ```python
    >>> import os, tempfile
    >>> import scopeflow as tf
    >>> path = os.path.join(tempfile.mkdtemp(), "records")
    >>> with tf.io.TFRecordWriter(path, "GZIP") as writer:
    ...     writer.write(b"one")
    >>> list(tf.io.tf_record_iterator(path, "GZIP"))
    [b'one']

    ```
    """

    def __init__(self, path: Any, options: Any = None) -> None:
        if not isinstance(options, TFRecordOptions):
            options = TFRecordOptions(compression_type=options)
        kind = TFRecordOptions.get_compression_type_string(options)
        self._path = text_of_path(path)
        self._file: IO[bytes] | None = filesystem.open_file(self._path, "wb")
        self._packer = _packer(options, kind) if kind else None

    def write(self, record: bytes) -> None:
        """Writes one record, a bytes object."""
        if not isinstance(record, bytes):
            raise TypeError(f"expected bytes, {type(record).__name__} found")
        data = records.frame(record)
        self._put(data if self._packer is None else self._packer.compress(data))

    def flush(self) -> None:
        """Hands what was written to the operating system."""
        if self._packer is not None:
            self._put(self._packer.flush(zlib.Z_SYNC_FLUSH))
        self._put(b"")
        with filesystem.told(self._path):
            self._file.flush()  # type: ignore[union-attr]

    def close(self) -> None:
        """Closes the file; the second time it does nothing."""
        if self._file is not None:
            if self._packer is not None:
                self._put(self._packer.flush())
            file, self._file = self._file, None
            with filesystem.told(self._path):
                file.close()

    def _put(self, data: bytes) -> None:
        if self._file is None:
            raise errors.FailedPreconditionError(
                None, None, "Writer not initialized or previously closed"
            )
        with filesystem.told(self._path):
            self._file.write(data)

    def __enter__(self) -> TFRecordWriter:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_file", None) is not None:
            self.close()


def _packer(options: TFRecordOptions, kind: str) -> Any:
    def given(value: int | None, default: int) -> int:
        return default if value is None else value

    bits = given(options.window_bits, zlib.MAX_WBITS)
    if kind == "GZIP" and bits <= zlib.MAX_WBITS:
        bits += 16
    return zlib.compressobj(
        given(options.compression_level, zlib.Z_DEFAULT_COMPRESSION),
        given(options.compression_method, zlib.DEFLATED),
        bits,
        given(options.mem_level, 9),
        given(options.compression_strategy, zlib.Z_DEFAULT_STRATEGY),
    )


def tf_record_iterator(path: Any, options: Any = None) -> Iterator[bytes]:
    """The records of a file, one after the other.

    Args:
      path: the file's name.
      options: a TFRecordOptions, or what its `compression_type` may be.

    Raises:
      NotFoundError: at the first record, if there is no such file.
      DataLossError: at a record that is damaged.
    """
    kind = TFRecordOptions.get_compression_type_string(options)
    name = text_of_path(path)
    if not kind and filesystem.remote(name) is None:
        yield from records.read_records(filesystem.local(name))
        return
    with filesystem.opened(name, "rb") as file:
        source: Any = _Inflated(file, _WINDOW[kind], name) if kind else file
        yield from records.records_of(source, name, _NO_END)


class _Inflated:
    """Reads what a compressed file holds."""

    def __init__(self, file: IO[bytes], window: int, name: str) -> None:
        self._file = file
        self._window = window
        self._name = name
        self._unpacker = zlib.decompressobj(window)
        self._ready = b""

    def read(self, count: int) -> bytes:
        parts = [self._ready]
        size = len(self._ready)
        while size < count:
            data = self._unpacker.unused_data or self._file.read(_CHUNK)
            if not data:
                break
            if self._unpacker.eof:
                self._unpacker = zlib.decompressobj(self._window)
            try:
                part = self._unpacker.decompress(data)
            except zlib.error as error:
                raise errors.DataLossError(
                    None, None, f"inflate() failed: {error}. The file is damaged: {self._name}"
                ) from None
            parts.append(part)
            size += len(part)
        whole = b"".join(parts)
        self._ready = whole[count:]
        return whole[:count]
