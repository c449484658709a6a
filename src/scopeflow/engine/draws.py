"""Random streams under a trace: how far each op's counter has moved on, as a number or a traced value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.random.philox import RandomStream


class Draws:
    """The streams of one trace, made as they are asked for.

    Args:
      counters: (key, counter) of each stream when the program starts.

    Attributes:
      used: position -> how many blocks were drawn: an int, or traced uint64.
    """

    def __init__(self, counters: Sequence[tuple[Any, Any]]) -> None:
        self._counters = counters
        self.used: dict[int, Any] = {}
        self._open: dict[int, RandomStream] = {}

    def __call__(self, position: int) -> RandomStream:
        """The stream at a position, from where the draws before have left it."""
        self.settle()
        key, counter = self._counters[position]
        before = self.used.get(position, 0)
        if not (type(before) is int and before == 0):
            counter = _moved_on(counter, before)
        made = self._open[position] = RandomStream(key, counter, door.jnp())
        return made

    def settle(self, when: Any = None) -> None:
        """Counts what was drawn since; only where `when` is true, if it is given."""
        for position, stream in self._open.items():
            if not stream.used:
                continue
            drawn: Any = stream.used
            if when is not None:
                drawn = door.jnp().where(when, np.uint64(drawn), np.uint64(0))
            self.used[position] = added(self.used.get(position, 0), drawn)
        self._open.clear()

    def begin(self, used: dict[int, Any]) -> dict[int, Any]:
        """Goes on from other counts; gives those before."""
        self.settle()
        before, self.used = self.used, used
        return before


def added(first: Any, second: Any) -> Any:
    """The sum of two counts of blocks."""
    if type(first) is int and type(second) is int:
        return first + second
    jnp = door.jnp()
    return jnp.asarray(first, np.uint64) + jnp.asarray(second, np.uint64)


def times(count: Any, blocks: int) -> Any:
    """So many times as many blocks."""
    if type(count) is int:
        return count * blocks
    return count.astype(np.uint64) * np.uint64(blocks)


def _moved_on(counter: Any, blocks: Any) -> Any:
    """A traced counter (four words, the lowest first) moved on."""
    jnp = door.jnp()
    words = jnp.asarray(counter, np.uint32).astype(np.uint64)
    half = np.uint64(32)
    low, high = words[0] | words[1] << half, words[2] | words[3] << half
    moved = low + jnp.asarray(blocks, np.uint64)
    high = high + (moved < low).astype(np.uint64)
    mask = np.uint64(0xFFFFFFFF)
    parts = [moved & mask, moved >> half, high & mask, high >> half]
    return jnp.stack(parts).astype(np.uint32)
