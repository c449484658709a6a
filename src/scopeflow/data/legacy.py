"""The types, shapes and classes of the elements of datasets and iterators."""

from __future__ import annotations

from typing import Any

from scopeflow.data import structure


def get_output_types(dataset_or_iterator: Any) -> Any:
    """The structure of DTypes of an element.

    Args:
      dataset_or_iterator: a Dataset or an Iterator.
    """
    return structure.legacy_types(dataset_or_iterator.element_spec)


def get_output_shapes(dataset_or_iterator: Any) -> Any:
    """The structure of TensorShapes of an element.

    Args:
      dataset_or_iterator: a Dataset or an Iterator.
    """
    return structure.legacy_shapes(dataset_or_iterator.element_spec)


def get_output_classes(dataset_or_iterator: Any) -> Any:
    """The structure of classes of an element: tf.Tensor, tf.SparseTensor, ...

    Args:
      dataset_or_iterator: a Dataset or an Iterator.
    """
    return structure.legacy_classes(dataset_or_iterator.element_spec)
