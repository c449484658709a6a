"""What can be asked of a dataset as a whole: its only element, how many there are, their structure, its tensor."""

from __future__ import annotations

from typing import Any

from scopeflow.data import structure
from scopeflow.data.base import DatasetV1Adapter, _VariantDataset
from scopeflow.data.dataset import DatasetV1
from scopeflow.data.iterator import Iterator
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.calling import call

# What `cardinality` says of a dataset without an end, and of one nobody knows the end of.
INFINITE_CARDINALITY = -1
UNKNOWN_CARDINALITY = -2
# "Choose it for me", as a number of threads or a size of a buffer.
AUTOTUNE = -1


def get_single_element(dataset: Any) -> Any:
    """The only element of a dataset.

    Args:
      dataset: a Dataset of one element; running the result fails with InvalidArgumentError if it has none, or more.

    Raises:
      TypeError: if it is no Dataset.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     batch = tf.data.experimental.get_single_element(tf.data.Dataset.range(3).batch(3))
    ...     sess.run(batch).tolist()
    [0, 1, 2]

    ```
    """
    if not isinstance(dataset, DatasetV1):
        raise TypeError("`dataset` must be a `tf.data.Dataset` object.")
    spec = dataset.element_spec
    flat = call("DatasetToSingleElement", dataset._variant_tensor, **structure.flat_attrs(spec))
    return structure.from_tensors(spec, flat)


def cardinality(dataset: Any) -> Tensor:
    """How many elements a dataset has, if that is known without walking it.

    Args:
      dataset: a Dataset.

    Returns:
      An int64 scalar; `INFINITE_CARDINALITY` or `UNKNOWN_CARDINALITY` where there is no number.
    """
    made: Tensor = call("DatasetCardinality", dataset._variant_tensor)
    return made


def get_structure(dataset_or_iterator: Any) -> Any:
    """The structure of TypeSpecs of an element.

    Args:
      dataset_or_iterator: a Dataset or an Iterator.

    Raises:
      TypeError: if it is neither.
    """
    if not isinstance(dataset_or_iterator, (DatasetV1, Iterator)):
        raise TypeError(
            "`dataset_or_iterator` must be a Dataset or Iterator object, but got "
            f"{type(dataset_or_iterator)}."
        )
    return dataset_or_iterator.element_spec


def to_variant(dataset: Any) -> Tensor:
    """The variant tensor that stands for a dataset.

    Args:
      dataset: a Dataset.
    """
    made: Tensor = dataset._variant_tensor
    return made


def from_variant(variant: Tensor, structure: Any) -> DatasetV1Adapter:
    """The dataset behind a variant tensor.

    Args:
      variant: the tensor.
      structure: the structure of TypeSpecs of an element.
    """
    return _VariantDataset(variant, structure)
