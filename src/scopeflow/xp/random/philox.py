"""TensorFlow's random numbers: the Philox 4x32-10 generator and the distributions made of its
blocks.

Block number c of a key is four 32-bit words; counting c up from the op's counter gives the op's
stream.  A group of outputs takes one block (four outputs of up to 32 bits, two of 64 bits), except
for truncated normals: there every output has 64 blocks in reserve, from which values are drawn
until enough of them are accepted.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.checks import check, static_ints
from scopeflow.xp.face import array, is_known, quiet
from scopeflow.xp.floats import bfloat16

_U32, _U64 = np.uint32, np.uint64
_MULTIPLIERS = (_U64(0xD2511F53), _U64(0xCD9E8D57))
_WEYL = (_U64(0x9E3779B9), _U64(0xBB67AE85))
_LOW = _U64(0xFFFFFFFF)
_HALF = _U64(32)
_WRAP = 2**64 - 1

#: An op with n outputs advances its counter by so many blocks for each of them.
BLOCKS_PER_OUTPUT = 256


def stream_state(seed: int, seed2: int) -> tuple[np.ndarray, np.ndarray]:
    """The key (two words) and the first counter (four words) of an op with these seeds."""
    a, b = seed & (2**64 - 1), seed2 & (2**64 - 1)
    key = np.array([a & 0xFFFFFFFF, a >> 32], _U32)
    return key, np.array([0, 0, b & 0xFFFFFFFF, b >> 32], _U32)


def advance(counter: Any, blocks: int) -> np.ndarray:
    """The known `counter` (four words, the lowest first) moved on by so many blocks."""
    total = sum(int(word) << (32 * i) for i, word in enumerate(counter)) + blocks
    return np.array([(total >> (32 * i)) & 0xFFFFFFFF for i in range(4)], _U32)


def _philox(key: Any, low: Any, high: Any) -> list[Any]:
    """The four words of each block; its counter is two 64-bit halves. Words are held in uint64."""
    words = [low & _LOW, low >> _HALF, high & _LOW, high >> _HALF]
    keys = [key[0].astype(_U64), key[1].astype(_U64)]
    for step in range(10):
        if step:
            keys = [(k + w) & _LOW for k, w in zip(keys, _WEYL, strict=True)]
        product0 = words[0] * _MULTIPLIERS[0]
        product1 = words[2] * _MULTIPLIERS[1]
        words = [
            (product1 >> _HALF) ^ words[1] ^ keys[0],
            product1 & _LOW,
            (product0 >> _HALF) ^ words[3] ^ keys[1],
            product0 & _LOW,
        ]
    return words


def _dims(shape: Any) -> tuple[int, ...]:
    """The shape of what is drawn."""
    dims = static_ints(shape, "The shape of a random op")
    for size in dims:
        check(size >= 0, None, "Dimension %s must be >= 0", size)
    return dims


class RandomStream:
    """The random numbers of one run of one op.

    Args:
      key: two uint32 words.
      counter: four uint32 words, the lowest first; either may be traced.
      face: ``numpy`` or ``jax.numpy``; by default what the types of `key` and `counter` ask for.

    Attributes:
      used: how many blocks the op's counter is to advance after the run; TensorFlow counts 256 for
        every output,
        whatever was really drawn.
    """

    def __init__(self, key: Any, counter: Any, face: Any = None) -> None:
        if face is None:
            face = np if is_known(key) and is_known(counter) else door.jnp()
        self._face = face
        self._key = face.asarray(key, _U32)
        words = face.asarray(counter, _U32).astype(_U64)
        self._low = words[0] | words[1] << _HALF
        self._high = words[2] | words[3] << _HALF
        self.used = 0

    def _blocks(self, numbers: Any) -> list[Any]:
        """The words of the blocks at the distances `numbers` (uint64) from where the op's stream
        stands."""
        start = self._low + _U64(self.used)
        high = self._high + (start < self._low).astype(_U64)
        low = start + numbers
        return _philox(self._key, low, high + (low < start).astype(_U64))

    def name(self, further: int = 0) -> tuple[bytes, int, int]:
        """What tells a known stream from others: its key, and where it stands so many blocks further on."""
        place = (int(self._high) << 64 | int(self._low)) + self.used + further
        return np.asarray(self._key).tobytes(), place >> 64 & _WRAP, place & _WRAP

    def blocks(self, first: int, count: int) -> Any:
        """The words of blocks of the stream, uint64 (count, 4); the stream stays where it is."""
        numbers = np.arange(first, first + count, dtype=_U64)
        return self._face.stack(self._blocks(numbers), axis=1)

    def _words(self, count: int, per_block: int) -> Any:
        """Words for `count` outputs, `per_block` of them from one block: uint64 (blocks, 4)."""
        blocks = -(-count // per_block)
        return self._face.stack(self._blocks(np.arange(blocks, dtype=_U64)), axis=1)

    def _done(self, values: Any, dims: tuple[int, ...], dtype: Any) -> Any:
        count = math.prod(dims)
        self.used += count * BLOCKS_PER_OUTPUT
        return values.reshape(-1)[:count].reshape(dims).astype(dtype)

    @quiet
    def uniform(self, shape: Any, dtype: Any) -> Any:
        """Floats in [0, 1): float16, bfloat16, float32 or float64, with as many random bits as
        their fraction has."""
        dims, dtype = _dims(shape), np.dtype(dtype)
        if dtype == np.float64:
            return self._done(_unit64(self._pairs(dims)), dims, dtype)
        words = self._words(math.prod(dims), 4)
        return self._done(_UNITS[dtype](words), dims, dtype)

    def _pairs(self, dims: tuple[int, ...]) -> Any:
        """Two 64-bit numbers of every block: the first word is the low half."""
        words = self._words(math.prod(dims), 2)
        return words[:, 0::2] | words[:, 1::2] << _HALF

    def bits(self, shape: Any, dtype: Any) -> Any:
        """Integers of 32 or 64 bits, each bit random."""
        dims, dtype = _dims(shape), np.dtype(dtype)
        return self._done(self._raw_bits(dims, dtype), dims, dtype)

    def _raw_bits(self, dims: tuple[int, ...], dtype: Any) -> Any:
        """Unsigned integers of as many bits as `dtype` has, in whole blocks."""
        if dtype.itemsize == 4:
            return self._words(math.prod(dims), 4).astype(_U32)
        return self._pairs(dims)

    @quiet
    def uniform_int(self, shape: Any, minval: Any, maxval: Any, dtype: Any) -> Any:
        """Integers in [minval, maxval), int32 or int64: random bits modulo the width of the
        range."""
        dims, dtype = _dims(shape), np.dtype(dtype)
        face = self._face
        low, high = array(minval, dtype), array(maxval, dtype)
        if not math.prod(dims):
            return face.zeros(dims, dtype)
        check(low < high, None, "Need minval < maxval, got %s >= %s", low, high)
        bits = self._raw_bits(dims, dtype)
        unsigned = bits.dtype
        first = face.asarray(low).astype(unsigned)
        width = face.asarray(high).astype(unsigned) - first
        return self._done((bits % width + first).astype(dtype), dims, dtype)

    def shuffle(self, value: Any) -> Any:
        """`value` with its rows in a random order: each place in turn changes with one behind it."""
        size = value.shape[0] if value.ndim else 0
        if size < 2:
            return value
        face = self._face
        words = self._words(size - 1, 4).reshape(-1)
        self.used += -(-(size - 1) // 4)
        if face is np:
            order = list(range(size))
            for place, word in enumerate(words[: size - 1].tolist()):
                other = place + word % (size - place)
                order[place], order[other] = order[other], order[place]
            return value[np.array(order)]

        def change(place: Any, order: Any) -> Any:
            other = place + (words[place] % (size - place).astype(_U64)).astype(np.int64)
            first, second = order[place], order[other]
            return order.at[place].set(second).at[other].set(first)

        order = face.arange(size)
        order = door.lax().fori_loop(np.int64(0), np.int64(size - 1), change, order)
        return face.asarray(value)[order]

    @quiet
    def normal(self, shape: Any, dtype: Any) -> Any:
        """Normal deviates of mean 0 and deviation 1, in pairs by the method of Box and Muller."""
        dims, dtype = _dims(shape), np.dtype(dtype)
        per_block = 2 if dtype == np.float64 else 4
        return self._done(
            self._deviates(self._words(math.prod(dims), per_block), dtype), dims, dtype
        )

    def _deviates(self, words: Any, dtype: np.dtype) -> Any:
        """All normal deviates of blocks of words (..., 4): four a block, or two in float64."""
        face = self._face
        if dtype == np.float64:
            numbers = words[..., 0::2] | words[..., 1::2] << _HALF
            radius, angle = _unit64(numbers[..., :1]), _unit64(numbers[..., 1:])
            radius = face.maximum(radius, 1e-7)
            angle = angle * (2 * math.pi)
            length = face.sqrt(-2.0 * face.log(radius))
            return face.concatenate([face.sin(angle) * length, face.cos(angle) * length], axis=-1)
        radius = face.maximum(_unit32(words[..., 0::2]), np.float32(1e-7))
        angle = (_unit32(words[..., 1::2]).astype(np.float64) * (2 * math.pi)).astype(np.float32)
        length = face.sqrt(np.float32(-2) * _rounded(face.log, radius))
        both = [_rounded(face.sin, angle) * length, _rounded(face.cos, angle) * length]
        return face.stack(both, axis=-1).reshape(words.shape)

    @quiet
    def truncated_normal(self, shape: Any, dtype: Any) -> Any:
        """Normal deviates, drawn again until they are less than 2 away from 0."""
        dims, dtype = _dims(shape), np.dtype(dtype)
        size = 2 if dtype == np.float64 else 4
        groups = -(-math.prod(dims) // size)
        first = np.arange(groups, dtype=_U64) * _U64(size * BLOCKS_PER_OUTPUT // 4)
        face = self._face
        kind = np.float64 if dtype == np.float64 else np.float32

        def draw(state: tuple[Any, Any, Any]) -> tuple[Any, Any, Any]:
            block, found, results = state
            words = face.stack(self._blocks(first + block), axis=-1)
            drawn = self._deviates(words, dtype)
            for k in range(size):
                value = drawn[:, k : k + 1]
                accepted = abs(value) < 2
                place = np.arange(size, dtype=np.int32) == found
                results = face.where(place & accepted, value, results)
                found = found + accepted.astype(np.int32)
            return block + _U64(1), found, results

        if face is np:
            # most groups are full after their first block; of the others only those are drawn for that want more
            results = self._deviates(np.stack(self._blocks(first), axis=-1), dtype)
            left = np.flatnonzero((np.abs(results) >= 2).any(axis=1))
            every, first = first, first[left]
            state = (_U64(0), np.zeros((left.size, 1), np.int32), np.zeros((left.size, size), kind))
            while left.size:
                state = draw(state)
                full = state[1][:, 0] >= size
                if full.any():
                    results[left[full]] = state[2][full]
                    more = ~full
                    left, state = left[more], (state[0], state[1][more], state[2][more])
                    first = every[left]
        else:
            state = (
                face.asarray(_U64(0)),
                face.zeros((groups, 1), np.int32),
                face.zeros((groups, size), kind),
            )
            results = door.lax().while_loop(lambda s: (s[1] < size).any(), draw, state)[2]
        return self._done(results, dims, dtype)


def _rounded(function: Any, x: Any) -> Any:
    """A float32 function by way of float64: the same bits on every device, and nearly always the C
    library's."""
    return function(x.astype(np.float64)).astype(np.float32)


def _bits_to_float(bits: Any, dtype: Any) -> Any:
    if is_known(bits):
        return bits.view(dtype)
    return door.lax().bitcast_convert_type(bits, dtype)


def _unit(words: Any, word: Any, dtype: Any, fraction: int, bias: int) -> Any:
    """Floats in [0, 1): the lowest bits are the fraction of a number in [1, 2), and 1 is taken
    away."""
    bits = (words & _U64((1 << fraction) - 1) | _U64(bias << fraction)).astype(word)
    return _bits_to_float(bits, dtype) - np.asarray(1, dtype)


def _unit32(words: Any) -> Any:
    return _unit(words, np.uint32, np.float32, 23, 127)


def _unit64(numbers: Any) -> Any:
    """The low word of a number holds the upper 20 bits of the fraction, the high word the lower
    32."""
    fraction = (numbers & _U64(0xFFFFF)) << _HALF | numbers >> _HALF
    return _unit(fraction, np.uint64, np.float64, 52, 1023)


_UNITS: dict[np.dtype, Any] = {
    np.dtype(np.float32): _unit32,
    np.dtype(np.float16): lambda words: _unit(words, np.uint16, np.float16, 10, 15),
    bfloat16: lambda words: _unit(words, np.uint16, bfloat16, 7, 127),
}
