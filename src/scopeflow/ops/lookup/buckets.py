"""Where TensorFlow's dense tables keep keys: their places are part of what checkpoints hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.ops.strings.fingerprints import murmurs

LOAD = 0.8  # the share of places that may be taken
_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7800


def enough(places: int, keys: int) -> int:
    """How many places a table of so many grows to for so many keys.

    >>> enough(4, 3), enough(4, 4), enough(4, 100)
    (4, 8, 128)
    """
    while keys > places * LOAD:
        places *= 2
    return places


def arranged(keys: Sequence[Any], places: int) -> list[int]:
    """The place of each key.

    Args:
      keys: numbers, bytes, or tuples of them, all different.
      places: how many there are, a power of 2.

    >>> arranged([5, 13, 21], 4), arranged([b"a", b"b", b"cat"], 4), arranged([(5, 1), (2, 3)], 8)
    ([1, 2, 0], [0, 2, 3], [4, 1])
    """
    taken = set()
    found = []
    for at in _hashes(keys):
        step = 0
        while (at := at & (places - 1)) in taken:
            step += 1
            at += step
        taken.add(at)
        found.append(at)
    return found


def _hashes(keys: Sequence[Any]) -> list[int]:
    if keys and isinstance(keys[0], tuple):
        width = len(keys[0])
        flat = _hashes([part for key in keys for part in key])
        combined = []
        for start in range(0, len(flat), width):
            whole = flat[start] if width == 1 else 0
            for part in flat[start : start + width] if width > 1 else ():
                whole = (whole ^ (part + _GOLDEN + (whole << 10) + (whole >> 4))) & _MASK
            combined.append(whole)
        return combined
    if keys and isinstance(keys[0], bytes):
        return murmurs(list(keys)).tolist()
    return [int(key) & _MASK for key in keys]
