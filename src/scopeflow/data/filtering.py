"""Datasets of the elements that a function approves of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.data import structure
from scopeflow.data.base import DatasetV1Adapter
from scopeflow.data.functions import StructuredFunction
from scopeflow.graph import dtypes
from scopeflow.graph.tensor_spec import TensorSpec
from scopeflow.ops.calling import call


def filtered(dataset: Any, predicate: Callable[..., Any], legacy: bool = False) -> DatasetV1Adapter:
    """See `Dataset.filter`."""
    return _selected("FilterDataset", dataset, predicate, "Dataset.filter()", legacy)


def take_while(predicate: Callable[..., Any]) -> Callable[[Any], DatasetV1Adapter]:
    """A transformation that ends a dataset before the first element of which `predicate` is false.

    Args:
      predicate: gets an element and returns a bool scalar.

    Returns:
      What `Dataset.apply` takes.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     small = tf.data.Dataset.range(9).apply(tf.data.experimental.take_while(lambda x: x < 2))
    ...     sess.run(small.batch(9).make_one_shot_iterator().get_next()).tolist()
    [0, 1]

    ```
    """

    def apply(dataset: Any) -> DatasetV1Adapter:
        return _selected(
            "TakeWhileDataset", dataset, predicate, "tf.data.experimental.take_while()", False
        )

    return apply


def _selected(
    op_type: str, dataset: Any, predicate: Callable[..., Any], transformation: str, legacy: bool
) -> DatasetV1Adapter:
    function = StructuredFunction(predicate, transformation, dataset.element_spec, legacy=legacy)
    spec = function.output_spec
    scalar = TensorSpec([], dtypes.bool)
    if not (isinstance(spec, TensorSpec) and spec.is_compatible_with(scalar)):
        if op_type == "TakeWhileDataset":
            raise ValueError("`predicate` must return a scalar boolean tensor.")
        raise ValueError(
            f"`predicate` return type must be convertible to a scalar boolean tensor. Was {spec}."
        )
    variant = call(
        op_type,
        dataset._variant_tensor,
        function.captured,
        predicate=function.name,
        **structure.flat_attrs(dataset.element_spec),
    )
    made = DatasetV1Adapter(variant, dataset.element_spec, [dataset], [function])
    if legacy:
        made._is_v2 = True
    return made
