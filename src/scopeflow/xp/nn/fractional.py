"""Pools over regions of several sizes, whose bounds are drawn at random; NumPy only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from scopeflow.xp.face import quiet
from scopeflow.xp.random.philox import RandomStream, advance, stream_state

from .pooling import lowest


class Draws:
    """The random words of one run, handed out one by one; each bound sequence begins with a new block."""

    def __init__(self, seed: int, seed2: int) -> None:
        self._key, self._counter = stream_state(seed, seed2)

    def words(self, count: int) -> Iterator[int]:
        """The next `count` words, and the blocks that hold them are used up."""
        blocks = -(-count // 4)
        drawn = RandomStream(self._key, self._counter).blocks(0, blocks) if blocks else []
        self._counter = advance(self._counter, blocks)
        return iter(np.asarray(drawn).reshape(-1).tolist())


def bounds(size: int, count: int, pseudo_random: bool, draws: Draws) -> np.ndarray:
    """The `count` + 1 bounds of the regions of a dimension: int64, from 0 to `size`.

    Args:
      size: the size of the dimension.
      count: how many regions; each is size // count long or one longer.
      pseudo_random: one random number shifts a regular sequence, instead of the lengths in random order.
      draws: where the random numbers come from.
    """
    if size % count == 0:
        return np.arange(count + 1, dtype=np.int64) * (size // count)
    if pseudo_random:
        step = size / count
        least = int(step)
        room = min((least + 2) / step - 1, (size + 1 - least) / step - (count - 1))
        words = draws.words(2)
        high, low = next(words), next(words)
        shift = (((high & 0xFFFFF) << 32) | low) / 2.0**52 * room
        inner = np.ceil(step * (np.arange(1, count) + shift)).astype(np.int64) - 1
        return np.concatenate([[0], inner, [size]]).astype(np.int64)
    short, longer = divmod(size, count)
    lengths = [short + 1] * longer + [short] * (count - longer)
    words = draws.words(count)
    for place in range(count - 1):
        other = place + next(words) % (count - place)
        lengths[place], lengths[other] = lengths[other], lengths[place]
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def _offsets(
    rows: np.ndarray, columns: np.ndarray, shape: tuple[int, ...], overlapping: bool
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """For each offset within a region: rows [R, 1], columns [1, C], and which regions [R, C, 1] reach so far."""
    more = 1 if overlapping else 0
    last_row = np.minimum(rows[1:] + more, shape[1])
    last_column = np.minimum(columns[1:] + more, shape[2])
    for down in range(int((last_row - rows[:-1]).max(initial=0))):
        for right in range(int((last_column - columns[:-1]).max(initial=0))):
            row, column = rows[:-1] + down, columns[:-1] + right
            inside = (row < last_row)[:, None] & (column < last_column)[None, :]
            yield (
                np.minimum(row, shape[1] - 1)[:, None],
                np.minimum(column, shape[2] - 1)[None, :],
                inside[..., None],
            )


def _counts(rows: np.ndarray, columns: np.ndarray, shape: Any, overlapping: bool) -> np.ndarray:
    more = 1 if overlapping else 0
    high = np.minimum(rows[1:] + more, shape[1]) - rows[:-1]
    wide = np.minimum(columns[1:] + more, shape[2]) - columns[:-1]
    return (high[:, None] * wide[None, :])[..., None]


@quiet
def max_regions(x: np.ndarray, rows: Any, columns: Any, overlapping: bool) -> np.ndarray:
    """The largest value of each region of [N, H, W, C]."""
    best = np.full(
        (x.shape[0], len(rows) - 1, len(columns) - 1, x.shape[3]), lowest(x.dtype), x.dtype
    )
    for row, column, inside in _offsets(rows, columns, x.shape, overlapping):
        value = x[:, row, column]
        best = np.where(inside & (value > best), value, best)
    return best


@quiet
def mean_regions(x: np.ndarray, rows: Any, columns: Any, overlapping: bool) -> np.ndarray:
    """The mean of each region of [N, H, W, C]; of integers it is rounded towards zero."""
    total = np.zeros((x.shape[0], len(rows) - 1, len(columns) - 1, x.shape[3]), x.dtype)
    for row, column, inside in _offsets(rows, columns, x.shape, overlapping):
        total += np.where(inside, x[:, row, column], x.dtype.type(0))
    counts = _counts(rows, columns, x.shape, overlapping)
    if x.dtype.kind == "f":
        return total / counts.astype(x.dtype)
    return (np.sign(total) * (np.abs(total) // counts)).astype(x.dtype)


def _scattered(out: np.ndarray, row: np.ndarray, column: np.ndarray, values: np.ndarray) -> None:
    rows, columns = np.broadcast_arrays(row, column)
    where: Any = (slice(None), rows, columns)
    np.add.at(out, where, values)


@quiet
def max_regions_grad(
    x: np.ndarray, y: np.ndarray, grad: np.ndarray, rows: Any, columns: Any, overlapping: bool
) -> np.ndarray:
    """The gradient of max_regions: that of each region goes to its first value that equals the region's."""
    out = np.zeros(x.shape, grad.dtype)
    left = np.ones(grad.shape, bool)
    for row, column, inside in _offsets(rows, columns, x.shape, overlapping):
        chosen = inside & left & (x[:, row, column] == y)
        left &= ~chosen
        _scattered(out, row, column, np.where(chosen, grad, grad.dtype.type(0)))
    return out


@quiet
def mean_regions_grad(
    shape: tuple[int, ...], grad: np.ndarray, rows: Any, columns: Any, overlapping: bool
) -> np.ndarray:
    """The gradient of mean_regions: that of each region is shared among its values."""
    out = np.zeros(shape, grad.dtype)
    share = (grad / _counts(rows, columns, shape, overlapping)).astype(grad.dtype)
    for row, column, inside in _offsets(rows, columns, shape, overlapping):
        _scattered(out, row, column, np.where(inside, share, grad.dtype.type(0)))
    return out
