"""The names that ops on datasets had before TensorFlow 1.14, for the graphs that hold them: each is the op of today."""

from __future__ import annotations

from scopeflow.ops.data import (
    batching,
    csv_files,
    example_batches,
    joining,
    matching,
    record_files,
    selecting,
    shuffling,
    sql,
    statistics,
    wrapping,
)
from scopeflow.ops.define import op

_TODAY = {
    "ExperimentalBytesProducedStatsDataset": statistics.bytes_produced_stats_dataset,
    "ExperimentalCSVDataset": csv_files.csv_dataset,
    "ExperimentalDatasetToTFRecord": record_files.dataset_to_tf_record,
    "ExperimentalDenseToSparseBatchDataset": batching.dense_to_sparse_batch_dataset,
    "ExperimentalDirectedInterleaveDataset": joining.directed_interleave_dataset,
    "ExperimentalIgnoreErrorsDataset": selecting.ignore_errors_dataset,
    "ExperimentalLatencyStatsDataset": statistics.latency_stats_dataset,
    "ExperimentalMatchingFilesDataset": matching.matching_files_dataset,
    "ExperimentalMaxIntraOpParallelismDataset": wrapping.max_intra_op_parallelism_dataset,
    "ExperimentalParseExampleDataset": example_batches.parse_example_dataset_op,
    "ExperimentalPrivateThreadPoolDataset": wrapping.private_thread_pool_dataset,
    "ExperimentalRandomDataset": shuffling.random_dataset,
    "ExperimentalSetStatsAggregatorDataset": statistics.set_stats_aggregator_dataset,
    "ExperimentalSqlDataset": sql.sql_dataset,
    "ExperimentalStatsAggregatorHandle": statistics.stats_aggregator_handle,
    "ExperimentalStatsAggregatorSummary": statistics.stats_aggregator_summary,
    "ExperimentalUnbatchDataset": batching.unbatch_dataset,
    "ExperimentalUniqueDataset": selecting.unique_dataset,
}

for _name, _definition in _TODAY.items():
    _text = _definition._text.replace(_definition.type, _name, 1)
    op(_text, shape=_definition.shape, host=True)(_definition.body)
