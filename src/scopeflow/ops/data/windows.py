"""Datasets of windows: elements that are datasets of neighbouring elements themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scopeflow.graph.dtypes import DType
from scopeflow.ops.data.asking import TAIL, positive, scalars
from scopeflow.ops.data.values import Cursor, DatasetValue, Element, Run, dataset_of
from scopeflow.ops.define import op


class ListValue(DatasetValue):
    """The dataset of known elements.

    Args:
      elements: the elements.
    """

    def __init__(self, elements: Sequence[Element], dtypes: Sequence[DType], dims: Any) -> None:
        super().__init__(dtypes, dims)
        self.elements = list(elements)

    def iterate(self, run: Run) -> Iterator[Element]:
        return (element for element in self.elements)

    def cardinality(self) -> int:
        return len(self.elements)


class WindowValue(DatasetValue):
    """Windows over another dataset.

    Args:
      inner: the other dataset.
      size: how many elements a window has.
      shift: how many elements further the next window begins.
      stride: how far apart the elements of a window are.
      whole: whether windows that are smaller, at the end, are left out.
    """

    def __init__(
        self,
        inner: DatasetValue,
        size: int,
        shift: int,
        stride: int,
        whole: bool,
        dtypes: Sequence[DType],
        dims: Any,
    ) -> None:
        super().__init__(dtypes, dims)
        self.inner = inner
        self.size, self.shift, self.stride = size, shift, stride
        self.whole = whole

    @property
    def reach(self) -> int:
        """How many elements a whole window spans."""
        return (self.size - 1) * self.stride + 1

    def iterate(self, run: Run) -> Cursor:
        return _Windows(run, self)

    def cardinality(self) -> int:
        inner = self.inner.cardinality()
        if inner < 0:
            return inner
        if self.whole:
            return 0 if inner < self.reach else (inner - self.reach) // self.shift + 1
        return -(-inner // self.shift)


class _Windows(Cursor):
    def __init__(self, run: Run, value: WindowValue) -> None:
        self._run = run
        self._value = value
        self._inner = self.own(value.inner.iterate(run))
        self._ended = False
        # elements, or what was raised in the place of one
        self._ahead: list[Any] = []
        self._to_skip = 0

    def __next__(self) -> Element:
        value = self._value
        self._fill()
        if not self._ahead or (value.whole and len(self._ahead) < value.reach):
            self._ahead = []
            raise StopIteration
        window = self._ahead[: value.reach : value.stride]
        self._to_skip = max(0, value.shift - len(self._ahead))
        del self._ahead[: value.shift]
        for item in window:
            if isinstance(item, Exception):
                raise item
        columns = zip(*window, strict=True)
        inner = value.inner
        return tuple(
            [
                ListValue([(part,) for part in parts], (dtype,), (dims,))
                for parts, dtype, dims in zip(columns, inner.dtypes, inner.dims, strict=True)
            ]
        )

    def _fill(self) -> None:
        while not self._ended and (self._to_skip or len(self._ahead) < self._value.reach):
            self._run.check()
            try:
                item: Any = next(self._inner)
            except StopIteration:
                self._ended = True
                return
            except Exception as error:
                item = error
            if self._to_skip:
                self._to_skip -= 1
            else:
                self._ahead.append(item)


@op(
    "WindowDataset(input_dataset: variant, size: int64, shift: int64, stride: int64, drop_remainder: bool; "
    f"{TAIL}",
    shape=scalars(-1, 0, 0, 0, 0),
    host=True,
)
def window_dataset(
    input_dataset: Any,
    size: Any,
    shift: Any,
    stride: Any,
    drop_remainder: Any,
    *,
    output_types: Any,
    output_shapes: Any,
) -> Any:
    """Windows as datasets."""
    sizes = [
        positive(value, f"Window {what} must be greater than zero.")
        for value, what in ((size, "size"), (shift, "shift"), (stride, "stride"))
    ]
    whole = bool(drop_remainder)
    return WindowValue(
        dataset_of(input_dataset), sizes[0], sizes[1], sizes[2], whole, output_types, output_shapes
    )
