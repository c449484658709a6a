"""`tf.data.experimental.parse_example_dataset`: the features of batches of serialized examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.data import structure
from scopeflow.data.base import DatasetV1Adapter
from scopeflow.data.functions import StructuredFunction
from scopeflow.data.specs import SparseTensorSpec
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape, as_shape
from scopeflow.graph.tensor_spec import TensorSpec
from scopeflow.ops.calling import call
from scopeflow.ops.parsing.example_functions import KINDS, sequences_open, with_sparse_features
from scopeflow.ops.parsing.features import SparseFeature, Wanted


def parse_example_dataset(
    features: dict[str, Any], num_parallel_calls: Any = 1
) -> Callable[[Any], Any]:
    """A transformation from vectors of serialized `tf.train.Example`s to dicts of their features.

    Args:
      features: what is wanted: from keys to VarLenFeature, SparseFeature, FixedLenFeature or FixedLenSequenceFeature.
      num_parallel_calls: how many batches may be parsed at the same time.

    Returns:
      What `Dataset.apply` takes; it raises TypeError unless elements are vectors of strings.

    Raises:
      ValueError: if `features` is None, or a feature says too little.

    ```python
    >>> import scopeflow as tf
    >>> feature = tf.train.Feature(int64_list=tf.train.Int64List(value=[1, 2]))
    >>> example = tf.train.Example(features=tf.train.Features(feature={"a": feature}))
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     batches = tf.data.Dataset.from_tensors([example.SerializeToString()]).apply(
    ...         tf.data.experimental.parse_example_dataset({"a": tf.FixedLenFeature([2], tf.int64)}))
    ...     sess.run(batches.make_one_shot_iterator().get_next())["a"].tolist()
    [[1, 2]]

    ```
    """
    if features is None:
        raise ValueError("Missing: features was None.")

    def apply(dataset: Any) -> Any:
        made = _parsed(dataset, sequences_open(features), num_parallel_calls)
        if any(isinstance(feature, SparseFeature) for feature in features.values()):
            return _merged(made, features, num_parallel_calls)
        return made

    return apply


def _parsed(dataset: Any, features: dict[str, Any], num_parallel_calls: Any) -> DatasetV1Adapter:
    given = dataset.element_spec
    if not structure.are_compatible(given, TensorSpec([None], dtypes.string)):
        raise TypeError("Input dataset should be a dataset of vectors of strings")
    wanted = Wanted.of(features, KINDS)
    wanted.check_disjoint()
    defaults = wanted.defaults()
    size = given.shape.with_rank(1)[0]
    spec: dict[str, Any] = {}
    for key, kind, dims in zip(
        wanted.dense_keys, wanted.dense_types, wanted.dense_shapes, strict=True
    ):
        spec[key] = TensorSpec(TensorShape([size]).concatenate(as_shape(dims)), kind)
    for key, kind in zip(wanted.sparse_keys, wanted.sparse_types, strict=True):
        spec[key] = SparseTensorSpec([size, None], kind)
    variant = call(
        "ParseExampleDataset",
        dataset._variant_tensor,
        num_parallel_calls,
        defaults,
        sparse_keys=wanted.sparse_keys,
        dense_keys=wanted.dense_keys,
        sparse_types=wanted.sparse_types,
        dense_shapes=[as_shape(dims)._dims for dims in wanted.dense_shapes],
        **structure.flat_attrs(spec),
    )
    return DatasetV1Adapter(variant, spec, [dataset])


def _merged(dataset: Any, features: dict[str, Any], num_parallel_calls: Any) -> DatasetV1Adapter:
    """The dataset with the parts of SparseFeatures put together."""
    function = StructuredFunction(
        lambda x: with_sparse_features(features, x), "Dataset.map()", dataset.element_spec
    )
    calls = convert_to_tensor(num_parallel_calls, dtype=dtypes.int32, name="num_parallel_calls")
    variant = call(
        "ParallelMapDataset",
        dataset._variant_tensor,
        function.captured,
        calls,
        f=function.name,
        preserve_cardinality=True,
        **structure.flat_attrs(function.output_spec),
    )
    return DatasetV1Adapter(variant, function.output_spec, [dataset], [function])
