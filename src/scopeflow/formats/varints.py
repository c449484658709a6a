"""Whole numbers in as few bytes as they need."""

from __future__ import annotations


def put_varint(number: int) -> bytes:
    """A number of at least 0 in groups of 7 bits, the lowest first."""
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def varint(data: bytes, at: int) -> tuple[int, int]:
    """(number, where it ends) of the number that begins at `at`.

    Raises:
      ValueError: if there is none.
    """
    number = shift = 0
    while at < len(data) and shift < 64:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
    raise ValueError("a number is cut off")
