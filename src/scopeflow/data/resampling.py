"""`tf.data.experimental.rejection_resample`: elements of some classes left out, so that the classes come as often as wished."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from scopeflow.data.choosing import sample_from_datasets
from scopeflow.data.dataset import DatasetV1
from scopeflow.data.folding import scan
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import float32, int64
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.counting import one_hot
from scopeflow.ops.calling import call
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.host.printing import Print
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.reduction import reduce_max, reduce_min, reduce_sum
from scopeflow.ops.random.sampling import random_uniform
from scopeflow.ops.static import constant_value

# How many classes are looked at for each estimate, and how many of each are taken for seen before the first.
_BATCH, _SEEN_BEFORE = 32, 10


def rejection_resample(
    class_func: Callable[..., Any], target_dist: Any, initial_dist: Any = None, seed: Any = None
) -> Callable[[Any], Any]:
    """A transformation that leaves out elements so that the classes come in given proportions.

    Args:
      class_func: gets an element and returns its class, an int32 scalar below the number of classes.
      target_dist: the wished proportions, a vector of floats.
      initial_dist: the proportions in the dataset; they are estimated as it goes by default.
      seed: a seed.

    Returns:
      What `Dataset.apply` takes; the elements are pairs of a class and an element.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     often = tf.data.Dataset.range(9999).map(lambda x: tf.cast(x % 4 > 0, tf.int32))
    ...     halves = often.apply(tf.data.experimental.rejection_resample(
    ...         lambda x: x, target_dist=[0.5, 0.5], initial_dist=[0.25, 0.75], seed=1))
    ...     seen = halves.map(lambda number, x: x).take(1000).batch(1000)
    ...     ones = tf.reduce_mean(tf.cast(tf.data.experimental.get_single_element(seen), tf.float32))
    ...     0.45 < sess.run(ones) < 0.55
    np.True_

    ```
    """

    def apply(dataset: Any) -> Any:
        target = convert_to_tensor(target_dist, name="target_dist")
        classes = dataset.map(class_func)
        original_share: float | None = None
        if initial_dist is not None:
            initial = convert_to_tensor(initial_dist, name="initial_dist")
            accepted, original = _shares(initial, target)
            initial_ds, accepted_ds, original_ds = (
                DatasetV1.from_tensors(known).repeat() for known in (initial, accepted, original)
            )
            original_share = _known_share(initial, target)
        else:
            initial_ds = _estimated(target, classes)
            both = initial_ds.map(lambda initial: _shares(initial, target))
            accepted_ds = both.map(lambda accepted, _: accepted)
            original_ds = both.map(lambda _, original: original)
        filtered = _filtered(dataset, accepted_ds, initial_ds, classes, seed).prefetch(3)
        whole = DatasetV1.zip((classes, dataset)) if original_share != 0 else None
        if original_share == 1:
            return whole
        if original_share == 0:
            return filtered
        weights = original_ds.map(lambda share: [(share, 1.0 - share)])
        return sample_from_datasets([whole, filtered], weights=weights, seed=seed)

    return apply


def _shares(initial: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """With what chance an element of each class is accepted, and what share may stay as it is."""
    ratio = target / (initial + np.finfo(initial.dtype.as_numpy_dtype).tiny)
    most, least = reduce_max(ratio), reduce_min(ratio)
    return (ratio - least) / (most - least), least


def _known_share(initial: Tensor, target: Tensor) -> float | None:
    """What share of the elements stays as it is, if the graph tells."""
    known = constant_value(initial), constant_value(target)
    if known[0] is None or known[1] is None:
        return None
    return float(np.min(known[1] / known[0]))


def _estimated(target: Tensor, classes: Any) -> Any:
    """The proportions in the dataset as far as it was seen, one vector for each element."""
    count = target.shape.as_list()[0]
    before = call("Fill", [count], np.int64(_SEEN_BEFORE))

    def update_estimate_and_tile(seen: Any, batch: Any) -> Any:
        total = call("Add", seen, reduce_sum(one_hot(batch, count, dtype=int64), 0))
        share = cast(total / reduce_sum(total), float32)
        return total, call("Tile", call("ExpandDims", share, 0), [_BATCH, 1])

    return classes.batch(_BATCH).apply(scan(before, update_estimate_and_tile)).unbatch()


def _filtered(dataset: Any, accepted: Any, initial: Any, classes: Any, seed: Any) -> Any:
    """Classes and elements, each accepted by the chance of its class."""

    def maybe_warn_on_large_rejection(accepted: Any, initial: Any) -> Any:
        rejected = reduce_sum((1 - accepted) * initial)
        return cond(
            rejected < 0.5,
            lambda: accepted,
            lambda: Print(
                accepted,
                [rejected, initial, accepted],
                message="Proportion of examples rejected by sampler is high: ",
                summarize=100,
                first_n=10,
            ),
        )

    def _gather_and_copy(number: Any, accepted: Any, element: Any) -> Any:
        return number, call("GatherV2", accepted, number, 0), element

    chances = DatasetV1.zip((accepted, initial)).map(maybe_warn_on_large_rejection)
    together = DatasetV1.zip((classes, chances, dataset)).map(_gather_and_copy)
    kept = together.filter(lambda _1, chance, _2: random_uniform([], seed=seed) < chance)
    return kept.map(lambda number, _, element: (number, element))
