"""Sorted tables, the files that checkpoints are indexed by: blocks of keys and values, each with a checksum."""

from __future__ import annotations

import bisect
import struct
from collections.abc import Iterable, Iterator
from typing import Any

from scopeflow import errors
from scopeflow.formats.records import masked_crc
from scopeflow.formats.varints import put_varint, varint

_MAGIC = (0xDB4775248B80FB57).to_bytes(8, "little")
_FOOTER = 48
_TRAILER = 5  # the block's kind of compression (1 byte) and a checksum (4)
_BLOCK_SIZE = 256 << 10  # a block is closed once it has grown to this
_RESTART_EVERY = 16
_PLAIN, _SNAPPY = 0, 1


# -- writing ---------------------------------------------------------------------------------------


class _Block:
    """A block being written: keys share their beginning with the key before, save every so often."""

    def __init__(self, restart_every: int) -> None:
        self._every = restart_every
        self._restarts = [0]
        self._since = 0
        self._last = b""
        self._parts: list[bytes] = []
        self._length = 0

    def add(self, key: bytes, value: bytes) -> None:
        shared = 0
        if self._since < self._every:
            shared = _shared(self._last, key)
        else:
            self._restarts.append(self._length)
            self._since = 0
        part = b"".join(
            (
                put_varint(shared),
                put_varint(len(key) - shared),
                put_varint(len(value)),
                key[shared:],
                value,
            )
        )
        self._parts.append(part)
        self._length += len(part)
        self._last = key
        self._since += 1

    @property
    def size(self) -> int:
        return self._length + 4 * len(self._restarts) + 4

    def finish(self) -> bytes:
        count = len(self._restarts)
        return b"".join(self._parts) + struct.pack(f"<{count + 1}I", *self._restarts, count)


def _shared(a: bytes, b: bytes) -> int:
    length = min(len(a), len(b))
    if a[:length] == b[:length]:
        return length
    return next(i for i in range(length) if a[i] != b[i])


def _between(last: bytes, following: bytes) -> bytes:
    """A short key that is at least `last` and less than `following`."""
    at = _shared(last, following)
    if at < min(len(last), len(following)) and last[at] < 0xFF and last[at] + 1 < following[at]:
        return last[:at] + bytes([last[at] + 1])
    return last


def _after(last: bytes) -> bytes:
    """A short key that is at least `last`."""
    for at, byte in enumerate(last):
        if byte != 0xFF:
            return last[:at] + bytes([byte + 1])
    return last


def encode(entries: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The bytes of a table.

    Args:
      entries: (key, value), sorted by key, no key twice.
    """
    return b"".join(encoded(entries))


def encoded(entries: Iterable[tuple[bytes, bytes]]) -> Iterator[bytes]:
    """The bytes of a table, block by block: no more than one is in memory.

    Args:
      entries: (key, value), sorted by key, no key twice; taken as they are needed.
    """
    length = 0
    handle: bytes | None = None  # of the block before, which waits for the next key

    def closed(block: _Block) -> tuple[bytes, bytes]:
        data = block.finish() + bytes([_PLAIN])
        place = put_varint(length) + put_varint(len(data) - 1)
        return data + struct.pack("<I", masked_crc(data)), place

    block, index = _Block(_RESTART_EVERY), _Block(1)
    last: bytes | None = None
    for key, value in entries:
        if handle is not None and last is not None:
            index.add(_between(last, key), handle)
            handle = None
        block.add(key, value)
        last = key
        if block.size >= _BLOCK_SIZE:
            piece, handle = closed(block)
            block = _Block(_RESTART_EVERY)
            length += len(piece)
            yield piece
    if handle is None and last is not None:
        piece, handle = closed(block)
        length += len(piece)
        yield piece
    piece, meta = closed(_Block(_RESTART_EVERY))
    length += len(piece)
    yield piece
    if handle is not None and last is not None:
        index.add(_after(last), handle)
    piece, out_index = closed(index)
    yield piece
    yield (meta + out_index).ljust(_FOOTER - 8, b"\0") + _MAGIC


# -- reading ---------------------------------------------------------------------------------------


def is_table(tail: bytes) -> bool:
    """Whether a file that ends in these bytes is a table."""
    return len(tail) >= _FOOTER and tail[-8:] == _MAGIC


def decode(data: bytes, name: str) -> Iterator[tuple[bytes, bytes]]:
    """The entries of a table, sorted by key.

    Args:
      data: the whole file.
      name: how errors call it.

    Raises:
      DataLossError: if the bytes are not a whole table, or a checksum is wrong.
    """
    before = b""
    for _, offset, size in _index(data, name):
        for key, value in _sorted(data, offset, size, name):
            if before and key <= before:
                raise _lost(name, "bad entry in block: its keys are not sorted")
            before = key
            yield key, value


class Table:
    """A table whose blocks are read when an entry of theirs is asked for; one of them is kept.

    Args:
      data: the whole file; a memory map will do.
      name: how errors call it.

    Raises:
      DataLossError: if the bytes are no table.
    """

    def __init__(self, data: Any, name: str) -> None:
        self._data = data
        self._name = name
        self._blocks = list(_index(data, name))
        self._last = [last for last, _, _ in self._blocks]
        self._read: tuple[int, dict[bytes, bytes]] = (-1, {})

    def get(self, key: bytes) -> bytes:
        """The value of a key; nothing if there is no such key.

        Raises:
          DataLossError: if its block is damaged.
        """
        at = bisect.bisect_left(self._last, key)
        if at == len(self._blocks):
            return b""
        if self._read[0] != at:
            _, offset, size = self._blocks[at]
            self._read = (at, dict(_sorted(self._data, offset, size, self._name)))
        return self._read[1].get(key, b"")


def _index(data: Any, name: str) -> Iterator[tuple[bytes, int, int]]:
    """(key that none of it is greater than, offset, size) of each block."""
    if len(data) < _FOOTER:
        raise _no_table(name, "file is too short to be an sstable")
    footer = data[len(data) - _FOOTER : len(data)]
    if not is_table(footer):
        raise _no_table(name, "not an sstable (bad magic number)")
    try:
        offset, at = varint(footer, 0)
        size, at = varint(footer, at)
        _block(data, offset, size, name)  # says nothing here, but is to be whole
        offset, at = varint(footer, at)
        size, at = varint(footer, at)
        if any(footer[at : -len(_MAGIC)]):
            raise ValueError("its end is not empty")
        for last, handle in _entries(_block(data, offset, size, name)):
            offset, at = varint(handle, 0)
            size, _ = varint(handle, at)
            yield last, offset, size
    except ValueError as error:
        raise _lost(name, f"bad entry in block: {error}") from None


def _sorted(data: Any, offset: int, size: int, name: str) -> Iterator[tuple[bytes, bytes]]:
    """The entries of a block, which are to be sorted."""
    before: bytes | None = None
    try:
        for key, value in _entries(_block(data, offset, size, name)):
            if before is not None and key <= before:
                raise ValueError("its keys are not sorted")
            before = key
            yield key, value
    except ValueError as error:
        raise _lost(name, f"bad entry in block: {error}") from None


def _no_table(name: str, what: str) -> errors.DataLossError:
    return errors.DataLossError(None, None, f"{what}. The file is {name}.")


def _lost(name: str, what: str) -> errors.DataLossError:
    return errors.DataLossError(
        None, None,
        f"Unable to read file ({name}). Perhaps the file is corrupt or was produced by a newer version of TensorFlow "
        f"with format changes: {what}",
    )  # fmt: skip


def _block(data: Any, offset: int, size: int, name: str) -> bytes:
    end = offset + size
    if end + _TRAILER > len(data) - _FOOTER:
        raise _lost(name, f"truncated block read at byte {offset}")
    (crc,) = struct.unpack_from("<I", data, end + 1)
    if crc != masked_crc(data[offset : end + 1]):
        raise _lost(name, f"block checksum mismatch at byte {offset}")
    kind, contents = data[end], data[offset:end]
    if kind == _PLAIN:
        return contents
    if kind == _SNAPPY:
        from scopeflow.formats.snappy import decompress

        return decompress(contents)
    raise _lost(name, f"bad block type {kind} at byte {offset}")


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    if len(block) < 4:
        raise ValueError("a block without restarts")
    (count,) = struct.unpack_from("<I", block, len(block) - 4)
    end = len(block) - 4 - 4 * count
    if end < 0:
        raise ValueError("a block with more restarts than bytes")
    at, key = 0, b""
    while at < end:
        shared, at = varint(block, at)
        fresh, at = varint(block, at)
        length, at = varint(block, at)
        if shared > len(key) or at + fresh + length > end:
            raise ValueError("an entry that reaches beyond its block")
        key = key[:shared] + block[at : at + fresh]
        at += fresh
        yield key, block[at : at + length]
        at += length
