"""Datasets whose elements a function makes of a state that another function began with."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from scopeflow import errors
from scopeflow.ops import rules
from scopeflow.ops.data.values import (
    Cursor,
    DatasetValue,
    Element,
    FunctionValue,
    Run,
    function_value,
)
from scopeflow.ops.define import op


class GeneratorValue(DatasetValue):
    """The elements that a function gives until it runs out of range.

    Args:
      begin: gives the state of a walk.
      advance: gives the next element of a state.
      end: gets the state when the walk is over.
    """

    def __init__(
        self,
        begin: FunctionValue,
        advance: FunctionValue,
        end: FunctionValue,
        dtypes: Sequence[Any],
        dims: Sequence[Any],
    ) -> None:
        super().__init__(dtypes, dims)
        self.functions = (begin, advance, end)

    def iterate(self, run: Run) -> Any:
        return _Generated(run, self)


class _Generated(Cursor):
    def __init__(self, run: Run, value: GeneratorValue) -> None:
        self._begin, self._advance, self._end = (
            run.function(function, named=False) for function in value.functions
        )
        self._state: Sequence[Any] | None = None
        self._ended = False

    def __next__(self) -> Element:
        if self._ended:
            raise StopIteration
        if self._state is None:
            self._state = self._begin()
        try:
            return tuple(self._advance(*self._state))
        except errors.OutOfRangeError:
            self._finish()
            raise StopIteration from None

    def _finish(self) -> None:
        if not self._ended:
            self._ended = True
            if self._state is not None:
                self._end(*self._state)

    def close(self) -> None:
        # (the session may be gone, and with it what the function would have cleaned up)
        with suppress(errors.OpError):
            self._finish()
        super().close()


@op(
    "GeneratorDataset(init_func_other_args: [Tinit_func_args], next_func_other_args: [Tnext_func_args], "
    "finalize_func_other_args: [Tfinalize_func_args]; init_func: func, next_func: func, finalize_func: func, "
    "Tinit_func_args: list(type) >= 0, Tnext_func_args: list(type) >= 0, Tfinalize_func_args: list(type) >= 0, "
    "output_types: list(type) >= 1, output_shapes: list(shape) >= 1) -> (handle: variant) # stateful",
    shape=rules.scalar,
    host=True,
)
def generator_dataset(
    init_func_other_args: Any,
    next_func_other_args: Any,
    finalize_func_other_args: Any,
    *,
    output_types: Any,
    output_shapes: Any,
    ctx: Any,
) -> Any:
    """The elements that a function gives until it runs out of range."""
    return GeneratorValue(
        function_value(ctx, "init_func", init_func_other_args),
        function_value(ctx, "next_func", next_func_other_args),
        function_value(ctx, "finalize_func", finalize_func_other_args),
        output_types,
        output_shapes,
    )
