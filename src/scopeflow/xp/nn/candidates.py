"""Candidate classes for sampled losses: which are drawn, and how often each class is expected among them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from scopeflow.xp.checks import check
from scopeflow.xp.face import quiet
from scopeflow.xp.random.philox import _U64, RandomStream, _unit32, _unit64

#: So many blocks of a stream are computed together.
_MANY = 64
#: So many 32-bit words of its stream an op has for each candidate.
_WORDS_PER_CANDIDATE = 2048


def _least(limit: int, bits: int) -> int:
    """Words of so many bits below this would favour some of the integers below `limit`."""
    return 0 if limit & (limit - 1) == 0 else (2**bits - 1) % limit + 1


# The first words of an op's next runs, by its stream there: computed together they cost little more than one run's.
_ahead: dict[tuple[bytes, int, int], np.ndarray] = {}
_RUNS, _MOST_AHEAD = 16, 1024


def _first_words(stream: RandomStream, blocks: int) -> np.ndarray:
    """The first `_MANY` blocks of a stream that moves on by so many blocks with every run, as words."""
    name = stream.name()
    found = _ahead.pop(name, None)
    if found is None:
        starts = np.arange(_RUNS, dtype=_U64)[:, None] * _U64(blocks)
        numbers = (starts + np.arange(_MANY, dtype=_U64)).reshape(-1)
        runs = np.stack(stream._blocks(numbers), axis=1).reshape(_RUNS, -1)
        if len(_ahead) > _MOST_AHEAD:
            _ahead.clear()
        for run in range(1, _RUNS):
            _ahead[stream.name(run * blocks)] = runs[run]
        found = runs[0]
    return found


class _Words:
    """The 32-bit words of a stream, one after the other, as many as are asked for.

    Args:
      stream: the stream.
      moves: how many blocks it moves on with every run.
    """

    def __init__(self, stream: RandomStream, moves: int) -> None:
        self._stream = stream
        self._words = _first_words(stream, moves)
        self._block = _MANY

    def take(self, count: int) -> np.ndarray:
        """The next `count` words, as uint64."""
        missing = count - self._words.size
        if missing > 0:
            blocks = max(-(-missing // 4), _MANY)
            numbers = np.arange(self._block, self._block + blocks, dtype=_U64)
            new = np.stack(self._stream._blocks(numbers), axis=1).reshape(-1)
            self._words = np.concatenate([self._words, new])
            self._block += blocks
        taken, self._words = self._words[:count], self._words[count:]
        return taken

    def give_back(self, words: np.ndarray) -> None:
        """Puts words back that were taken last."""
        self._words = np.concatenate([words, self._words])

    def doubles(self, count: int) -> np.ndarray:
        """Doubles in [0, 1), two words each."""
        words = self.take(2 * count)
        return _unit64(words[0::2] | words[1::2] << _U64(32))

    def below(self, limit: int, count: int, bits: int = 32) -> np.ndarray:
        """Integers in [0, limit), all equally likely: words (or pairs of words) that would favour some are left out."""
        least = _least(limit, bits)
        found: list[np.ndarray] = []
        missing = count
        while missing > 0:
            words = self.take(missing if bits == 32 else 2 * missing)
            if bits == 64:
                words = words[0::2] | words[1::2] << _U64(32)
            fair = words[words >= _U64(least)]
            found.append(fair % _U64(limit))
            missing -= fair.size
        return np.concatenate(found).astype(np.int64) if found else np.zeros(0, np.int64)


class Uniform:
    """All classes alike."""

    def __init__(self, range_max: int) -> None:
        self.range_max = range_max

    def draw(self, words: _Words, count: int) -> np.ndarray:
        """Classes, `count` of them."""
        return words.below(self.range_max, count, bits=64)

    def probability(self, classes: np.ndarray) -> np.ndarray:
        """How likely a draw gives each class, as float32."""
        return np.full(classes.shape, np.float32(1.0 / self.range_max))


class LogUniform:
    """Class k about as likely as 1 / (k + 1): classes sorted by falling frequency."""

    def __init__(self, range_max: int) -> None:
        self.range_max = range_max
        self._log_range = np.log1p(float(range_max))

    def draw(self, words: _Words, count: int) -> np.ndarray:
        """Classes, `count` of them."""
        values = np.exp(words.doubles(count) * self._log_range).astype(np.int64) - 1
        return values % self.range_max

    def probability(self, classes: np.ndarray) -> np.ndarray:
        """How likely a draw gives each class, as float32."""
        k = classes.astype(np.float64)
        return (np.log((k + 2.0) / (k + 1.0)) / self._log_range).astype(np.float32)


class FixedUnigram:
    """Classes with given weights; drawn by Walker's alias method."""

    def __init__(self, weights: np.ndarray, range_max: int) -> None:
        self.range_max = range_max
        self._weights = weights.astype(np.float32)
        self._total = float(np.cumsum(self._weights, dtype=np.float32)[-1]) if weights.size else 0.0
        self._keep, self._other = _alias_table(self._weights, self._total)

    def draw(self, words: _Words, count: int) -> np.ndarray:
        """Classes, `count` of them."""
        size = len(self._keep)
        taken = words.take(2 * count)
        if (taken[1::2] >= _U64(_least(size, 32))).all():
            chance, place = _unit32(taken[0::2]), (taken[1::2] % _U64(size)).astype(np.int64)
        else:
            # a word that is left out shifts all that follow
            words.give_back(taken)
            pairs = [(_unit32(words.take(1))[0], words.below(size, 1)[0]) for _ in range(count)]
            chance = np.array([pair[0] for pair in pairs], np.float32)
            place = np.array([pair[1] for pair in pairs], np.int64)
        return np.where(chance < self._keep[place], place, self._other[place])

    def probability(self, classes: np.ndarray) -> np.ndarray:
        """How likely a draw gives each class, as float32; 0 for what is no class."""
        inside = (classes >= 0) & (classes < len(self._weights))
        weights = self._weights[np.where(inside, classes, 0)]
        return np.where(inside, weights / np.float32(self._total), np.float32(0)).astype(np.float32)


def _alias_table(weights: np.ndarray, total: float) -> tuple[np.ndarray, np.ndarray]:
    size = len(weights)
    share = (weights.astype(np.float64) * size / total).astype(np.float32)
    keep, other = np.ones(size, np.float32), np.arange(size)
    low = [i for i in range(size) if share[i] < 1]
    high = [i for i in range(size) if not share[i] < 1]
    while high and low:
        poor, rich = low.pop(), high.pop()
        keep[poor], other[poor] = share[poor], rich
        share[rich] -= np.float32(1) - share[poor]
        (low if share[rich] < 1 else high).append(rich)
    return keep, other


class LearnedUnigram:
    """Classes as likely as they were seen as true classes, and once more; `learn` counts them."""

    def __init__(self, range_max: int) -> None:
        self.range_max = range_max
        self._weights = np.ones(range_max, np.int64)

    def draw(self, words: _Words, count: int) -> np.ndarray:
        """Classes, `count` of them."""
        bounds = np.cumsum(self._weights)
        picks = words.below(int(bounds[-1]), count)
        return np.searchsorted(bounds, picks, side="right")

    def probability(self, classes: np.ndarray) -> np.ndarray:
        """How likely a draw gives each class, as float32; 0 for what is no class."""
        inside = (classes >= 0) & (classes < self.range_max)
        weights = self._weights[np.where(inside, classes, 0)].astype(np.float32)
        total = np.float32(self._weights.sum())
        return np.where(inside, weights / total, np.float32(0)).astype(np.float32)

    def learn(self, classes: np.ndarray) -> None:
        """Counts true classes."""
        flat = classes.reshape(-1)
        np.add.at(self._weights, flat[(flat >= 0) & (flat < self.range_max)], 1)


Sampler = Uniform | LogUniform | FixedUnigram | LearnedUnigram


def check_true_classes(true_classes: np.ndarray, num_true: int) -> None:
    """Refuses true classes that are no matrix of `num_true` columns."""
    check(true_classes.ndim == 2, None, "true_classes must be a matrix")
    check(
        true_classes.shape[1] == num_true,
        None,
        "true_classes must have num_true columns, expected: %s was: %s",
        true_classes.shape[1],
        num_true,
    )


@quiet
def sample_candidates(
    make: Callable[[], Any],
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    rng: Any,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Candidates, and how often the true classes and the candidates are expected among them.

    Args:
      make: gives the sampler, once the arguments have been checked.
      true_classes: int64 (rows, num_true).
      num_true: the number of true classes of a row.
      num_sampled: how many candidates.
      unique: draw each class at most once.
      rng: the op's random stream.

    Raises:
      InvalidArgumentError: if there are too few classes.
    """
    true_classes = np.asarray(true_classes)
    check_true_classes(true_classes, num_true)
    sampler = make()
    check(not unique or num_sampled <= sampler.range_max, None, "Sampler's range is too small.")
    blocks = _WORDS_PER_CANDIDATE * num_sampled // 4
    words = _Words(rng, blocks)
    tries = num_sampled
    if unique:
        candidates, tries = _draw_unique(sampler, words, num_sampled)
    else:
        candidates = sampler.draw(words, num_sampled)
    rng.used += blocks
    expected = [
        _expected(sampler.probability(classes), num_sampled, tries)
        for classes in (true_classes, candidates)
    ]
    if isinstance(sampler, LearnedUnigram):
        sampler.learn(true_classes)
    return candidates.astype(np.int64), expected[0], expected[1]


def _draw_unique(sampler: Any, words: _Words, count: int) -> tuple[np.ndarray, int]:
    """Classes without repetition, and how many were drawn until there were enough."""
    found: dict[int, None] = {}
    tries = 0
    while len(found) < count:
        missing = count - len(found)
        # some more than are missing: they are taken one by one, and nobody else takes words after them
        for candidate in sampler.draw(words, missing + missing // 4 + 4).tolist():
            tries += 1
            found[candidate] = None
            if len(found) == count:
                break
    return np.array(list(found), np.int64), tries


def _expected(probability: np.ndarray, count: int, tries: int) -> np.ndarray:
    if tries == count:
        return probability * np.float32(count)
    return -np.expm1(np.float32(tries) * np.log1p(-probability))


@quiet
def accidental_hits(true_classes: Any, candidates: Any, num_true: int) -> tuple[Any, Any, Any]:
    """Where candidates are true classes: rows (int32), places among the candidates (int64), and -FLT_MAX for each."""
    true_classes, candidates = np.asarray(true_classes), np.asarray(candidates)
    check(
        true_classes.ndim == 2 and true_classes.shape[1] == num_true,
        None,
        "true_candidates must be a batch_size * num_true matrix",
    )
    check(
        candidates.ndim == 1,
        None,
        "sampled_candidates must be a vector, which is typically an output from CandidateSampler",
    )
    # the last of equal candidates is the one that is found
    place = {value: index for index, value in enumerate(candidates.tolist())}
    hits = [
        (row, place[value])
        for row, values in enumerate(true_classes.tolist())
        for value in values
        if value in place
    ]
    rows = np.array([hit[0] for hit in hits], np.int32)
    places = np.array([hit[1] for hit in hits], np.int64)
    return rows, places, np.full(len(hits), -np.finfo(np.float32).max, np.float32)
