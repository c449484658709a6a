"""What a TensorArray is while a graph runs: a list of arrays that a handle stands for, until the run ends."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.ops.control.array_messages import (
    ArrayMessages,
    Dims,
    fits,
    merged_dims,
    text_of,
    zeros_of,
)

_numbers = itertools.count()


def numbered(name: str) -> str:
    """The name of a new array: no two have one."""
    return f"{name}_{next(_numbers)}"


class ArrayState(ArrayMessages):
    """The elements of one TensorArray.

    Attributes:
      name: what messages call it.
      dtype: the NumPy type of the elements.
      elements: one array per index, None where nothing is written.
      element_dims: what is known of an element's shape, as dims.
      same_shapes: whether all elements have one shape, which the first one tells.
      clears: whether a read frees the element.
      accumulates: whether writes to one index are added, as in an array of gradients.
    """

    def __init__(
        self,
        name: str,
        dtype: Any,
        size: int,
        shape: Dims,
        dynamic: bool = False,
        clears: bool = True,
        same_shapes: bool = False,
        accumulates: bool = False,
    ) -> None:
        self.name = name if accumulates else numbered(name)
        self.dtype = dtype
        self.elements: list[Any] = [None] * size
        self.shapes: list[tuple[int, ...] | None] = [None] * size
        self.cleared: set[int] = set()
        self.element_dims = shape
        self.dynamic = dynamic
        self.clears = clears
        self.same_shapes = same_shapes
        self.accumulates = accumulates
        self.closed = False
        self.gradients: dict[str, ArrayState] = {}

    def __len__(self) -> int:
        return len(self.elements)

    def write(self, index: Any, value: Any) -> None:
        """Sets one element."""
        index = xp.static_int(index, "An index of a TensorArray")
        self.check_open()
        self._make_room(index)
        shape = tuple(np.shape(value))
        if not fits(shape, self.element_dims):
            raise self.wrong_shape(index, shape, self.element_dims)
        present = self.elements[index]
        if index in self.cleared:
            raise self.error(self.read_before(index))
        if present is not None and not self.accumulates:
            raise self.error(self.written_before(index))
        if present is not None:
            if tuple(np.shape(present)) != shape:
                raise self.error(
                    f"TensorArray {self.name}: Could not aggregate to TensorArray index {index} because the existing shape "
                    f"is {text_of(np.shape(present))} but the new input shape is {text_of(shape)}."
                )
            value = xp.add(present, value)
        if (
            self.same_shapes
            and self.element_dims is None
            or self.same_shapes
            and None in (self.element_dims or ())
        ):
            self.element_dims = shape
        self.elements[index] = value
        self.shapes[index] = shape

    def _make_room(self, index: int) -> None:
        size = len(self.elements)
        if 0 <= index < size:
            return
        if index < 0 or not self.dynamic:
            raise self.error(self.no_room(index, size))
        self.elements.extend([None] * (index + 1 - size))
        self.shapes.extend([None] * (index + 1 - size))

    def read(self, index: Any) -> Any:
        """One element; zeros where nothing was written and the shape is known."""
        index = xp.static_int(index, "An index of a TensorArray")
        self.check_open()
        size = len(self.elements)
        if not 0 <= index < size:
            raise self.error(self.not_there(index, size))
        if index in self.cleared:
            raise self.error(self.read_twice(index))
        value = self.elements[index]
        if value is None:
            told = self.shapes[index]
            shape = self.element_dims if told is None else told
            if shape is None or None in shape:
                raise self.unknown_shape(index, shape)
            value = zeros_of(shape, self.dtype)
        if self.clears:
            self.elements[index] = None
            self.cleared.add(index)
        return value

    def gather(self, indices: Any, shape: Dims) -> Any:
        """Some elements as one array."""
        self.check_open()
        indices = xp.static_ints(indices, "The indices of a TensorArray")
        if not len(indices):
            known = merged_dims(self.element_dims, shape)
            if known is None or None in known:
                raise self.nothing_to_pack(known)
            return zeros_of((0, *known), self.dtype)
        values = [self.read(index) for index in indices]
        first = tuple(np.shape(values[0]))
        for place, value in enumerate(values):
            if tuple(np.shape(value)) != first:
                raise self.error(
                    f"TensorArray has inconsistent shapes.  Index 0 has shape: {text_of(first)} but index {place} has shape: "
                    f"{text_of(np.shape(value))}"
                )
        return xp.stack(values, axis=0)

    def scatter(self, indices: Any, value: Any) -> None:
        """Sets the elements `indices[i]` to `value[i]`."""
        places = xp.static_ints(indices, "The indices of a TensorArray")
        count = np.shape(value)[0]
        self.check_scatter(places, count)
        for place, element in zip(
            places, xp.unstack(value, count, 0) if count else (), strict=True
        ):
            self.write(place, element)

    def concat(self, rest: Dims) -> tuple[Any, Any]:
        """All elements one behind the other, and how long each is."""
        if not len(self):
            return np.zeros((0, *self.check_rest(rest)), self.dtype), np.zeros([0], np.int64)
        values = [self.read(index) for index in range(len(self))]
        self.check_rows([tuple(np.shape(value)) for value in values])
        lengths = np.array([np.shape(value)[0] for value in values], np.int64)
        return xp.concat(values, 0), lengths

    def split(self, value: Any, lengths: Any) -> None:
        """Cuts a value into the elements, `lengths[i]` rows for each."""
        parts = xp.static_ints(lengths, "The lengths of a split")
        self.check_parts(parts, np.shape(value))
        start = 0
        for index, length in enumerate(parts):
            self.write(index, value[start : start + length])
            start += length

    def close(self) -> None:
        """Frees it: nothing may use it afterwards."""
        self.closed = True
        self.elements = []

    def gradient(self, source: str, extra: tuple[int, ...] = ()) -> ArrayState:
        """The array of this one's gradients, one for each `source`."""
        self.check_open()
        self.check_no_gradient()
        found = self.gradients.get(source)
        if found is None:
            shape = None if self.element_dims is None else (*extra, *self.element_dims)
            found = ArrayState(
                f"{self.name}@{source}",
                self.dtype,
                len(self.elements),
                shape,
                dynamic=False,
                clears=True,
                same_shapes=self.same_shapes,
                accumulates=True,
            )
            found.shapes = [None if known is None else (*extra, *known) for known in self.shapes]
            self.gradients[source] = found
        return found
