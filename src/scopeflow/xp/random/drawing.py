"""Random numbers of distributions that are drawn by rejection or by a table: categories, gamma, Poisson.

Categories come from either face.  Gamma and Poisson numbers are drawn for all outputs at once, in NumPy: each output
has 256 blocks of the op's stream to itself, from which doubles are taken, two a block and the later one first.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.checks import check, static_int, static_ints
from scopeflow.xp.face import quiet

from .philox import _U64, BLOCKS_PER_OUTPUT, RandomStream, _unit64

_NARROW = 1 << 20


# -- categories ------------------------------------------------------------------------------------


@quiet
def categories(logits: Any, num_samples: Any, stream: RandomStream, dtype: Any) -> Any:
    """Indices of classes, drawn with the probabilities softmax(logits): (rows, num_samples).

    Args:
      logits: floats (rows, classes); what is not finite is never drawn.
      num_samples: how many for each row.
      stream: where the random numbers come from.
      dtype: np.int32 or np.int64.
    """
    count = static_int(num_samples, "The number of samples")
    shape = "[" + ",".join(map(str, logits.shape)) + "]"
    check(logits.ndim == 2, None, "logits should be a matrix, got shape %s", shape)
    check(count >= 0, None, "num_samples should be nonnegative, got %s", count)
    rows, classes = logits.shape
    check(classes > 0, None, "num_classes should be positive, got %s", classes)
    traced = stream._face is not np or not isinstance(logits, (np.ndarray, np.generic))
    face = door.jnp() if traced else np
    if not rows * count:
        return face.zeros((rows, count), dtype)
    numbers = _unit64(stream._pairs((rows * count,))).reshape(-1)[: rows * count]
    stream.used += rows * -(-count // 4) * 4 * 2 * BLOCKS_PER_OUTPUT
    logits = face.asarray(logits).astype(np.float64)
    finite = face.isfinite(logits)
    largest = face.max(face.where(finite, logits, -np.inf), axis=1, keepdims=True)
    weights = face.where(finite, face.exp(face.where(finite, logits - largest, 0.0)), 0.0)
    bounds = face.cumsum(weights, axis=1)
    wanted = numbers.reshape(rows, count) * bounds[:, -1:]
    if traced:
        find = door.jax().vmap(lambda row, values: face.searchsorted(row, values, side="right"))
        return find(bounds, wanted).astype(dtype)
    if rows * count * classes <= _NARROW:
        return (bounds[:, None, :] <= wanted[:, :, None]).sum(axis=2).astype(dtype)
    found = [np.searchsorted(bounds[row], wanted[row], side="right") for row in range(rows)]
    return np.stack(found).astype(dtype)


# -- one stream for each output --------------------------------------------------------------------


class _Lanes:
    """The streams of all outputs side by side; each keeps one block of uniforms and one of normals."""

    def __init__(self, stream: RandomStream, count: int) -> None:
        self._stream = stream
        self._next = np.arange(count, dtype=_U64) * _U64(BLOCKS_PER_OUTPUT)
        self._kept = {kind: np.zeros((count, 2)) for kind in ("uniform", "normal")}
        self._left = {kind: np.zeros(count, np.int8) for kind in ("uniform", "normal")}

    def _take(self, kind: str, lanes: np.ndarray) -> np.ndarray:
        kept, left = self._kept[kind], self._left[kind]
        empty = lanes[left[lanes] == 0]
        if empty.size:
            words = np.stack(self._stream._blocks(self._next[empty]), axis=1)
            self._next[empty] += _U64(1)
            if kind == "normal":
                kept[empty] = self._stream._deviates(words, np.dtype(np.float64))
            else:
                kept[empty] = _unit64(words[:, 0::2] | words[:, 1::2] << _U64(32))
            left[empty] = 2
        left[lanes] -= 1
        return kept[lanes, left[lanes]]

    def uniform(self, lanes: np.ndarray) -> np.ndarray:
        """The next uniform number of these outputs."""
        return self._take("uniform", lanes)

    def normal(self, lanes: np.ndarray) -> np.ndarray:
        """The next normal deviate of these outputs."""
        return self._take("normal", lanes)


def _lanes(stream: RandomStream, shape: Any, parameter: Any) -> tuple[Any, Any, Any]:
    """Lanes for (parameters, samples), the parameter of each, and the result's dims."""
    samples = static_ints(shape, "The shape of a random op")
    for size in samples:
        check(size >= 0, None, "Dimension %s must be >= 0", size)
    flat = np.asarray(parameter).astype(np.float64).reshape(-1)
    per_parameter = math.prod(samples)
    lanes = _Lanes(stream, per_parameter * flat.size)
    return lanes, np.repeat(flat, per_parameter), (*samples, *np.shape(parameter))


def _placed(values: np.ndarray, dims: tuple[int, ...], parameter: Any, dtype: Any) -> np.ndarray:
    """Values in the order of the lanes in the order of the result: samples first."""
    count = int(np.size(parameter))
    rows = values.reshape(count, -1) if count else values.reshape(0, 0)
    return rows.T.astype(dtype).reshape(dims)


@quiet
def gammas(shape: Any, alpha: Any, stream: RandomStream, dtype: Any) -> np.ndarray:
    """Gamma deviates of scale 1, `shape` of them for each `alpha`, by the method of Marsaglia and Tsang."""
    lanes, alphas, dims = _lanes(stream, shape, alpha)
    result = np.zeros(alphas.shape)
    every = np.arange(alphas.size)
    exponential = every[alphas == 1.0]
    result[exponential] = -np.log1p(-lanes.uniform(exponential))
    active = every[alphas != 1.0]
    small = alphas < 1.0
    d = np.where(small, alphas + 1.0, alphas) - 1.0 / 3
    c = 1.0 / 3 / np.sqrt(d)
    while active.size:
        x = lanes.normal(active)
        v = 1.0 + c[active] * x
        possible = ~(v <= 0)
        tried, x, v = active[possible], x[possible], v[possible]
        v = v * v * v
        u = lanes.uniform(tried)
        squeeze = u < 1.0 - 0.0331 * (x * x) * (x * x)
        accepted = squeeze | (np.log(u) < 0.5 * x * x + d[tried] * (1.0 - v + np.log(v)))
        # what is no number would be tried for ever
        accepted |= np.isnan(d[tried] * v)
        done = tried[accepted]
        result[done] = d[done] * v[accepted]
        boosted = done[small[done]]
        result[boosted] *= lanes.uniform(boosted) ** (1.0 / alphas[boosted])
        active = np.setdiff1d(active, done, assume_unique=True)
    stream.used += alphas.size * BLOCKS_PER_OUTPUT
    return _placed(result, dims, alpha, dtype)


@quiet
def poissons(shape: Any, rate: Any, stream: RandomStream, dtype: Any) -> np.ndarray:
    """Poisson deviates, `shape` of them for each `rate`: by products of uniforms for small rates, by transformed
    rejection for those from 10 on."""
    lanes, rates, dims = _lanes(stream, shape, rate)
    result = np.full(rates.shape, np.nan)
    every = np.arange(rates.size)
    _by_products(lanes, rates, every[rates < 10], result)
    _by_rejection(lanes, rates, every[(rates >= 10) & np.isfinite(rates)], result)
    stream.used += rates.size * BLOCKS_PER_OUTPUT
    return _placed(result, dims, rate, dtype)


def _by_products(lanes: _Lanes, rates: np.ndarray, active: np.ndarray, result: np.ndarray) -> None:
    limit, product = np.exp(-rates), np.ones(rates.shape)
    result[active] = 0
    while active.size:
        product[active] *= lanes.uniform(active)
        active = active[~(product[active] <= limit[active])]
        result[active] += 1


def _by_rejection(lanes: _Lanes, rates: np.ndarray, active: np.ndarray, result: np.ndarray) -> None:
    from scopeflow.xp.math.functions import lgamma

    b = 0.931 + 2.53 * np.sqrt(rates)
    a = -0.059 + 0.02483 * b
    inverse = 1.1239 + 1.1328 / (b - 3.4)
    while active.size:
        u = lanes.uniform(active) - 0.5
        v = lanes.uniform(active)
        rate, width, slope = rates[active], b[active], a[active]
        shifted = 0.5 - np.abs(u)
        k = np.floor((2 * slope / shifted + width) * u + rate + 0.43)
        quick = (shifted >= 0.07) & (v <= 0.9277 - 3.6224 / (width - 2))
        hopeless = (k < 0) | ((shifted < 0.013) & (v > shifted))
        s = np.log(v * inverse[active] / (slope / (shifted * shifted) + width))
        t = -rate + k * np.log(rate) - lgamma(k + 1)
        accepted = quick | (~hopeless & (s <= t))
        result[active[accepted]] = k[accepted]
        active = active[~accepted]


# -- streams that a seed alone determines ----------------------------------------------------------

_SCRAMBLE = np.array([0x3EC8F720, 0x02461E29], np.uint32)


def seeded_stream(seed: Any) -> RandomStream:
    """The stream of a stateless op, whose seed is two integers, traced or not."""
    shape = "[" + ",".join(map(str, np.shape(seed))) + "]"
    check(np.shape(seed) == (2,), None, "seed must have shape [2], not %s", shape)
    first, second = (seed[i].astype(np.uint64) for i in range(2))
    face = np if isinstance(seed, np.ndarray) else door.jnp()
    counter = [
        first & _U64(0xFFFFFFFF),
        first >> _U64(32),
        second & _U64(0xFFFFFFFF),
        second >> _U64(32),
    ]
    scrambler = RandomStream(_SCRAMBLE, face.stack(counter).astype(np.uint32), face)
    words = face.stack(scrambler._blocks(np.zeros(1, _U64))).reshape(4).astype(np.uint32)
    zeros = face.zeros(2, np.uint32)
    return RandomStream(words[:2], face.concatenate([zeros, words[2:]]), face)
