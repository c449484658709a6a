# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.data.asking import AUTOTUNE as AUTOTUNE
from scopeflow.data.counting import Counter as Counter
from scopeflow.data.tables import CsvDatasetV1 as _CsvDataset
from scopeflow.data.specs import DatasetSpec as _DatasetStructure
from scopeflow.data.options import DistributeOptions as DistributeOptions
from scopeflow.data.asking import INFINITE_CARDINALITY as INFINITE_CARDINALITY
from scopeflow.data.options import MapVectorizationOptions as MapVectorizationOptions
from scopeflow.data.options import OptimizationOptions as OptimizationOptions
from scopeflow.data.optional import Optional as Optional
from scopeflow.data.optional import OptionalSpec as _OptionalStructure
from scopeflow.data.specs import RaggedTensorStructure as RaggedTensorStructure
from scopeflow.data.randomness import RandomDatasetV1 as _RandomDataset
from scopeflow.data.grouping import Reducer as Reducer
from scopeflow.data.specs import SparseTensorStructure as SparseTensorStructure
from scopeflow.data.tables import SqlDatasetV1 as _SqlDataset
from scopeflow.data.statistics import StatsAggregatorV1 as _StatsAggregator
from scopeflow.data.options import StatsOptions as StatsOptions
from scopeflow.graph.tensor_spec import TypeSpec as _Structure
from scopeflow.data.writing import TFRecordWriter as TFRecordWriter
from scopeflow.data.specs import TensorArrayStructure as TensorArrayStructure
from scopeflow.data.specs import TensorStructure as TensorStructure
from scopeflow.data.options import ThreadingOptions as ThreadingOptions
from scopeflow.data.asking import UNKNOWN_CARDINALITY as UNKNOWN_CARDINALITY
from scopeflow.data.bucketing import bucket_by_sequence_length as bucket_by_sequence_length
from scopeflow.data.statistics import bytes_produced_stats as bytes_produced_stats
from scopeflow.data.asking import cardinality as cardinality
from scopeflow.data.choosing import choose_from_datasets as choose_from_datasets
from scopeflow.data.devices import copy_to_device as copy_to_device
from scopeflow.data.applied import dense_to_sparse_batch as dense_to_sparse_batch
from scopeflow.data.applied import enumerate_dataset as enumerate_dataset
from scopeflow.data.asking import from_variant as from_variant
from scopeflow.data.optional import get_next_as_optional as get_next_as_optional
from scopeflow.data.asking import get_single_element as get_single_element
from scopeflow.data.asking import get_structure as get_structure
from scopeflow.data.grouping import group_by_reducer as group_by_reducer
from scopeflow.data.grouping import group_by_window as group_by_window
from scopeflow.data.applied import ignore_errors as ignore_errors
from scopeflow.data.statistics import latency_stats as latency_stats
from scopeflow.data.batched_features import make_batched_features_dataset as make_batched_features_dataset
from scopeflow.data.csv_batches import make_csv_dataset as make_csv_dataset
from scopeflow.data.mapped_batches import map_and_batch as map_and_batch
from scopeflow.data.mapped_batches import map_and_batch_with_legacy_function as map_and_batch_with_legacy_function
from scopeflow.data.flattening import parallel_interleave as parallel_interleave
from scopeflow.data.examples import parse_example_dataset as parse_example_dataset
from scopeflow.data.devices import prefetch_to_device as prefetch_to_device
from scopeflow.data.resampling import rejection_resample as rejection_resample
from scopeflow.data.choosing import sample_from_datasets as sample_from_datasets
from scopeflow.data.folding import scan as scan
from scopeflow.data.applied import shuffle_and_repeat as shuffle_and_repeat
from scopeflow.data.filtering import take_while as take_while
from scopeflow.data.asking import to_variant as to_variant
from scopeflow.data.applied import unbatch as unbatch
from scopeflow.data.applied import unique as unique

CsvDataset = _CsvDataset
DatasetStructure = _DatasetStructure
OptionalStructure = _OptionalStructure
RandomDataset = _RandomDataset
SqlDataset = _SqlDataset
StatsAggregator = _StatsAggregator
Structure = _Structure
