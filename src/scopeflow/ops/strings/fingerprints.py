"""Hashes of byte strings: FarmHash's Fingerprint64, SipHash-2-4 and MurmurHash64A, many strings at a time.

Strings of one length go through the arithmetic together, as columns of unsigned 64-bit integers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

U = np.ndarray
_MASK = 2**64 - 1
_K0, _K1, _K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F


def fingerprints(strings: Sequence[bytes]) -> np.ndarray:
    """FarmHash's Fingerprint64 of each string, as uint64."""
    return _by_length(strings, _farm)


def murmurs(strings: Sequence[bytes]) -> np.ndarray:
    """MurmurHash64A of each string with the seed 0xDECAFCAFFE, as uint64."""
    return _by_length(strings, _murmur)


def keyed(strings: Sequence[bytes], key: tuple[int, int]) -> np.ndarray:
    """SipHash-2-4 of each string under a key of two 64-bit halves, as uint64."""
    return _by_length(strings, lambda rows: _sip(rows, key))


def _by_length(strings: Sequence[bytes], function: Callable[[U], U]) -> np.ndarray:
    result = np.empty(len(strings), np.uint64)
    lengths = np.fromiter(map(len, strings), np.int64, len(strings))
    for length in np.unique(lengths).tolist():
        places = np.flatnonzero(lengths == length)
        data = b"".join([strings[place] for place in places.tolist()])
        rows = np.frombuffer(data, np.uint8).reshape(len(places), length)
        result[places] = function(rows)
    return result


def _u(value: int) -> np.uint64:
    return np.uint64(value & _MASK)


def _at(rows: U, start: int, size: int = 8) -> U:
    """The little-endian numbers of `size` bytes that stand at `start` in each row."""
    part = np.ascontiguousarray(rows[:, start : start + size])
    return part.view(f"<u{size}").reshape(-1).astype(np.uint64)


def _rotated(value: U, right: int) -> U:
    return (value >> _u(right)) | (value << _u(64 - right))


def _mixed(value: U) -> U:
    return value ^ (value >> _u(47))


def _of_two(u: U, v: U, mul: U | np.uint64) -> U:
    return _mixed((v ^ _mixed((u ^ v) * mul)) * mul) * mul


# -- FarmHash --------------------------------------------------------------------------------------


def _farm(rows: U) -> U:
    length = rows.shape[1]
    if length > 64:
        return _farm_long(rows)
    mul = _u(_K2 + 2 * length)
    if length > 16:
        return _farm_middle(rows, mul)
    if length >= 8:
        a, b = _at(rows, 0) + _u(_K2), _at(rows, length - 8)
        c = _rotated(b, 37) * mul + a
        d = (_rotated(a, 25) + b) * mul
        return _of_two(c, d, mul)
    if length >= 4:
        first, last = _at(rows, 0, 4), _at(rows, length - 4, 4)
        return _of_two(_u(length) + (first << _u(3)), last, mul)
    if length:
        a, b, c = (rows[:, i].astype(np.uint64) for i in (0, length >> 1, length - 1))
        y, z = a + (b << _u(8)), _u(length) + (c << _u(2))
        return _mixed(y * _u(_K2) ^ z * _u(_K0)) * _u(_K2)
    return np.full(len(rows), _u(_K2))


def _farm_middle(rows: U, mul: np.uint64) -> U:
    length = rows.shape[1]
    a = _at(rows, 0) * _u(_K1 if length <= 32 else _K2)
    b = _at(rows, 8)
    c = _at(rows, length - 8) * mul
    d = _at(rows, length - 16) * _u(_K2)
    y = _rotated(a + b, 43) + _rotated(c, 30) + d
    z = _of_two(y, a + _rotated(b + _u(_K2), 18) + c, mul)
    if length <= 32:
        return z
    e = _at(rows, 16) * mul
    f = _at(rows, 24)
    g = (y + _at(rows, length - 32)) * mul
    h = (z + _at(rows, length - 24)) * mul
    return _of_two(_rotated(e + f, 43) + _rotated(g, 30) + h, e + _rotated(f + a, 18) + g, mul)


def _farm_block(rows: U, start: int, a: U, b: U) -> tuple[U, U]:
    w, x, y, z = (_at(rows, start + 8 * i) for i in range(4))
    a = a + w
    b = _rotated(b + a + z, 21)
    c = a
    a = a + x + y
    b = b + _rotated(a, 44)
    return a + z, b + c


def _farm_long(rows: U) -> U:
    count, length = rows.shape
    seed = 81
    start_y = seed * _K1 + 113 & _MASK
    start_z = start_y * _K2 + 113 & _MASK
    start_z = (start_z ^ start_z >> 47) * _K2
    zero = np.zeros(count, np.uint64)
    x = zero + _u(seed * _K2) + _at(rows, 0)
    y, z = zero + _u(start_y), zero + _u(start_z)
    v, w = (zero, zero), (zero, zero)
    end = (length - 1) // 64 * 64
    for start in range(0, end, 64):
        x, y, z, v, w = _farm_round(rows, start, x, y, z, v, w, _u(_K1), 1)
    mul = _u(_K1) + ((z & _u(0xFF)) << _u(1))
    start = end + (length - 1 & 63) - 63
    w0 = w[0] + _u(length - 1 & 63)
    v0 = v[0] + w0
    w0 = w0 + v0
    x, y, z, v, w = _farm_round(rows, start, x, y, z, (v0, v[1]), (w0, w[1]), mul, 9)
    one = _of_two(v[0], w[0], mul) + _mixed(y) * _u(_K0) + z
    return _of_two(one, _of_two(v[1], w[1], mul) + x, mul)


def _farm_round(
    rows: U,
    s: int,
    x: U,
    y: U,
    z: U,
    v: tuple[U, U],
    w: tuple[U, U],
    mul: U | np.uint64,
    times: int,
) -> tuple[U, U, U, tuple[U, U], tuple[U, U]]:
    x = _rotated(x + y + v[0] + _at(rows, s + 8), 37) * mul
    y = _rotated(y + v[1] + _at(rows, s + 48), 42) * mul
    x = x ^ w[1] * _u(times)
    y = y + v[0] * _u(times) + _at(rows, s + 40)
    z = _rotated(z + w[0], 33) * mul
    v = _farm_block(rows, s, v[1] * mul, x + w[0])
    w = _farm_block(rows, s + 32, z + w[1], y + _at(rows, s + 16))
    return z, y, x, v, w


# -- SipHash ---------------------------------------------------------------------------------------


def _sip_round(v0: U, v1: U, v2: U, v3: U) -> tuple[U, U, U, U]:
    v0 = v0 + v1
    v2 = v2 + v3
    v1 = _rotated(v1, 51) ^ v0
    v3 = _rotated(v3, 48) ^ v2
    v0 = _rotated(v0, 32)
    v2 = v2 + v1
    v0 = v0 + v3
    v1 = _rotated(v1, 47) ^ v2
    v3 = _rotated(v3, 43) ^ v0
    return v0, v1, _rotated(v2, 32), v3


def _sip(rows: U, key: tuple[int, int]) -> U:
    count, length = rows.shape
    whole = length // 8 * 8
    padded = np.zeros((count, whole + 8), np.uint8)
    padded[:, :length] = rows
    padded[:, -1] = length & 0xFF
    zero = np.zeros(count, np.uint64)
    v0, v1, v2, v3 = (
        zero + _u((key[i % 2] & _MASK) ^ start)
        for i, start in enumerate(
            (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)
        )
    )
    for start in range(0, whole + 8, 8):
        word = _at(padded, start)
        v3 = v3 ^ word
        for _ in range(2):
            v0, v1, v2, v3 = _sip_round(v0, v1, v2, v3)
        v0 = v0 ^ word
    v2 = v2 ^ _u(0xFF)
    for _ in range(4):
        v0, v1, v2, v3 = _sip_round(v0, v1, v2, v3)
    return v0 ^ v1 ^ v2 ^ v3


# -- MurmurHash ------------------------------------------------------------------------------------


def _murmur(rows: U) -> U:
    count, length = rows.shape
    mul = _u(0xC6A4A7935BD1E995)
    h = np.full(count, _u(0xDECAFCAFFE ^ (length * int(mul) & _MASK)))
    whole = length // 8 * 8
    for start in range(0, whole, 8):
        k = _at(rows, start) * mul
        h = (h ^ _mixed(k) * mul) * mul
    if length > whole:
        tail = np.zeros((count, 8), np.uint8)
        tail[:, : length - whole] = rows[:, whole:]
        h = (h ^ _at(tail, 0)) * mul
    h = _mixed(h) * mul
    return _mixed(h)
