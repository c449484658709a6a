"""TFRecord files: each record framed by its length and two checksums."""

from __future__ import annotations

import functools
import os
import struct
from collections.abc import Iterator
from typing import IO, Any

from scopeflow import errors
from scopeflow.formats.files import file_error, text_of_path

_HEADER = 12  # length (8 bytes) and its checksum (4)
_FOOTER = 4  # checksum of the data


def masked_crc(data: bytes) -> int:
    """The CRC32C of `data`, rotated and shifted as TFRecord files store it."""
    import google_crc32c

    crc: int = google_crc32c.value(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def frame(data: bytes) -> bytes:
    """One record as it stands in a file."""
    return b"".join((_header(len(data)), data, struct.pack("<I", masked_crc(data))))


@functools.lru_cache(1024)
def _header(size: int) -> bytes:
    """What stands before a record of `size` bytes."""
    length = struct.pack("<Q", size)
    return length + struct.pack("<I", masked_crc(length))


class RecordWriter:
    """Appends records to an open binary file.

    Args:
      file: a file object; the caller closes it.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, data: bytes) -> None:
        """Appends one record, in one call of the file's `write`."""
        self._file.write(frame(data))

    def flush(self) -> None:
        """Hands what was written to the operating system."""
        self._file.flush()


def read_records(path: Any) -> Iterator[bytes]:
    """The records of a file, one after the other.

    A file that is still being written may end in part of a header: that is its end.

    Args:
      path: the file's name.

    Raises:
      NotFoundError: if there is no such file (at the first record asked for, as all errors).
      DataLossError: at a record whose checksum is wrong, or that the file ends in the middle of.
    """
    name = text_of_path(path)
    try:
        with open(name, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            yield from records_of(file, name, size)
    except OSError as error:
        raise file_error(error, name) from None


def records_of(file: IO[bytes], name: str, size: int) -> Iterator[bytes]:
    """The records of an open file of `size` bytes that errors call `name`."""
    offset = 0
    while True:
        header = file.read(_HEADER)
        if len(header) < _HEADER:
            return
        (length,), (crc,) = struct.unpack("<Q", header[:8]), struct.unpack("<I", header[8:])
        if masked_crc(header[:8]) != crc:
            raise _data_loss(
                f"corrupted record at {offset}", name, "The checksum of a record's length is wrong"
            )
        end = offset + _HEADER + length + _FOOTER
        if end > size:
            # the file may have grown since it was opened
            size = os.fstat(file.fileno()).st_size
        if end > size:
            raise _data_loss(
                f"truncated record at {offset}",
                name,
                f"The record is to end at byte {end}, the file ends at {size}",
            )
        data = file.read(length)
        footer = file.read(_FOOTER)
        if len(data) + len(footer) < length + _FOOTER:
            raise _data_loss(
                f"truncated record at {offset}", name, "The file shrank while it was read"
            )
        if masked_crc(data) != struct.unpack("<I", footer)[0]:
            raise _data_loss(
                f"corrupted record at {offset + _HEADER}",
                name,
                "The checksum of a record's data is wrong",
            )
        yield data
        offset = end


def _data_loss(first: str, name: str, explanation: str) -> errors.DataLossError:
    return errors.DataLossError(None, None, f"{first}. {explanation}: {name}")
