"""Counting what happens in datasets: `latency_stats`, `bytes_produced_stats`, and the aggregator they tell it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.data.base import DatasetV1Adapter
from scopeflow.data.transformations import unchanged
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import string
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.calling import call


class StatsAggregatorV1:
    """Gathers what datasets count whose options name it: `options.experimental_stats.aggregator`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     aggregator = tf.data.experimental.StatsAggregator()
    ...     options = tf.data.Options()
    ...     options.experimental_stats.aggregator = aggregator
    ...     counted = tf.data.Dataset.range(3).apply(tf.data.experimental.bytes_produced_stats("size"))
    ...     iterator = counted.with_options(options).make_initializable_iterator()
    ...     number, summary = iterator.get_next(), aggregator.get_summary()
    ...     sess.run(iterator.initializer)
    ...     _ = sess.run(number), sess.run(number)
    ...     tf.Summary.FromString(sess.run(summary)).value[0].histo.sum
    16.0

    ```
    """

    def __init__(self) -> None:
        self._resource: Tensor = call("StatsAggregatorHandle")

    def get_summary(self) -> Tensor:
        """A string scalar: a serialized Summary of what was counted so far."""
        made: Tensor = call("StatsAggregatorSummary", self._resource)
        return made


def latency_stats(tag: Any) -> Callable[[Any], Any]:
    """A transformation that counts how long each element takes to make, in microseconds.

    Args:
      tag: the name under which it is counted, a string scalar.

    Returns:
      What `Dataset.apply` takes.
    """
    return _counting("LatencyStatsDataset", tag)


def bytes_produced_stats(tag: Any) -> Callable[[Any], Any]:
    """A transformation that counts how large each element is, in bytes.

    Args:
      tag: the name under which it is counted, a string scalar.

    Returns:
      What `Dataset.apply` takes.
    """
    return _counting("BytesProducedStatsDataset", tag)


def _counting(op_type: str, tag: Any) -> Callable[[Any], DatasetV1Adapter]:
    return lambda dataset: unchanged(op_type, dataset, convert_to_tensor(tag, dtype=string))


def watched(dataset: Any, stats: Any) -> Any:
    """A dataset that tells the aggregator of its StatsOptions what it counts; itself if there is none."""
    aggregator = stats.aggregator
    if aggregator is None:
        return dataset
    told = (aggregator._resource, stats.prefix, stats.counter_prefix)
    return unchanged("SetStatsAggregatorDataset", dataset, *told)
