"""Calls of the ops on datasets that call no function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import scopeflow as tf
from scopeflow.graph.operation import Operation
from tests.ops.calls.core import Sample
from tests.ops.calls.data_functions import under_the_old_name, wrapped
from tests.ops.inputs import node

D, X = tf.data.Dataset, tf.data.experimental
OF_NUMBERS = {"output_types": [tf.int64], "output_shapes": [()]}
OF_STRINGS = {"output_types": [tf.string], "output_shapes": [()]}


def made_by(make: Callable[[Any], Any]) -> Sample:
    """The node of the dataset that a transformation makes of some numbers."""
    return lambda: make(D.range(6))._variant_tensor.op


def source(make: Callable[[], Any]) -> Sample:
    """The node of a dataset."""
    return lambda: make()._variant_tensor.op


def handled(*sizes: int, kind: str) -> Sample:
    """The node that makes the dataset of a file."""

    def call() -> Operation:
        numbers = [tf.constant(size, tf.int64) for size in sizes]
        if kind.startswith("FixedLength"):
            more = [""] if kind.endswith("V2") else []
            return node(kind, "file", *numbers, *more)
        return node(kind, "file", "", *numbers)

    return call


def old(type_name: str, *inputs: Any) -> Sample:
    """A node of the first version of an op, which has fewer inputs."""

    def call() -> Operation:
        numbers = D.range(6)._variant_tensor
        if type_name == "PaddedBatchDataset":
            sizes, paddings = [tf.constant([], tf.int64)], [tf.constant(0, tf.int64)]
            return node(type_name, numbers, *inputs, sizes, paddings, output_shapes=[(None,)])
        return node(type_name, numbers, *inputs, **{**OF_NUMBERS, "output_shapes": [(None,)]})

    return call


def counted() -> Operation:
    handle = node("StatsAggregatorHandle").outputs[0]
    return node("StatsAggregatorSummary", handle)


def watched() -> Operation:
    handle = node("StatsAggregatorHandle").outputs[0]
    return node(
        "SetStatsAggregatorDataset", D.range(3)._variant_tensor, handle, "", "", **OF_NUMBERS
    )


def sparse() -> tf.SparseTensor:
    return tf.SparseTensor([[0, 0], [1, 1]], [1.0, 2.0], [3, 2])


def vectors() -> Any:
    return D.from_tensors(np.arange(3))


CALLS: dict[str, Sample] = {
    "BatchDataset": old("BatchDataset", 2),
    "BatchDatasetV2": made_by(lambda d: d.batch(4)),
    "BytesProducedStatsDataset": made_by(lambda d: d.apply(X.bytes_produced_stats("x"))),
    "CSVDataset": source(lambda: X.CsvDataset("file", [tf.int32, [7]])),
    "CacheDataset": made_by(lambda d: d.cache()),
    "ConcatenateDataset": made_by(lambda d: d.concatenate(d)),
    "DatasetToTFRecord": lambda: node(
        "DatasetToTFRecord", D.from_tensors("a")._variant_tensor, "/dev/null", ""
    ),
    "DenseToSparseBatchDataset": source(lambda: vectors().apply(X.dense_to_sparse_batch(2, [4]))),
    "DirectedInterleaveDataset": made_by(lambda d: X.choose_from_datasets([d, d], d)),
    "FixedLengthRecordDataset": handled(0, 3, 0, 0, kind="FixedLengthRecordDataset"),
    "FixedLengthRecordDatasetV2": handled(0, 3, 0, 0, kind="FixedLengthRecordDatasetV2"),
    "IgnoreErrorsDataset": made_by(lambda d: d.apply(X.ignore_errors())),
    "LatencyStatsDataset": made_by(lambda d: d.apply(X.latency_stats("x"))),
    "MatchingFilesDataset": lambda: node("MatchingFilesDataset", "*.nothing"),
    "PaddedBatchDataset": old("PaddedBatchDataset", 2),
    "PaddedBatchDatasetV2": source(lambda: vectors().padded_batch(2, [5])),
    "ParseExampleDataset": source(
        lambda: D.from_tensors(["", ""]).apply(
            X.parse_example_dataset(
                {"a": tf.FixedLenFeature([], tf.int64, 3), "b": tf.VarLenFeature(tf.string)}
            )
        )
    ),
    "PrefetchDataset": made_by(lambda d: d.prefetch(2)),
    "RandomDataset": source(lambda: X.RandomDataset(3)),
    "RepeatDataset": made_by(lambda d: d.repeat(2)),
    "SetStatsAggregatorDataset": watched,
    "ShardDataset": made_by(lambda d: d.shard(3, 1)),
    "ShuffleAndRepeatDataset": made_by(lambda d: d.apply(X.shuffle_and_repeat(3, 2, seed=1))),
    "ShuffleDataset": made_by(lambda d: d.shuffle(3, seed=1)),
    "SkipDataset": made_by(lambda d: d.skip(2)),
    "SparseTensorSliceDataset": source(lambda: D.from_sparse_tensor_slices(sparse())),
    "SqlDataset": source(lambda: X.SqlDataset("sqlite", "file", "select 1", tf.int32)),
    "StatsAggregatorHandle": lambda: node("StatsAggregatorHandle"),
    "StatsAggregatorSummary": counted,
    "TFRecordDataset": handled(0, kind="TFRecordDataset"),
    "TakeDataset": made_by(lambda d: d.take(2)),
    "TextLineDataset": handled(0, kind="TextLineDataset"),
    "UnbatchDataset": source(lambda: vectors().unbatch()),
    "UniqueDataset": made_by(lambda d: d.apply(X.unique())),
    "WindowDataset": made_by(lambda d: d.window(2)),
    "ZipDataset": made_by(lambda d: D.zip((d, d))),
}

OLDER = (
    "BytesProducedStatsDataset CSVDataset DatasetToTFRecord DenseToSparseBatchDataset DirectedInterleaveDataset "
    "IgnoreErrorsDataset LatencyStatsDataset MatchingFilesDataset ParseExampleDataset RandomDataset "
    "SetStatsAggregatorDataset SqlDataset StatsAggregatorHandle StatsAggregatorSummary UnbatchDataset UniqueDataset"
)
CALLS |= {f"Experimental{name}": under_the_old_name(CALLS[name]) for name in OLDER.split()}
CALLS |= {
    "ExperimentalMaxIntraOpParallelismDataset": lambda: wrapped(
        "ExperimentalMaxIntraOpParallelismDataset", tf.constant(2, tf.int64)
    ),
    "ExperimentalPrivateThreadPoolDataset": lambda: wrapped(
        "ExperimentalPrivateThreadPoolDataset", tf.constant(2, tf.int64)
    ),
}
SAMPLES: dict[str, list[Sample]] = {name: [call] for name, call in CALLS.items()}
