"""Datasets of tensors and of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.ops import rules
from scopeflow.ops.data.values import DatasetValue, Element, Run, own
from scopeflow.ops.define import op


class TensorValue(DatasetValue):
    """The dataset of one element.

    Args:
      components: those of the element.
    """

    def __init__(self, components: Sequence[Any], dtypes: Sequence[Any], dims: Any) -> None:
        super().__init__(dtypes, dims)
        self.components = tuple(map(own, components))

    def iterate(self, run: Run) -> Iterator[Element]:
        yield self.components

    def cardinality(self) -> int:
        return 1


class TensorSliceValue(DatasetValue):
    """The dataset of the slices of arrays along their first dimension.

    Args:
      components: the arrays, all as long.
    """

    is_quiet = True

    def __init__(self, components: Sequence[Any], dtypes: Sequence[Any], dims: Any) -> None:
        super().__init__(dtypes, dims)
        self.components = tuple(own(np.asarray(component)) for component in components)

    def iterate(self, run: Run) -> Iterator[Element]:
        for index in range(len(self.components[0])):
            yield tuple([component[index] for component in self.components])

    def cardinality(self) -> int:
        return len(self.components[0])


class RangeValue(DatasetValue):
    """The numbers of a range, as int64 scalars.

    Args:
      numbers: the range.
    """

    is_quiet = True

    def __init__(self, numbers: range, dtypes: Sequence[Any], dims: Any) -> None:
        super().__init__(dtypes, dims)
        self.numbers = numbers

    def iterate(self, run: Run) -> Iterator[Element]:
        for number in self.numbers:
            yield (np.int64(number),)

    def cardinality(self) -> int:
        first, last, step = self.numbers.start, self.numbers.stop, self.numbers.step
        # (a range may be longer than Python's `len` allows)
        return max(0, -((first - last) // step) if step > 0 else -((last - first) // -step))


def _invalid(message: str) -> errors.InvalidArgumentError:
    return errors.InvalidArgumentError(None, None, message)


_COMPONENTS = (
    "(components: [Toutput_types]; Toutput_types: list(type) >= 1, output_shapes: list(shape) >= 1)"
    " -> (handle: variant) # stateful"
)


@op(f"TensorDataset{_COMPONENTS}", shape=rules.scalar, host=True)
def tensor_dataset(components: Any, *, Toutput_types: Any, output_shapes: Any) -> Any:
    """The dataset of one element."""
    return TensorValue(components, Toutput_types, output_shapes)


@op(f"TensorSliceDataset{_COMPONENTS}", shape=rules.scalar, host=True)
def tensor_slice_dataset(components: Any, *, Toutput_types: Any, output_shapes: Any) -> Any:
    """The dataset of the slices of tensors along their first dimension."""
    if any(np.ndim(component) < 1 for component in components):
        raise _invalid("All components must be at least 1-dimensional")
    if len({np.shape(component)[0] for component in components}) > 1:
        raise _invalid("All components must have the same size in the 0th dimension")
    return TensorSliceValue(components, Toutput_types, output_shapes)


@op(
    "RangeDataset(start: int64, stop: int64, step: int64; output_types: list(type) >= 1, "
    "output_shapes: list(shape) >= 1) -> (handle: variant) # stateful",
    shape=rules.scalar,
    host=True,
)
def range_dataset(
    start: Any, stop: Any, step: Any, *, output_types: Any, output_shapes: Any
) -> Any:
    """The numbers from `start` to before `stop`."""
    for name, value in (("start", start), ("stop", stop), ("step", step)):
        if np.ndim(value):
            raise _invalid(f"{name} must be a scalar")
    if int(step) == 0:
        raise _invalid("step must be a non-zero integer.")
    return RangeValue(range(int(start), int(stop), int(step)), output_types, output_shapes)
