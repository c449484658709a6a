"""The keys of slices in checkpoints: a name and a place as bytes that sort as the name and place do."""

from __future__ import annotations

import re
from collections.abc import Sequence

# (start, length) of each dimension; length -1: the whole dimension
Extents = Sequence[tuple[int, int]]

_MARKED = re.compile(rb"[\x00\xff]")
_MARK = {b"\x00": b"\xff", b"\xff": b"\x00"}


def slice_key(name: str, extents: Extents) -> bytes:
    """The key under which a table keeps the slice of the tensor `name`."""
    parts = [_unsigned(0), _text(name.encode("utf-8", "surrogateescape")), _unsigned(len(extents))]
    for start, length in extents:
        parts += [_signed(start), _signed(length)]
    return b"".join(parts)


def _unsigned(number: int) -> bytes:
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return bytes([len(data)]) + data


def _text(data: bytes) -> bytes:
    # 00 ends a text, and ff stands for what follows every text: both are marked where they occur
    return _MARKED.sub(lambda found: found[0] + _MARK[found[0]], data) + b"\x00\x01"


def _signed(number: int) -> bytes:
    """As many leading ones (for negative numbers: zeros) as there are bytes, then the number."""
    magnitude = ~number if number < 0 else number
    size = 1
    while magnitude >= 1 << (7 * size - 1):
        size += 1
    bits = 8 * size
    header = ((1 << size) - 1) << (bits - size)
    return (header ^ (number & ((1 << bits) - 1))).to_bytes(size, "big")
