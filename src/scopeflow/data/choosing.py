"""Datasets of the elements of several others, chosen at random or by a dataset of numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scopeflow.data import legacy, nesting, structure
from scopeflow.data.base import DatasetV1Adapter
from scopeflow.data.dataset import DatasetV1
from scopeflow.data.functions import StructuredFunction
from scopeflow.data.randomness import RandomDatasetV1
from scopeflow.data.transformations import zip_datasets
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor_spec import TensorSpec
from scopeflow.ops.arrays.shaping import expand_dims, squeeze
from scopeflow.ops.calling import call


def sample_from_datasets(datasets: Sequence[Any], weights: Any = None, seed: Any = None) -> Any:
    """Elements of several datasets, each taken from one that is drawn at random.

    Args:
      datasets: a list of Datasets whose elements have the same types.
      weights: how likely each is to be drawn: a vector of float32 or float64, or a dataset of such; all are equally
        likely by default.
      seed: a seed, an int64 scalar.

    Returns:
      A Dataset. A dataset that has ended is passed over; it ends when all have.

    Raises:
      TypeError: if the datasets' types differ, or `weights` has another dtype.
      ValueError: if there are more or fewer weights than datasets.
    """
    if not isinstance(weights, DatasetV1):
        logits: Any
        if weights is None:
            logits = [[1.0] * len(datasets)]
        else:
            weights = convert_to_tensor(weights, name="weights")
            if weights.dtype not in (dtypes.float32, dtypes.float64):
                raise TypeError(
                    "`weights` must be convertible to a tensor of `tf.float32` or `tf.float64` elements."
                )
            if not weights.shape.is_compatible_with([len(datasets)]):
                raise ValueError("`weights` must be a vector of length `len(datasets)`.")
            logits = expand_dims(call("Log", weights, name="logits"), 0)
        if len(datasets) == 1:
            return datasets[0]

        def select_dataset_constant_logits(seed: Any) -> Any:
            return squeeze(call("StatelessMultinomial", logits, 1, seed=seed), axis=[0, 1])

        numbers = RandomDatasetV1(seed).batch(2)
        return _chosen(mapped(numbers, select_dataset_constant_logits), datasets)

    varying = weights.map(lambda *p: call("Log", p, name="logits"))
    if len(datasets) == 1:
        return datasets[0]

    def select_dataset_varying_logits(logits: Any, seed: Any) -> Any:
        return squeeze(call("StatelessMultinomial", logits, 1, seed=seed), axis=[0, 1])

    pairs = zip_datasets((varying, RandomDatasetV1(seed).batch(2)))
    return _chosen(mapped(pairs, select_dataset_varying_logits), datasets)


def choose_from_datasets(datasets: Sequence[Any], choice_dataset: Any) -> DatasetV1Adapter:
    """Elements of several datasets in the order that another one gives.

    Args:
      datasets: a list of Datasets whose elements have the same types.
      choice_dataset: a dataset of int64 scalars: the numbers of the datasets to take the next element from.

    Returns:
      A Dataset. A dataset that has ended is passed over; it ends when all have, or the choices do.

    Raises:
      TypeError: if the datasets' types differ, or the choices are something else.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     words = [tf.data.Dataset.from_tensors(word).repeat() for word in ("a", "b")]
    ...     both = tf.data.experimental.choose_from_datasets(words, tf.data.Dataset.range(2).repeat(2))
    ...     sess.run(both.batch(4).make_one_shot_iterator().get_next()).tolist()
    [b'a', b'b', b'a', b'b']

    ```
    """
    spec = choice_dataset.element_spec
    if not structure.are_compatible(spec, TensorSpec([], dtypes.int64)):
        raise TypeError("`choice_dataset` must be a dataset of scalar `tf.int64` tensors.")
    return _chosen(choice_dataset, datasets)


def mapped(dataset: Any, function: Callable[..., Any]) -> DatasetV1Adapter:
    """`dataset.map(function)` in the thread of its reader."""
    built = StructuredFunction(function, "Dataset.map()", dataset.element_spec)
    spec = built.output_spec
    variant = call(
        "MapDataset",
        dataset._variant_tensor,
        built.captured,
        f=built.name,
        use_inter_op_parallelism=False,
        **structure.flat_attrs(spec),
    )
    return DatasetV1Adapter(variant, spec, [dataset], [built])


def _chosen(selector: Any, datasets: Sequence[Any]) -> DatasetV1Adapter:
    first = datasets[0]
    spec = first.element_spec
    for other in datasets[1:]:
        for ask in (legacy.get_output_types, legacy.get_output_classes):
            if ask(other) != ask(first):
                raise TypeError("All datasets must have the same type and class.")
        pairs = zip(nesting.flatten(spec), nesting.flatten(other.element_spec), strict=True)
        spec = nesting.pack(spec, [one.most_specific_compatible_type(two) for one, two in pairs])
    variant = call(
        "DirectedInterleaveDataset",
        selector._variant_tensor,
        [dataset._variant_tensor for dataset in datasets],
        **structure.flat_attrs(spec),
    )
    return DatasetV1Adapter(variant, spec, [selector, *datasets])
