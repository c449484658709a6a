"""Candidate samplers: classes drawn beside the true ones, for losses that look at few of many classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import Definition, ShapeMismatch, op
from scopeflow.ops.random.seeds import get_seed
from scopeflow.ops.rules import Dims
from scopeflow.xp.nn import candidates

_SIGNATURE = "(true_classes: int64; num_true: int >= 1, num_sampled: int >= 1, unique: bool, "
_OUTPUTS = "-> (sampled_candidates: int64, true_expected_count: float32, sampled_expected_count: float32) # stateful"
_SEEDS = "seed: int = 0, seed2: int = 0) "


def _sampled(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, Dims, Dims]:
    dims = rules.with_rank(inputs[0]._dims, 2)
    assert dims is not None
    count = (attrs["num_sampled"],)
    return count, (dims[0], attrs["num_true"]), count


# What samplers remember: by op, a table that never changes; by session and op, what it has learned.
_tables: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
_learned: WeakKeyDictionary[Any, WeakKeyDictionary[Any, Any]] = WeakKeyDictionary()


def _declare(kind: str, make: Any, doc: str) -> Definition:
    """A sampler op with the range of the classes as its only other attribute; `make` gets it and the context."""

    def body(true_classes, *, num_true, num_sampled, unique, range_max, rng, ctx):
        return candidates.sample_candidates(
            lambda: make(range_max, ctx), true_classes, num_true, num_sampled, unique, rng
        )

    body.__name__ = kind
    body.__doc__ = doc
    text = f"{kind}{_SIGNATURE}range_max: int >= 1, {_SEEDS}{_OUTPUTS}"
    return op(text, shape=_sampled, host=True)(body)


def _learner(range_max: int, ctx: Any) -> Any:
    known = _learned.setdefault(ctx.session, WeakKeyDictionary())
    if ctx.op not in known:
        known[ctx.op] = candidates.LearnedUnigram(range_max)
    return known[ctx.op]


_uniform = _declare(
    "UniformCandidateSampler",
    lambda range_max, ctx: candidates.Uniform(range_max),
    "Candidates that are all alike.",
)
_log_uniform = _declare(
    "LogUniformCandidateSampler",
    lambda range_max, ctx: candidates.LogUniform(range_max),
    "Candidates that are the rarer the larger they are.",
)
_learned_unigram = _declare(
    "LearnedUnigramCandidateSampler", _learner, "Candidates as frequent as the true classes were."
)
_unsafe_learned = _declare(
    "ThreadUnsafeUnigramCandidateSampler", _learner, "The same, from one thread."
)


@op(
    f"FixedUnigramCandidateSampler{_SIGNATURE}range_max: int >= 1, "
    'vocab_file: string = "", distortion: float = 1.0, num_reserved_ids: int = 0, num_shards: int >= 1 = 1, '
    f"shard: int >= 0 = 0, unigrams: list(float) = [], {_SEEDS}{_OUTPUTS}",
    shape=_sampled,
    host=True,
)
def _fixed_unigram(
    true_classes: Any,
    *,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    rng: Any,
    ctx: Any,
) -> Any:
    """Candidates as frequent as a table says."""

    def make() -> Any:
        if ctx.op not in _tables:
            _tables[ctx.op] = _table(ctx.op._attrs, range_max)
        return _tables[ctx.op]

    return candidates.sample_candidates(make, true_classes, num_true, num_sampled, unique, rng)


def _table(attrs: dict[str, Any], range_max: int) -> Any:
    file, unigrams = attrs["vocab_file"], attrs["unigrams"]
    if file and unigrams:
        raise invalid_argument("Must only provide one of vocab_file and unigrams.")
    if not file and not unigrams:
        raise invalid_argument("Must provide either vocab_file or unigrams.")
    if file:
        with open(file, encoding="utf-8") as lines:
            unigrams = [
                float(line.rstrip("\n").rpartition(",")[2]) for line in lines if line.strip()
            ]
    weights = [0.0] * attrs["num_reserved_ids"]
    weights += np.power(np.array(unigrams, np.float32), np.float32(attrs["distortion"])).tolist()
    mine = weights[attrs["shard"] :: attrs["num_shards"]]
    if len(mine) != range_max:
        raise invalid_argument(
            f"range_max is {range_max}, but there are weights for {len(mine)} classes."
        )
    return candidates.FixedUnigram(np.array(mine, np.float32), range_max)


@op(f"AllCandidateSampler{_SIGNATURE}{_SEEDS}{_OUTPUTS}", shape=_sampled, host=True)
def _all(true_classes: Any, *, num_true: int, num_sampled: int) -> Any:
    """All classes, each once."""
    candidates.check_true_classes(np.asarray(true_classes), num_true)
    ones = np.ones(num_sampled, np.float32)
    return np.arange(num_sampled), np.ones(true_classes.shape, np.float32), ones


def _hits(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, Dims, Dims]:
    dims = rules.with_rank(inputs[0]._dims, 2)
    rules.with_rank(inputs[1]._dims, 1)
    if dims is not None and dims[1] not in (None, attrs["num_true"]):
        raise ShapeMismatch(f"Dimension must be {attrs['num_true']} but is {dims[1]}")
    return (None,), (None,), (None,)


@op(
    "ComputeAccidentalHits(true_classes: int64, sampled_candidates: int64; num_true: int, "
    f"{_SEEDS}-> (indices: int32, ids: int64, weights: float32)",
    shape=_hits,
    host=True,
)
def _compute_accidental_hits(true_classes: Any, sampled_candidates: Any, *, num_true: int) -> Any:
    """Candidates that are true classes."""
    return candidates.accidental_hits(true_classes, sampled_candidates, num_true)


# -- public ----------------------------------------------------------------------------------------


def uniform_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: Any = None,
    name: str | None = None,
) -> Any:
    """Draws classes that are all equally likely.

    Args:
      true_classes: an int64 Tensor of shape [batch, num_true].
      num_true: the number of true classes of an example.
      num_sampled: how many classes to draw.
      unique: draw each class at most once in a run.
      range_max: the number of classes.
      seed: an int that fixes the numbers; see `set_random_seed`.
      name: a name for the operation.

    Returns:
      A named tuple (sampled_candidates, true_expected_count, sampled_expected_count): the classes, and how often the
      true classes and the drawn ones are expected among them.
    """
    return _sample(_uniform, true_classes, num_true, num_sampled, unique, range_max, seed, name)


def log_uniform_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: Any = None,
    name: str | None = None,
) -> Any:
    """Draws classes where class k is about as likely as 1 / (k + 1): for classes sorted by falling frequency.

    Args:
      true_classes: an int64 Tensor of shape [batch, num_true].
      num_true: the number of true classes of an example.
      num_sampled: how many classes to draw.
      unique: draw each class at most once in a run.
      range_max: the number of classes.
      seed: an int that fixes the numbers; see `set_random_seed`.
      name: a name for the operation.

    Returns:
      A named tuple, as of `uniform_candidate_sampler`.
    """
    return _sample(_log_uniform, true_classes, num_true, num_sampled, unique, range_max, seed, name)


def learned_unigram_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: Any = None,
    name: str | None = None,
) -> Any:
    """Draws classes as often as they were true classes in the session's runs so far.

    Args:
      true_classes: an int64 Tensor of shape [batch, num_true].
      num_true: the number of true classes of an example.
      num_sampled: how many classes to draw.
      unique: draw each class at most once in a run.
      range_max: the number of classes.
      seed: an int that fixes the numbers; see `set_random_seed`.
      name: a name for the operation.

    Returns:
      A named tuple, as of `uniform_candidate_sampler`.
    """
    definition = _learned_unigram
    return _sample(definition, true_classes, num_true, num_sampled, unique, range_max, seed, name)


def _sample(
    definition: Definition,
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: Any,
    name: str | None,
) -> Any:
    seed1, seed2 = get_seed(seed)
    return definition(
        true_classes,
        num_true=num_true,
        num_sampled=num_sampled,
        unique=unique,
        range_max=range_max,
        seed=seed1,
        seed2=seed2,
        name=name,
    )


def fixed_unigram_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    vocab_file: str = "",
    distortion: float = 1.0,
    num_reserved_ids: int = 0,
    num_shards: int = 1,
    shard: int = 0,
    unigrams: Any = (),
    seed: Any = None,
    name: str | None = None,
) -> Any:
    """Draws classes as often as given weights say.

    Args:
      true_classes: an int64 Tensor of shape [batch, num_true].
      num_true: the number of true classes of an example.
      num_sampled: how many classes to draw.
      unique: draw each class at most once in a run.
      range_max: the number of classes, which have a weight each.
      vocab_file: a file with a line for each class; its weight is what follows the last comma.
      distortion: the power to which the weights are raised.
      num_reserved_ids: so many classes of weight 0 come before the others.
      num_shards: of so many parts of the classes...
      shard: ...this one is drawn from.
      unigrams: the weights, in place of a file.
      seed: an int that fixes the numbers; see `set_random_seed`.
      name: a name for the operation.

    Returns:
      A named tuple, as of `uniform_candidate_sampler`.
    """
    seed1, seed2 = get_seed(seed)
    return _fixed_unigram(
        true_classes,
        num_true=num_true,
        num_sampled=num_sampled,
        unique=unique,
        range_max=range_max,
        vocab_file=vocab_file,
        distortion=distortion,
        num_reserved_ids=num_reserved_ids,
        num_shards=num_shards,
        shard=shard,
        unigrams=unigrams,
        seed=seed1,
        seed2=seed2,
        name=name,
    )


def all_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    seed: Any = None,
    name: str | None = None,
) -> Any:
    """All classes 0, 1, ..., num_sampled - 1, to test a sampled loss.

    Args:
      true_classes: an int64 Tensor of shape [batch, num_true].
      num_true: the number of true classes of an example.
      num_sampled: the number of classes.
      unique: ignored.
      seed: ignored but for the node's attributes.
      name: a name for the operation.

    Returns:
      A named tuple, as of `uniform_candidate_sampler`.
    """
    seed1, seed2 = get_seed(seed)
    return _all(
        true_classes,
        num_true=num_true,
        num_sampled=num_sampled,
        unique=unique,
        seed=seed1,
        seed2=seed2,
        name=name,
    )


def compute_accidental_hits(
    true_classes: Any,
    sampled_candidates: Any,
    num_true: int,
    seed: Any = None,
    name: str | None = None,
) -> Any:
    """Where drawn classes are true classes of an example.

    Args:
      true_classes: an int64 Tensor of shape [batch, num_true].
      sampled_candidates: an int64 vector of drawn classes.
      num_true: the number of true classes of an example.
      seed: ignored but for the node's attributes.
      name: a name for the operation.

    Returns:
      A named tuple (indices, ids, weights): the example, the place among the candidates, and the lowest float32, which
      added to a logit removes it.
    """
    seed1, seed2 = get_seed(seed)
    return _compute_accidental_hits(
        true_classes, sampled_candidates, num_true=num_true, seed=seed1, seed2=seed2, name=name
    )
