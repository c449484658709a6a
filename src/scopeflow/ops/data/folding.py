"""What carries a state from element to element: reduce and scan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import errors
from scopeflow.ops import rules
from scopeflow.ops.data.iterators import components
from scopeflow.ops.data.mapping import out_of_range
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
_STATE = (
    "(input_dataset: variant, initial_state: [Tstate], other_arguments: [Targuments]; f: func, "
    f"Tstate: list(type) >= 1, Targuments: list(type) >= 0, {_OF}, "
)


@op(
    f"ReduceDataset{_STATE}use_inter_op_parallelism: bool = True)"
    " -> (components: [output_types]) # stateful",
    shape=components,
    host=True,
)
def reduce_dataset(
    input_dataset: Any, initial_state: Any, other_arguments: Any, *, ctx: Any
) -> Any:
    """The state behind the last element."""
    run = Run(ctx)
    call = run.function(function_value(ctx, "f", other_arguments))
    cursor = dataset_of(input_dataset).iterate(run)
    state = list(initial_state)
    try:
        for element in cursor:
            run.check()
            state = call(*state, *element)
    except errors.OpError as error:
        # the node that failed is in the function: this one failed too
        error._op = None
        raise
    finally:
        run.cancel()
        cursor.close()
    return state


class ScanValue(DatasetValue):
    """What a function makes of a state and each element, besides the next state.

    Args:
      inner: the dataset.
      state: the first state.
      function: gives the next state's components and those of the element.
      keeps_count: whether a function that runs out of range is an error, and not the end.
    """

    def __init__(
        self,
        inner: DatasetValue,
        state: Sequence[Any],
        function: FunctionValue,
        dtypes: Sequence[Any],
        dims: Sequence[Any],
        keeps_count: bool,
    ) -> None:
        super().__init__(dtypes, dims)
        self.inner = inner
        self.state = tuple(state)
        self.function = function
        self.keeps_count = keeps_count

    def iterate(self, run: Run) -> Any:
        return _Scan(run, self)

    def cardinality(self) -> int:
        return self.inner.cardinality() if self.keeps_count else -2


class _Scan(Cursor):
    def __init__(self, run: Run, value: ScanValue) -> None:
        self._call = run.function(value.function)
        self._inner = self.own(value.inner.iterate(run))
        self._state = value.state
        self._keeps_count = value.keeps_count

    def __next__(self) -> Element:
        element = next(self._inner)
        try:
            made = self._call(*self._state, *element)
        except errors.OutOfRangeError as error:
            raise out_of_range(error, self._keeps_count) from error
        count = len(self._state)
        self._state = tuple(made[:count])
        return tuple(made[count:])


def _scan(
    input_dataset: Any,
    initial_state: Any,
    other_arguments: Any,
    *,
    output_types: Any,
    output_shapes: Any,
    preserve_cardinality: bool,
    ctx: Any,
) -> Any:
    """What a function makes of a state and each element, besides the next state."""
    return ScanValue(
        dataset_of(input_dataset),
        initial_state,
        function_value(ctx, "f", other_arguments),
        output_types,
        output_shapes,
        preserve_cardinality,
    )


_SCAN = f"{_STATE}preserve_cardinality: bool = False) -> (handle: variant)"
scan_dataset = op(f"ScanDataset{_SCAN}", shape=rules.scalar, host=True)(_scan)
experimental_scan_dataset = op(f"ExperimentalScanDataset{_SCAN}", shape=rules.scalar, host=True)(
    _scan
)
