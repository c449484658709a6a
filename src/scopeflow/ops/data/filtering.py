"""Datasets of those elements of another that a function approves of."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.ops import rules
from scopeflow.ops.data.batching import take_up_to
from scopeflow.ops.data.mapping import HEAD, TAIL, out_of_range
from scopeflow.ops.data.stacking import columns_of
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


# So many elements are judged at once where nobody can notice that they were taken, and so many are worth it.
_AT_ONCE, _FEW = 64, 4


class _Filter(Cursor):
    def __init__(self, run: Run, value: FilterValue) -> None:
        self._run = run
        self._call = run.function(value.predicate)
        self._inner = self.own(value.inner.iterate(run))
        self._until = value.until
        self._ended = False
        looks_ahead = value.inner.is_quiet and getattr(self._call, "has_rows", False)
        self._rows = self._call.rows if looks_ahead else None  # type: ignore[attr-defined]
        self._dtypes = value.inner.dtypes
        # elements that were taken together, and what was said of them; None if they have to be asked for
        self._judged: deque[tuple[Element, bool | None]] = deque()

    def __next__(self) -> Element:
        while not self._ended:
            said: bool | None = None
            if not self._judged:
                self._run.check()
                if self._rows is not None:
                    self._judge()
            if self._judged:
                element, said = self._judged.popleft()
            else:
                element = next(self._inner)
            if said is None:
                self._run.check()
                said = self._approves(element)
            if said:
                return element
            self._ended = self._until
        raise StopIteration

    def _judge(self) -> None:
        """Takes some elements and has the function look at them at once."""
        taken = take_up_to(self._inner, _AT_ONCE)
        said: Sequence[bool | None] = [None] * len(taken)
        if len(taken) >= _FEW:
            results = self._rows(columns_of(taken, self._dtypes))  # type: ignore[misc]
            if results is None or results[0].ndim != 1 or results[0].dtype != np.bool_:
                self._rows = None
            else:
                said = results[0].tolist()
        self._judged.extend(zip(taken, said, strict=True))

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
