"""Datasets in random order, and of random numbers: TensorFlow's very numbers for equal seeds."""

from __future__ import annotations

import random
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from scopeflow.graph.dtypes import DType
from scopeflow.ops.data.asking import TAIL, invalid, positive, scalars
from scopeflow.ops.data.selecting import SelectedValue
from scopeflow.ops.data.values import Cursor, DatasetValue, Element, Run, dataset_of
from scopeflow.ops.define import op
from scopeflow.xp.random.philox import RandomStream, stream_state

# Blocks of random numbers are made so many at a time.
_AT_ONCE = 64


class Words:
    """The 32-bit words of the random stream of two seeds, one after the other.

    Args:
      seed, seed2: the seeds; if both are 0, others are drawn.
    """

    def __init__(self, seed: int, seed2: int) -> None:
        if not seed and not seed2:
            seed, seed2 = (
                random.SystemRandom().getrandbits(63),
                random.SystemRandom().getrandbits(63),
            )
        self._stream = RandomStream(*stream_state(seed, seed2))
        self._at = 0
        self._ready: list[int] = []

    def next(self) -> int:
        """The next word, in [0, 2**32)."""
        if not self._ready:
            self._ready = self._stream.blocks(self._at, _AT_ONCE).reshape(-1)[::-1].tolist()
            self._at += _AT_ONCE
        return self._ready.pop()


class ShuffleValue(SelectedValue):
    """The elements of another dataset in random order: each drawn from a buffer of those that come next.

    Attributes:
      size: how many elements the buffer holds.
      seeds: two seeds.
      count: how many times the other dataset is walked, each time in another order; -1 for ever.
      anew: whether each walk of this dataset has an order of its own.
    """

    size, seeds, count, anew = 1, (0, 0), 1, False

    def __init__(self, inner: DatasetValue, dtypes: Sequence[DType], dims: Any) -> None:
        super().__init__(inner, dtypes, dims)
        self._lock = threading.Lock()
        self._orders: Words | None = None

    def drawn_seeds(self) -> tuple[int, int]:
        """The seeds of one walk."""
        with self._lock:
            if self._orders is None:
                self._orders = Words(*self.seeds)
                if self.seeds == (0, 0):
                    # one order for all walks, as long as no seeds are drawn for each
                    self._fixed = (self._orders.next(), self._orders.next())
                else:
                    self._fixed = self.seeds
            if self.anew:
                return self._orders.next(), self._orders.next()
            return self._fixed

    def iterate(self, run: Run) -> Cursor:
        return _Shuffled(run, self)

    def cardinality(self) -> int:
        inner = self.inner.cardinality()
        if self.count == -1:
            return -1
        return inner if inner < 0 else inner * self.count


class _Shuffled(Cursor):
    """A ring of elements; a slice of it for each walk through the inner dataset, so that walks do not mix."""

    def __init__(self, run: Run, value: ShuffleValue) -> None:
        self._run = run
        self._value = value
        self._words = Words(*value.drawn_seeds())
        self._left = value.count
        self._inner: Any = None
        # the ring grows to its size, since a generous size may be far more than there is
        self._ring: list[Any] = []
        self._held = 0
        self._slices: deque[list[int]] = deque([[0, 0]])

    def __next__(self) -> Element:
        self._fill()
        if not self._held:
            raise StopIteration
        while self._slices[0][0] == self._slices[0][1]:
            self._slices.popleft()
        part = self._slices[0]
        ring, size = self._ring, self._value.size
        first = part[0] % size
        chosen = (part[0] + self._words.next() % (part[1] - part[0])) % size
        element = ring[chosen]
        ring[chosen], ring[first] = ring[first], None
        part[0] += 1
        self._held -= 1
        return element

    def _fill(self) -> None:
        size = self._value.size
        while self._left and self._held < size:
            self._run.check()
            first = self._inner is None
            if first:
                self._inner = self.own(self._value.inner.iterate(self._run))
            try:
                element = next(self._inner)
            except StopIteration:
                self._end_walk(nothing=first)
                continue
            end = self._slices[-1][1]
            if end < size:
                self._ring.append(element)
            else:
                self._ring[end % size] = element
            self._slices[-1][1] = end + 1
            self._held += 1

    def _end_walk(self, nothing: bool) -> None:
        self.disown(self._inner)
        self._inner = None
        self._left -= 1
        if nothing and self._left < 0:
            # endless repetitions of nothing end
            self._left = 0
        end = self._slices[-1][1]
        self._slices.append([end, end])


def _shuffle(
    inner: Any, buffer_size: Any, seed: Any, seed2: Any, types: Any, dims: Any
) -> ShuffleValue:
    made = ShuffleValue(dataset_of(inner), types, dims)
    made.size = positive(buffer_size, "buffer_size must be greater than zero.")
    made.seeds = (int(seed), int(seed2))
    return made


@op(
    "ShuffleDataset(input_dataset: variant, buffer_size: int64, seed: int64, seed2: int64; "
    f"reshuffle_each_iteration: bool = True, {TAIL}",
    shape=scalars(-1, 0, 0, 0),
    host=True,
)
def shuffle_dataset(
    input_dataset: Any,
    buffer_size: Any,
    seed: Any,
    seed2: Any,
    *,
    reshuffle_each_iteration: bool,
    output_types: Any,
    output_shapes: Any,
) -> Any:
    """The elements in random order."""
    made = _shuffle(input_dataset, buffer_size, seed, seed2, output_types, output_shapes)
    made.anew = reshuffle_each_iteration
    return made


@op(
    "ShuffleAndRepeatDataset(input_dataset: variant, buffer_size: int64, seed: int64, seed2: int64, count: int64; "
    f"{TAIL}",
    shape=scalars(-1, 0, 0, 0, 0),
    host=True,
)
def shuffle_and_repeat_dataset(
    input_dataset: Any,
    buffer_size: Any,
    seed: Any,
    seed2: Any,
    count: Any,
    *,
    output_types: Any,
    output_shapes: Any,
) -> Any:
    """The elements several times, each time in another order."""
    made = _shuffle(input_dataset, buffer_size, seed, seed2, output_types, output_shapes)
    made.count = checked_count(int(count))
    return made


def checked_count(count: int) -> int:
    """How often to repeat what is shuffled.

    Raises:
      InvalidArgumentError: if it is neither positive nor -1.
    """
    if count == 0 or count < -1:
        raise invalid("count must be greater than zero or equal to -1.")
    return count


# -- numbers -----------------------------------------------------------------------------------------


class RandomValue(DatasetValue):
    """Random int64 scalars in [0, 2**32) without an end.

    Args:
      seeds: two seeds.
    """

    def __init__(self, seeds: tuple[int, int], dtypes: Sequence[DType], dims: Any) -> None:
        super().__init__(dtypes, dims)
        self.seeds = seeds

    def iterate(self, run: Run) -> Iterator[Element]:
        words = Words(*self.seeds)
        while True:
            yield (np.int64(words.next()),)

    def cardinality(self) -> int:
        return -1


@op(f"RandomDataset(seed: int64, seed2: int64; {TAIL} # stateful",
    shape=scalars(0, 0), host=True)  # fmt: skip
def random_dataset(seed: Any, seed2: Any, *, output_types: Any, output_shapes: Any) -> Any:
    """Random numbers without an end."""
    return RandomValue((int(seed), int(seed2)), output_types, output_shapes)
