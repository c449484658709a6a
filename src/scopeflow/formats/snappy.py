"""The snappy compression, read: what the blocks of old checkpoints may be packed with."""

from __future__ import annotations

from scopeflow.formats.varints import varint

# An element's length can be told by this many bytes after its tag, from this tag on.
_LONG_LITERAL = 60
# What one byte of compressed data can stand for at most: a copy of 64 bytes takes 3.
_MOST = 64


def decompress(data: bytes) -> bytes:
    """The bytes that were compressed.

    Raises:
      ValueError: if they are no whole snappy data.
    """
    length, at = varint(data, 0)
    if length > _MOST * len(data):
        raise ValueError("compressed data that claims more than it can hold")
    out = bytearray()
    while at < len(data):
        tag = data[at]
        at += 1
        kind, size = tag & 3, tag >> 2
        if kind == 0:
            if size >= _LONG_LITERAL:
                extra = size - _LONG_LITERAL + 1
                size = int.from_bytes(_take(data, at, extra), "little")
                at += extra
            out += _take(data, at, size + 1)
            at += size + 1
            continue
        if kind == 1:
            extra, count, high = 1, (size & 7) + 4, (size >> 3) << 8
        else:
            extra, count, high = (2 if kind == 2 else 4), size + 1, 0
        offset = high | int.from_bytes(_take(data, at, extra), "little")
        at += extra
        if not 0 < offset <= len(out):
            raise ValueError("a copy from before the beginning")
        start = len(out) - offset
        # what is copied may overlap what it makes: then it repeats
        piece = bytes(out[start : start + count])
        out += (piece * (count // len(piece) + 1))[:count]
        if len(out) > length:
            break
    if len(out) != length:
        raise ValueError("compressed data of another length than it claims")
    return bytes(out)


def _take(data: bytes, at: int, size: int) -> bytes:
    if at + size > len(data):
        raise ValueError("compressed data that is cut off")
    return data[at : at + size]
