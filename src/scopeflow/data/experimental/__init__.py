"""tf.data.experimental: further transformations of datasets, for `Dataset.apply`."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    data.applied: dense_to_sparse_batch enumerate_dataset ignore_errors shuffle_and_repeat
    data.applied: unbatch unique
    data.asking: AUTOTUNE INFINITE_CARDINALITY UNKNOWN_CARDINALITY cardinality from_variant
    data.asking: get_single_element get_structure to_variant
    data.batched_features: make_batched_features_dataset
    data.choosing: choose_from_datasets sample_from_datasets
    data.counting: Counter
    data.csv_batches: make_csv_dataset
    data.devices: copy_to_device prefetch_to_device
    data.filtering: take_while
    data.flattening: parallel_interleave
    data.folding: scan
    data.grouping: Reducer group_by_reducer group_by_window
    data.bucketing: bucket_by_sequence_length
    data.mapped_batches: map_and_batch map_and_batch_with_legacy_function
    data.optional: Optional OptionalStructure=OptionalSpec get_next_as_optional
    data.options: DistributeOptions MapVectorizationOptions OptimizationOptions StatsOptions
    data.options: ThreadingOptions
    data.examples: parse_example_dataset
    data.randomness: RandomDataset=RandomDatasetV1
    data.resampling: rejection_resample
    data.statistics: StatsAggregator=StatsAggregatorV1 bytes_produced_stats latency_stats
    data.tables: CsvDataset=CsvDatasetV1 SqlDataset=SqlDatasetV1
    data.writing: TFRecordWriter
    data.specs: DatasetStructure=DatasetSpec RaggedTensorStructure SparseTensorStructure
    data.specs: TensorArrayStructure TensorStructure
    graph.tensor_spec: Structure=TypeSpec
    """,
)
