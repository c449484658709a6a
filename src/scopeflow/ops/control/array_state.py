"""What a TensorArray is while a graph runs: a list of arrays that a handle stands for, until the run ends."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.graph import dtypes
from scopeflow.graph.words import bracketed

_numbers = itertools.count()
Dims = tuple[int | None, ...] | None


class ArrayState:
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
        self.name = name if accumulates else f"{name}_{next(_numbers)}"
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

    def check_open(self) -> None:
        """Refuses an array that `close` was called on."""
        if self.closed:
            raise self.error(f"TensorArray {self.name} has already been closed.")

    def error(self, message: str) -> errors.InvalidArgumentError:
        """The exception that a message becomes."""
        return errors.InvalidArgumentError(None, None, message)

    def check_written(self, dtype: Any) -> None:
        """Refuses what is written if it has another dtype than the elements."""
        if dtype.as_numpy_dtype != self.dtype:
            raise self._dtype_error("is trying to write dtype", dtype)

    def check_requested(self, dtype: Any) -> None:
        """Refuses a read as another dtype than the elements have."""
        if dtype.as_numpy_dtype != self.dtype:
            raise self._dtype_error("requested dtype", dtype)

    def _dtype_error(self, does: str, dtype: Any) -> errors.InvalidArgumentError:
        from scopeflow.ops.imported_node import runtime_name

        own = runtime_name(dtypes.as_dtype(self.dtype))
        return self.error(f"TensorArray dtype is {own} but Op {does} {runtime_name(dtype)}.")

    def write(self, index: int, value: Any) -> None:
        """Sets one element."""
        self.check_open()
        self._make_room(index)
        shape = tuple(np.shape(value))
        if not _fits(shape, self.element_dims):
            raise self.error(
                f"TensorArray {self.name}: Could not write to TensorArray index {index} because the value shape is "
                f"{_text(shape)} which is incompatible with the TensorArray's inferred element shape: {_text(self.element_dims)} "
                "(consider setting infer_shape=False)."
            )
        present = self.elements[index]
        if index in self.cleared:
            raise self.error(
                f"TensorArray {self.name}: Could not write to TensorArray index {index} because it has already been read."
            )
        if present is not None and not self.accumulates:
            raise self.error(
                f"TensorArray {self.name}: Could not write to TensorArray index {index} because it has already been "
                "written to."
            )
        if present is not None:
            if tuple(np.shape(present)) != shape:
                raise self.error(
                    f"TensorArray {self.name}: Could not aggregate to TensorArray index {index} because the existing shape "
                    f"is {_text(np.shape(present))} but the new input shape is {_text(shape)}."
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
            raise self.error(
                f"TensorArray {self.name}: Tried to write to index {index} but array is not resizeable and size is: {size}"
            )
        self.elements.extend([None] * (index + 1 - size))
        self.shapes.extend([None] * (index + 1 - size))

    def read(self, index: int) -> Any:
        """One element; zeros where nothing was written and the shape is known."""
        self.check_open()
        size = len(self.elements)
        if not 0 <= index < size:
            raise self.error(f"Tried to read from index {index} but array size is: {size}")
        if index in self.cleared:
            raise self.error(
                f"TensorArray {self.name}: Could not read index {index} twice because it was cleared after a previous read "
                "(perhaps try setting clear_after_read = false?)."
            )
        value = self.elements[index]
        if value is None:
            shape = self.shapes[index] or self.element_dims
            if shape is None or None in shape:
                raise self.error(
                    f"TensorArray {self.name}: Could not read from TensorArray index {index}.  Furthermore, the element "
                    f"shape is not fully defined: {_text(shape)}.  It is possible you are working with a resizeable "
                    "TensorArray and stop_gradients is not allowing the gradients to be written.  If you set the full "
                    "element_shape property on the forward TensorArray, the proper all-zeros tensor will be returned "
                    "instead of incurring this error."
                )
            value = _zeros(shape, self.dtype)
        if self.clears:
            self.elements[index] = None
            self.cleared.add(index)
        return value

    def gather(self, indices: Sequence[int], shape: Dims) -> Any:
        """Some elements as one array."""
        self.check_open()
        if not len(indices):
            known = _merged(self.element_dims, shape)
            if known is None or None in known:
                raise errors.UnimplementedError(
                    None,
                    None,
                    f"TensorArray has size zero, but element shape {_text(known)} is not fully defined. Currently only "
                    "static shapes are supported when packing zero-size TensorArrays.",
                )
            return _zeros((0, *known), self.dtype)
        values = [self.read(index) for index in indices]
        first = tuple(np.shape(values[0]))
        for place, value in enumerate(values):
            if tuple(np.shape(value)) != first:
                raise self.error(
                    f"TensorArray has inconsistent shapes.  Index 0 has shape: {_text(first)} but index {place} has shape: "
                    f"{_text(np.shape(value))}"
                )
        return xp.stack(values, axis=0)

    def gradient(self, source: str, extra: tuple[int, ...] = ()) -> ArrayState:
        """The array of this one's gradients, one for each `source`."""
        self.check_open()
        if self.accumulates:
            raise self.error(f"Wrong input container. {self.name} is an array of gradients itself.")
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


def _zeros(shape: tuple[int | None, ...], dtype: Any) -> np.ndarray:
    sizes: Any = shape
    zeros = np.zeros(sizes, dtype)
    if zeros.dtype == object:
        zeros[...] = b""
    return zeros


def _fits(shape: tuple[int, ...], known: Dims) -> bool:
    if known is None:
        return True
    return len(known) == len(shape) and all(
        k is None or k == s for k, s in zip(known, shape, strict=True)
    )


def _merged(first: Dims, second: Dims) -> Dims:
    if first is None or second is None or len(first) != len(second):
        return second if first is None else first
    return tuple([b if a is None else a for a, b in zip(first, second, strict=True)])


def _text(shape: Any) -> str:
    if shape is None:
        return "<unknown>"
    return bracketed(shape)
