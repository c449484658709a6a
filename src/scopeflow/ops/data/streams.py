"""Files as streams of bytes, compressed or not, with TensorFlow's errors."""

from __future__ import annotations

import zlib
from typing import IO, Any

from scopeflow import errors
from scopeflow.formats import filesystem
from scopeflow.ops.data.asking import invalid

_WINDOW = {b"ZLIB": zlib.MAX_WBITS, b"GZIP": zlib.MAX_WBITS + 16}
_CHUNK = 1 << 18


class Stream:
    """Reads a file from its beginning.

    Args:
      name: the file.
      compression: b"", b"ZLIB" or b"GZIP".
      chunk: how many bytes to ask the file for at once; 0 for what suits it.

    Raises:
      OpError: if it cannot be opened.
    """

    def __init__(self, name: str, compression: bytes, chunk: int = 0) -> None:
        self._name = name
        self._file: IO[bytes] = filesystem.open_file(name, "rb")
        self._chunk = chunk or _CHUNK
        window = _WINDOW.get(compression)
        self._window = window
        self._unpacker: Any = zlib.decompressobj(window) if window else None
        self._ready = b""
        self._at = 0
        self._failure: errors.DataLossError | None = None

    @property
    def packed(self) -> bool:
        """Whether the file is compressed."""
        return self._unpacker is not None

    def read(self, count: int) -> bytes:
        """The next bytes: fewer than `count` only at the end."""
        start, end = self._at, self._at + count
        if end <= len(self._ready):
            self._at = end
            return self._ready[start:end]
        while len(self._ready) - self._at < count:
            more = self.more(count - (len(self._ready) - self._at))
            if not more:
                break
            self._ready, self._at = self._ready[self._at :] + more, 0
        data = self._ready[self._at : self._at + count]
        self._at += len(data)
        return data

    def more(self, hint: int = 0) -> bytes:
        """The next bytes, as many as come easily; b"" at the end.

        Raises:
          DataLossError: if the file is not what its compression says.
        """
        if self._failure is not None:
            # there is no way past damage
            raise self._failure
        while True:
            data = self._from_file(max(self._chunk, hint))
            if self._unpacker is None:
                return data
            if not data:
                return b""
            try:
                unpacked = self._unpacker.decompress(data)
            except zlib.error as error:
                self._failure = self._damaged(str(error))
                raise self._failure from None
            if unpacked:
                return unpacked

    def _from_file(self, count: int) -> bytes:
        if self._unpacker is not None and self._unpacker.eof:
            # several compressed files may stand one behind the other
            left = self._unpacker.unused_data
            data = left or self._read(count)
            if data and self._window:
                self._unpacker = zlib.decompressobj(self._window)
            return data
        return self._read(count)

    def _read(self, count: int) -> bytes:
        with filesystem.told(self._name):
            return self._file.read(count)

    def _damaged(self, why: str) -> errors.DataLossError:
        # "Error -3 while decompressing data: incorrect header check"
        number, _, words = why.removeprefix("Error ").partition(" while decompressing data: ")
        return errors.DataLossError(
            None,
            None,
            f"inflate() failed with error {number}: {words}\nThe file is damaged, or compressed in another way: "
            f"{self._name}",
        )

    def size(self) -> int:
        """How many bytes the file has, as it lies there."""
        return filesystem.stat(self._name).length

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


def checked_compression(compression: bytes) -> bytes:
    """The compression, if there is such a one.

    Raises:
      InvalidArgumentError: if there is none.
    """
    if compression and compression not in _WINDOW:
        raise invalid("Unsupported compression_type.")
    return compression
