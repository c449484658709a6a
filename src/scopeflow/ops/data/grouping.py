"""Datasets that sort elements by a key that a function gives: reduced to one each, or gathered in windows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.ops import rules
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

_OF = "output_types: list(type) >= 1, output_shapes: list(shape) >= 1"


class GroupByReducerValue(DatasetValue):
    """One element for each key: what is made of the state behind the last element that has it.

    Args:
      inner: the dataset.
      key: gives an int64 scalar.
      init: gives a key's first state.
      reduce: gives the next state.
      finalize: makes the element of the last state.
    """

    def __init__(
        self,
        inner: DatasetValue,
        key: FunctionValue,
        init: FunctionValue,
        reduce: FunctionValue,
        finalize: FunctionValue,
        dtypes: Sequence[Any],
        dims: Sequence[Any],
    ) -> None:
        super().__init__(dtypes, dims)
        self.inner = inner
        self.functions = (key, init, reduce, finalize)

    def iterate(self, run: Run) -> Any:
        return _GroupByReducer(run, self)


class _GroupByReducer(Cursor):
    def __init__(self, run: Run, value: GroupByReducerValue) -> None:
        self._run = run
        self._key, self._init, self._reduce, self._finalize = map(run.function, value.functions)
        self._inner = self.own(value.inner.iterate(run))
        self._states: dict[int, Sequence[Any]] = {}
        self._left: list[int] | None = None

    def __next__(self) -> Element:
        if self._left is None:
            for element in self._inner:
                self._run.check()
                self._add(element)
            self._left = sorted(self._states, reverse=True)
        if not self._left:
            raise StopIteration
        return tuple(self._finalize(*self._states.pop(self._left.pop())))

    def _add(self, element: Element) -> None:
        key = key_of(self._key(*element), "`key_func`")
        state = self._states.get(key)
        if state is None:
            state = self._init(np.int64(key))
        self._states[key] = self._reduce(*state, *element)


def key_of(returned: Sequence[Any], what: str) -> int:
    """The number that a function of keys returned.

    Raises:
      InvalidArgumentError: if it is no int64 scalar.
    """
    if len(returned) != 1 or np.ndim(returned[0]) or np.asarray(returned[0]).dtype != np.int64:
        raise errors.InvalidArgumentError(None, None, f"{what} must return a scalar int64.")
    return int(returned[0])


def _by_reducer(
    input_dataset: Any,
    key_func_other_arguments: Any,
    init_func_other_arguments: Any,
    reduce_func_other_arguments: Any,
    finalize_func_other_arguments: Any,
    *,
    output_types: Any,
    output_shapes: Any,
    ctx: Any,
) -> Any:
    """One element for each key: what is made of the state behind the last element that has it."""
    return GroupByReducerValue(
        dataset_of(input_dataset),
        function_value(ctx, "key_func", key_func_other_arguments),
        function_value(ctx, "init_func", init_func_other_arguments),
        function_value(ctx, "reduce_func", reduce_func_other_arguments),
        function_value(ctx, "finalize_func", finalize_func_other_arguments),
        output_types,
        output_shapes,
    )


def _declared(*names: str) -> str:
    """The part of a declaration that names functions and what they captured."""
    inputs = ", ".join(f"{name}_other_arguments: [T{name}_other_arguments]" for name in names)
    functions = ", ".join(f"{name}: func" for name in names)
    types = ", ".join(f"T{name}_other_arguments: list(type) >= 0" for name in names)
    return f"(input_dataset: variant, {inputs}; {functions}, {types}, {_OF}) -> (handle: variant)"


_BY_REDUCER = f"{_declared('key_func', 'init_func', 'reduce_func', 'finalize_func')} # stateful"
group_by_reducer_dataset = op(f"GroupByReducerDataset{_BY_REDUCER}", shape=rules.scalar, host=True)(
    _by_reducer
)
experimental_group_by_reducer_dataset = op(
    f"ExperimentalGroupByReducerDataset{_BY_REDUCER}", shape=rules.scalar, host=True
)(_by_reducer)


class GroupByWindowValue(DatasetValue):
    """The elements of the datasets that a function makes of windows: elements with one key, so many as another says.

    Args:
      inner: the dataset.
      key: gives an int64 scalar.
      reduce: makes a dataset of a key and the dataset of a window's elements.
      size: gives the size of a key's windows, an int64 scalar.
    """

    def __init__(
        self,
        inner: DatasetValue,
        key: FunctionValue,
        reduce: FunctionValue,
        size: FunctionValue,
        dtypes: Sequence[Any],
        dims: Sequence[Any],
    ) -> None:
        super().__init__(dtypes, dims)
        self.inner = inner
        self.functions = (key, reduce, size)

    def iterate(self, run: Run) -> Any:
        return _GroupByWindow(run, self)


class WindowOfElements(DatasetValue):
    """The dataset of given elements.

    Args:
      elements: the elements.
      like: a dataset with elements of the same types and shapes.
    """

    def __init__(self, elements: Sequence[Element], like: DatasetValue) -> None:
        super().__init__(like.dtypes, like.dims)
        self.elements = elements

    def iterate(self, run: Run) -> Any:
        return (element for element in self.elements)

    def cardinality(self) -> int:
        return len(self.elements)


class _GroupByWindow(Cursor):
    def __init__(self, run: Run, value: GroupByWindowValue) -> None:
        self._run = run
        self._like = value.inner
        self._key, self._reduce, self._size = map(run.function, value.functions)
        self._inner = self.own(value.inner.iterate(run))
        self._groups: dict[int, list[Element]] = {}
        self._sizes: dict[int, int] = {}
        self._open: Any = None
        self._ended = False

    def __next__(self) -> Element:
        while True:
            self._run.check()
            if self._open is not None:
                try:
                    return next(self._open)
                except StopIteration:
                    done, self._open = self._open, None
                    self.disown(done)
            if self._ended:
                if not self._groups:
                    raise StopIteration
                self._flush(min(self._groups))
            else:
                self._take()

    def _take(self) -> None:
        try:
            element = next(self._inner)
        except StopIteration:
            self._ended = True
            return
        key = key_of(self._key(*element), "`key_func`")
        if key not in self._sizes:
            size = key_of(self._size(np.int64(key)), "`window_size_func`")
            if size <= 0:
                raise errors.InvalidArgumentError(
                    None, None, f"Window size must be greater than zero, but got {size}."
                )
            self._sizes[key] = size
        group = self._groups.setdefault(key, [])
        group.append(element)
        if len(group) == self._sizes[key]:
            self._flush(key)

    def _flush(self, key: int) -> None:
        window = WindowOfElements(self._groups.pop(key), self._like)
        del self._sizes[key]
        made = dataset_of(self._reduce(np.int64(key), window)[0])
        self._open = self.own(made.iterate(self._run))


def _by_window(
    input_dataset: Any,
    key_func_other_arguments: Any,
    reduce_func_other_arguments: Any,
    window_size_func_other_arguments: Any,
    *,
    output_types: Any,
    output_shapes: Any,
    ctx: Any,
) -> Any:
    """The elements of the datasets that a function makes of windows of elements with one key."""
    return GroupByWindowValue(
        dataset_of(input_dataset),
        function_value(ctx, "key_func", key_func_other_arguments),
        function_value(ctx, "reduce_func", reduce_func_other_arguments),
        function_value(ctx, "window_size_func", window_size_func_other_arguments),
        output_types,
        output_shapes,
    )


_BY_WINDOW = _declared("key_func", "reduce_func", "window_size_func")
group_by_window_dataset = op(f"GroupByWindowDataset{_BY_WINDOW}", shape=rules.scalar, host=True)(
    _by_window
)
experimental_group_by_window_dataset = op(
    f"ExperimentalGroupByWindowDataset{_BY_WINDOW}", shape=rules.scalar, host=True
)(_by_window)
