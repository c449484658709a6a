"""Datasets of those elements of another that a function approves of."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.ops import rules
from scopeflow.ops.data.mapping import HEAD, TAIL, out_of_range
from scopeflow.ops.data.values import (
    Cursor,
    DatasetValue,
    Element,
    FunctionValue,
    Run,
    dataset_of,
    function_value,
)
from scopeflow.ops.define import op


class FilterValue(DatasetValue):
    """The elements of which a function says that they stay.

    Args:
      inner: the dataset.
      predicate: gives a bool scalar.
      until: whether the first other element is the end.
    """

    def __init__(self, inner: DatasetValue, predicate: FunctionValue, until: bool) -> None:
        super().__init__(inner.dtypes, inner.dims)
        self.inner = inner
        self.predicate = predicate
        self.until = until

    def iterate(self, run: Run) -> Any:
        return _Filter(run, self)


class _Filter(Cursor):
    def __init__(self, run: Run, value: FilterValue) -> None:
        self._run = run
        self._call = run.function(value.predicate)
        self._inner = self.own(value.inner.iterate(run))
        self._until = value.until
        self._ended = False

    def __next__(self) -> Element:
        while not self._ended:
            self._run.check()
            element = next(self._inner)
            if self._approves(element):
                return element
            self._ended = self._until
        raise StopIteration

    def _approves(self, element: Element) -> bool:
        try:
            said = self._call(*element)[0]
        except errors.OutOfRangeError as error:
            raise out_of_range(error, False) from error
        if np.ndim(said) or np.asarray(said).dtype != np.bool_:
            raise errors.InvalidArgumentError(
                None, None, "Filter predicate `f` must return a scalar bool."
            )
        return bool(said)


@op(
    f"FilterDataset(input_dataset: variant, {HEAD}; predicate: func, {TAIL}) -> (handle: variant)",
    shape=rules.scalar,
    host=True,
)
def filter_dataset(input_dataset: Any, other_arguments: Any, *, ctx: Any) -> Any:
    """The elements of which a function says that they stay."""
    return FilterValue(
        dataset_of(input_dataset), function_value(ctx, "predicate", other_arguments), False
    )


def _take_while(input_dataset: Any, other_arguments: Any, *, ctx: Any) -> Any:
    """The elements up to the first of which a function says that it does not stay."""
    return FilterValue(
        dataset_of(input_dataset), function_value(ctx, "predicate", other_arguments), True
    )


_WHILE = f"(input_dataset: variant, {HEAD}; predicate: func, {TAIL}) -> (handle: variant)"
take_while_dataset = op(f"TakeWhileDataset{_WHILE}", shape=rules.scalar, host=True)(_take_while)
experimental_take_while_dataset = op(
    f"ExperimentalTakeWhileDataset{_WHILE}", shape=rules.scalar, host=True
)(_take_while)
