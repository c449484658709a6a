"""Ops that take elements out of datasets and iterators otherwise than by `IteratorGetNext`, and ask how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.ops import rules
from scopeflow.ops.data.iterators import components
from scopeflow.ops.data.values import Run, dataset_of
from scopeflow.ops.define import op

_OF = "output_types: list(type) >= 1, output_shapes: list(shape) >= 1"


@op(
    f"DatasetToSingleElement(dataset: variant; {_OF}) -> (components: [output_types]) # stateful",
    shape=components,
    host=True,
)
def dataset_to_single_element(dataset: Any, *, ctx: Any) -> Any:
    """The components of the only element."""
    run = Run(ctx)
    cursor = dataset_of(dataset).iterate(run)
    try:
        element = next(cursor, None)
        if element is None:
            raise errors.InvalidArgumentError(None, None, "Dataset was empty.")
        if next(cursor, None) is not None:
            raise errors.InvalidArgumentError(None, None, "Dataset had more than one element.")
        return list(element)
    except errors.OpError as error:
        error._op = None
        raise
    finally:
        run.cancel()
        cursor.close()


def _cardinality(input_dataset: Any, *, ctx: Any) -> Any:
    """How many elements a dataset has: -1 if infinitely many, -2 if nobody knows."""
    # (it asks for `ctx` so that it is not worked out while the graph is built)
    return np.int64(dataset_of(input_dataset).cardinality())


dataset_cardinality = op(
    "DatasetCardinality(input_dataset: variant; ) -> (cardinality: int64)",
    shape=rules.scalar,
    host=True,
)(_cardinality)
experimental_dataset_cardinality = op(
    "ExperimentalDatasetCardinality(input_dataset: variant; ) -> (cardinality: int64)",
    shape=rules.scalar,
    host=True,
)(_cardinality)


class OptionalValue:
    """An element, or none.

    Args:
      element: its components, or None.
    """

    __slots__ = ("element",)

    def __init__(self, element: Sequence[Any] | None) -> None:
        self.element = element


@op(
    "OptionalFromValue(components: [Toutput_types]; Toutput_types: list(type) >= 1)"
    " -> (optional: variant)",
    shape=rules.scalar,
    host=True,
)
def optional_from_value(components: Any, *, ctx: Any) -> Any:
    """An optional that has a value."""
    return OptionalValue(components)


@op("OptionalNone(; ) -> (optional: variant)", shape=rules.scalar, host=True)
def optional_none(*, ctx: Any) -> Any:
    """An optional that has no value."""
    return OptionalValue(None)


@op("OptionalHasValue(optional: variant; ) -> (has_value: bool)", shape=rules.scalar, host=True)
def optional_has_value(optional: Any, *, ctx: Any) -> Any:
    """Whether an optional has a value."""
    return np.bool_(_of(optional).element is not None)


@op(
    f"OptionalGetValue(optional: variant; {_OF}) -> (components: [output_types])",
    shape=components,
    host=True,
)
def optional_get_value(optional: Any, *, ctx: Any) -> Any:
    """The components of the value."""
    element = _of(optional).element
    if element is None:
        raise errors.InvalidArgumentError(None, None, "The given optional does not have a value.")
    return list(element)


def _of(value: Any) -> OptionalValue:
    found = value.item() if isinstance(value, np.ndarray) and not value.ndim else value
    if not isinstance(found, OptionalValue):
        raise errors.InvalidArgumentError(
            None, None, "Input is not an optional.\nA variant tensor holds something else."
        )
    return found


@op(
    f"IteratorGetNextAsOptional(iterator: resource; {_OF}) -> (optional: variant) # stateful",
    shape=rules.scalar,
    host=True,
)
def iterator_get_next_as_optional(iterator: Any) -> Any:
    """The next element, or none at the end."""
    try:
        return OptionalValue(iterator.next())
    except errors.OutOfRangeError:
        return OptionalValue(None)
    except errors.OpError as error:
        error._op = None
        raise
