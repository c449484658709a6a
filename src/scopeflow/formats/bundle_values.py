"""The values of tensors as the data files of checkpoints hold them, with their checksums."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

import numpy as np

from scopeflow import errors
from scopeflow.formats.varints import put_varint, varint
from scopeflow.graph.dtypes import DType

_WORTH_A_THREAD = 1 << 20  # bytes from which on writing and checking side by side pays
_PIECE = 4 << 20  # what is checked and written at once
_READ = 256 << 10  # what is read and checked at once: it stays in the processor's cache


def mask(crc: int) -> int:
    """A CRC32C as files store it."""
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def write(file: IO[bytes], array: np.ndarray[Any, Any], dtype: DType) -> tuple[int, int]:
    """Writes an array; (bytes written, masked checksum).

    Raises:
      OSError: as the file does.
    """
    import google_crc32c

    if dtype.name != "string" and array.nbytes >= _WORTH_A_THREAD:
        return _write_beside(file, array)
    size = crc = 0
    for part in _strings(array) if dtype.name == "string" else _pieces(array):
        if isinstance(part, int):
            # lengths count for the checksum as fixed-width numbers
            crc = google_crc32c.extend(crc, struct.pack("<I" if part < 1 << 32 else "<Q", part))
            written = put_varint(part)
        elif part is None:
            written = struct.pack("<I", mask(crc))
            crc = google_crc32c.extend(crc, written)
        else:
            crc, written = google_crc32c.extend(crc, part), part
        file.write(written)
        size += len(written)
    return size, mask(crc)


def _write_beside(file: IO[bytes], array: np.ndarray[Any, Any]) -> tuple[int, int]:
    """`write` of a large array: one thread hands it to the operating system, this one computes the checksum."""
    import google_crc32c

    size = crc = 0
    with ThreadPoolExecutor(1) as writer:
        waiting = [writer.submit(file.write, piece) for piece in _pieces(array)]
        for piece in _pieces(array):
            crc = google_crc32c.extend(crc, piece)
            size += len(piece)
        for one in waiting:
            one.result()
    return size, mask(crc)


def _pieces(array: np.ndarray[Any, Any]) -> Iterator[Any]:
    data = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
    for at in range(0, len(data), _PIECE):
        yield data[at : at + _PIECE]


def _strings(array: np.ndarray[Any, Any]) -> Iterator[Any]:
    values = [bytes(value) for value in array.reshape(-1)]
    yield from (len(value) for value in values)
    yield None  # here stands the lengths' own checksum
    yield from values


def read(
    file: IO[bytes], name: str, dtype: DType, shape: tuple[int, ...], size: int, crc: int
) -> np.ndarray[Any, Any]:
    """The array at the place where the file stands.

    Args:
      name: what errors call it.
      size: its bytes in the file, which are known to be there.
      crc: its masked checksum.

    Raises:
      DataLossError: if the bytes are no such array or the checksum is wrong.
      OutOfRangeError: if the file ends before.
    """
    count = 1
    for length in shape:
        count *= length
    if dtype.name == "string":
        return _read_strings(file, name, count, size, crc).reshape(shape)
    if count * dtype.size != size:
        raise errors.DataLossError(
            None, None,
            f"{name}: TensorBundle entry of {size} bytes for a {dtype.name} tensor of shape {list(shape)}",
        )  # fmt: skip
    import google_crc32c

    array = np.empty(shape, dtype.as_numpy_dtype)
    data = array.reshape(-1).view(np.uint8)
    found = 0
    for at in range(0, size, _READ):
        piece = data[at : at + _READ]
        if file.readinto(memoryview(piece)) != len(piece):  # type: ignore[attr-defined,arg-type]
            raise too_short(name)
        found = google_crc32c.extend(found, piece)
    _check(name, crc, found)
    return array


def _read_strings(
    file: IO[bytes], name: str, count: int, size: int, crc: int
) -> np.ndarray[Any, Any]:
    import google_crc32c

    data = file.read(size)
    if len(data) != size:
        raise too_short(name)
    at = found = 0
    lengths = []
    try:
        # each length takes a byte at least, so that a false count ends here
        for _ in range(count):
            length, at = varint(data, at)
            lengths.append(length)
        form = [struct.pack("<I" if length < 1 << 32 else "<Q", length) for length in lengths]
        found = google_crc32c.value(b"".join(form))
        if data[at : at + 4] != struct.pack("<I", mask(found)):
            raise ValueError("the checksum of its lengths is wrong")
        if at + 4 + sum(lengths) != size:
            raise ValueError("its lengths do not add up")
    except ValueError as error:
        raise errors.DataLossError(None, None, f"{name}: string tensor damaged: {error}") from None
    _check(name, crc, google_crc32c.extend(found, data[at:]))
    at += 4
    array = np.empty(count, object)
    for index, length in enumerate(lengths):
        array[index] = data[at : at + length]
        at += length
    return array


def too_short(name: str) -> errors.OutOfRangeError:
    """The error about a file that ends too early."""
    return errors.OutOfRangeError(
        None, None, f"Read less bytes than requested. The data file ends before the end of {name}."
    )


def _check(name: str, stored: int, found: int) -> None:
    if mask(found) != stored:
        turned = (stored - 0xA282EAD8) & 0xFFFFFFFF
        plain = (turned >> 17 | turned << 15) & 0xFFFFFFFF
        raise errors.DataLossError(
            None, None,
            f"Checksum does not match: stored {plain} vs. calculated on the restored bytes {found}. "
            f"The bytes of {name} in the checkpoint are not those that were saved.",
        )  # fmt: skip
