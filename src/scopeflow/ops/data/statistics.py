"""Counting while datasets are walked: how long elements take, how large they are; and the aggregators that gather it."""

from __future__ import annotations

import threading
import time
from bisect import bisect_right
from functools import cache
from typing import Any

import numpy as np

from scopeflow.ops import rules
from scopeflow.ops.data.asking import TAIL, scalars, text
from scopeflow.ops.data.selecting import SelectedValue
from scopeflow.ops.data.values import Cursor, Element, Run, dataset_of
from scopeflow.ops.define import op
from scopeflow.ops.kept import kept_by_session

_GREATEST = float(np.finfo(np.float64).max)


@cache
def _limits() -> list[float]:
    """Where the buckets of histograms end: from 1e-12 on each 10% further, and mirrored."""
    found = []
    limit = 1e-12
    while limit < 1e20:
        found.append(limit)
        limit *= 1.1
    found.append(_GREATEST)
    return [-limit for limit in reversed(found)] + [0.0] + found


class Aggregator:
    """Gathers numbers under tags, as histograms or only the latest ones."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers: dict[str, list[float]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._latest: dict[str, float] = {}

    def put(self, tag: str, number: float) -> None:
        """Notes a number of which only the latest counts."""
        with self._lock:
            self._latest[tag] = number

    def add(self, tag: str, number: float) -> None:
        """Notes one number."""
        place = min(bisect_right(_limits(), number), len(_limits()) - 1)
        with self._lock:
            least, most, count, total, squares = self._numbers.get(
                tag, [_GREATEST, -_GREATEST, 0.0, 0.0, 0.0]
            )
            self._numbers[tag] = [
                min(least, number),
                max(most, number),
                count + 1,
                total + number,
                squares + number * number,
            ]
            counts = self._counts.setdefault(tag, {})
            counts[place] = counts.get(place, 0) + 1

    def summary(self) -> bytes:
        """A serialized Summary with a histogram, or a number, for each tag."""
        from tensorboard.compat.proto.summary_pb2 import Summary

        made = Summary()
        with self._lock:
            for tag in sorted(self._numbers):
                histogram = made.value.add(tag=tag).histo
                (
                    histogram.min,
                    histogram.max,
                    histogram.num,
                    histogram.sum,
                    histogram.sum_squares,
                ) = self._numbers[tag]
                counts = self._counts[tag]
                last = len(_limits()) - 1
                for place, limit in enumerate(_limits()):
                    # a run of empty buckets is one bucket that ends where its last one does
                    if place == last or counts.get(place) or counts.get(place + 1):
                        histogram.bucket_limit.append(limit)
                        histogram.bucket.append(float(counts.get(place, 0)))
            for tag in sorted(self._latest):
                made.value.add(tag=tag, simple_value=self._latest[tag])
        return made.SerializeToString()


_KEPT = 'container: string = "", shared_name: string = ""'


@op(f"StatsAggregatorHandle(; {_KEPT}) -> (handle: resource) # stateful",
    shape=rules.scalar, host=True)  # fmt: skip
def stats_aggregator_handle(*, ctx: Any) -> Any:
    """An aggregator."""
    return kept_by_session(ctx, "stats aggregator", Aggregator)


@op("StatsAggregatorSummary(iterator: resource; ) -> (summary: string) # stateful",
    shape=rules.scalar, host=True)  # fmt: skip
def stats_aggregator_summary(iterator: Any) -> Any:
    """What an aggregator gathered."""
    made = np.empty((), object)
    made[()] = iterator.summary()
    return made


class WatchedValue(SelectedValue):
    """Another dataset, whose walks tell an aggregator what they count."""

    aggregator: Any = None
    prefix = ""

    def iterate(self, run: Run) -> Any:
        run.count = self._told
        return self.inner.iterate(run)

    def _told(self, tag: str, number: float, latest: bool = False) -> None:
        name = f"{self.prefix}::{tag}" if self.prefix else tag
        if latest:
            self.aggregator.put(name, number)
        else:
            self.aggregator.add(name, number)

    def cardinality(self) -> int:
        return self.inner.cardinality()


@op(
    "SetStatsAggregatorDataset(input_dataset: variant, stats_aggregator: resource, tag: string, counter_prefix: string; "
    f"{TAIL} # stateful",
    shape=rules.scalar,
    host=True,
)
def set_stats_aggregator_dataset(
    input_dataset: Any,
    stats_aggregator: Any,
    tag: Any,
    counter_prefix: Any,
    *,
    output_types: Any,
    output_shapes: Any,
) -> Any:
    """The same elements, counted."""
    made = WatchedValue(dataset_of(input_dataset), output_types, output_shapes)
    made.aggregator = stats_aggregator
    made.prefix = text(tag).decode(errors="replace")
    return made


class CountedValue(SelectedValue):
    """Another dataset, of whose elements something is counted under a tag."""

    tag = ""
    of_time = True

    def iterate(self, run: Run) -> Any:
        return _Counted(run, self)

    def cardinality(self) -> int:
        return self.inner.cardinality()


class _Counted(Cursor):
    def __init__(self, run: Run, value: CountedValue) -> None:
        self._value = value
        self._count = run.count
        self._inner = self.own(value.inner.iterate(run))

    def __next__(self) -> Element:
        began = time.perf_counter()
        element = next(self._inner)
        if self._count is not None:
            value = self._value
            micros = (time.perf_counter() - began) * 1e6
            self._count(value.tag, micros if value.of_time else float(size_of(element)))
        return element


def size_of(element: Element) -> int:
    """How many bytes an element has, as TensorFlow counts them: a string has 8 more than letters."""
    total = 0
    for part in element:
        array = np.asarray(part, object if isinstance(part, bytes) else None)
        if array.dtype.hasobject:
            for item in array.reshape(-1).tolist():
                total += 8 + len(item) if isinstance(item, bytes) else getattr(item, "nbytes", 0)
        else:
            total += array.nbytes
    return total


def _counted(inner: Any, tag: Any, types: Any, dims: Any, of_time: bool) -> CountedValue:
    made = CountedValue(dataset_of(inner), types, dims)
    made.tag, made.of_time = text(tag).decode(errors="replace"), of_time
    return made


@op(f"LatencyStatsDataset(input_dataset: variant, tag: string; {TAIL}",
    shape=scalars(-1, 0), host=True)  # fmt: skip
def latency_stats_dataset(
    input_dataset: Any, tag: Any, *, output_types: Any, output_shapes: Any
) -> Any:
    """The same elements; how long each takes, in microseconds, is counted."""
    return _counted(input_dataset, tag, output_types, output_shapes, True)


@op(f"BytesProducedStatsDataset(input_dataset: variant, tag: string; {TAIL}",
    shape=scalars(-1, 0), host=True)  # fmt: skip
def bytes_produced_stats_dataset(
    input_dataset: Any, tag: Any, *, output_types: Any, output_shapes: Any
) -> Any:
    """The same elements; how large each is, in bytes, is counted."""
    return _counted(input_dataset, tag, output_types, output_shapes, False)
