"""What a TensorArray refuses, in TensorFlow's words: the same in NumPy and in a compiled program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph import dtypes
from scopeflow.graph.words import bracketed

Dims = tuple[int | None, ...] | None


class ArrayMessages:
    """The refusals; an index in them may be a place for a number that a program computes."""

    name: str
    dtype: Any
    dynamic: bool
    accumulates: bool
    closed: bool

    def __len__(self) -> int:
        raise NotImplementedError

    def error(self, message: str) -> errors.InvalidArgumentError:
        """The exception that a message becomes."""
        return errors.InvalidArgumentError(None, None, message)

    # -- always known ------------------------------------------------------------------------------

    def check_open(self) -> None:
        """Refuses an array that `close` was called on."""
        if self.closed:
            raise self.error(f"TensorArray {self.name} has already been closed.")

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

    def check_no_gradient(self) -> None:
        """Refuses the gradients of an array of gradients."""
        if self.accumulates:
            raise self.error(f"Wrong input container. {self.name} is an array of gradients itself.")

    def check_scatter(self, places: Sequence[int], count: int) -> None:
        """Refuses indices that do not belong to `count` values."""
        if len(places) != count:
            raise self.error(
                f"Expected len(indices) == values.shape[0], but saw: {len(places)} vs. {count}"
            )
        size, largest = len(self), max(places, default=-1)
        if not self.dynamic and largest >= size:
            raise self.error(f"Max scatter index must be < array size ({largest} vs. {size})")

    def check_rest(self, rest: Dims) -> Any:
        """The shape of the rows of no elements at all."""
        if rest is None or None in rest:
            raise errors.UnimplementedError(
                None,
                None,
                "TensorArray has size zero, but element_shape_except0 <unknown> is not fully defined. Currently only static "
                "shapes are supported when concatenating zero-size TensorArrays.",
            )
        return rest

    def check_rows(self, shapes: Sequence[tuple[int, ...]]) -> None:
        """Refuses elements that cannot be joined."""
        for index, shape in enumerate(shapes):
            if not shape:
                raise self.error(
                    f"Concat saw a scalar shape at index {index} but requires at least vectors.  Did you mean to call pack?"
                )
            if shape[1:] != shapes[0][1:]:
                raise self.error(
                    "TensorArray has inconsistent shapes.  Index 0 has (excepting dimension 0) shape: "
                    f"{list(shapes[0][1:])} but index {index} has (excepting dimension 0) shape: {list(shape[1:])}"
                )

    def check_parts(self, parts: Sequence[int], shape: tuple[int, ...]) -> None:
        """Refuses lengths that do not cut a value of this shape into the elements."""
        rows = shape[0] if shape else 0
        if sum(parts) != rows:
            raise self.error(
                "Expected sum of lengths to be equal to values.shape[0], but sum of lengths is "
                f"{sum(parts)} and value's shape is: [{','.join(map(str, shape))}]"
            )
        size = len(self)
        if size != len(parts) and not (self.dynamic and len(parts) > size):
            raise self.error(
                f"TensorArray's size is not equal to the size of lengths ({size} vs. {len(parts)}), and the TensorArray is "
                "not marked as dynamically resizeable"
            )

    def nothing_to_pack(self, known: Dims) -> errors.UnimplementedError:
        """There are no elements to tell a shape."""
        return errors.UnimplementedError(
            None,
            None,
            f"TensorArray has size zero, but element shape {text_of(known)} is not fully defined. Currently only "
            "static shapes are supported when packing zero-size TensorArrays.",
        )

    def wrong_shape(
        self, index: Any, shape: tuple[int, ...], dims: Dims
    ) -> errors.InvalidArgumentError:
        """A value that does not fit."""
        return self.error(
            f"TensorArray {self.name}: Could not write to TensorArray index {index} because the value shape is "
            f"{text_of(shape)} which is incompatible with the TensorArray's inferred element shape: {text_of(dims)} "
            "(consider setting infer_shape=False)."
        )

    # -- perhaps known only when a program runs ----------------------------------------------------

    def no_room(self, index: Any, size: int) -> str:
        """A write behind the end."""
        return (
            f"TensorArray {self.name}: Tried to write to index {index} but array is not resizeable and "
            f"size is: {size}"
        )

    def not_there(self, index: Any, size: int) -> str:
        """A read behind the end."""
        return f"Tried to read from index {index} but array size is: {size}"

    def read_before(self, index: Any) -> str:
        """A write to what a read has freed."""
        return f"TensorArray {self.name}: Could not write to TensorArray index {index} because it has already been read."

    def written_before(self, index: Any) -> str:
        """A second write."""
        return (
            f"TensorArray {self.name}: Could not write to TensorArray index {index} because it has already been "
            "written to."
        )

    def read_twice(self, index: Any) -> str:
        """A read of what a read has freed."""
        return (
            f"TensorArray {self.name}: Could not read index {index} twice because it was cleared after a previous read "
            "(perhaps try setting clear_after_read = false?)."
        )

    def unknown_shape(self, index: Any, shape: Dims) -> errors.InvalidArgumentError:
        """A read of what was never written, where nothing tells how many zeros that is."""
        return self.error(
            f"TensorArray {self.name}: Could not read from TensorArray index {index}.  Furthermore, the element "
            f"shape is not fully defined: {text_of(shape)}.  It is possible you are working with a resizeable "
            "TensorArray and stop_gradients is not allowing the gradients to be written.  If you set the full "
            "element_shape property on the forward TensorArray, the proper all-zeros tensor will be returned "
            "instead of incurring this error."
        )


def fits(shape: tuple[int, ...], known: Dims) -> bool:
    """Whether a shape is one of those that `known` stands for."""
    if known is None:
        return True
    return len(known) == len(shape) and all(
        k is None or k == s for k, s in zip(known, shape, strict=True)
    )


def merged_dims(first: Dims, second: Dims) -> Dims:
    """What both tell together."""
    if first is None or second is None or len(first) != len(second):
        return second if first is None else first
    return tuple([b if a is None else a for a, b in zip(first, second, strict=True)])


def zeros_of(shape: tuple[int | None, ...], dtype: Any) -> np.ndarray:
    """Zeros, or empty strings."""
    sizes: Any = shape
    zeros = np.zeros(sizes, dtype)
    if zeros.dtype == object:
        zeros[...] = b""
    return zeros


def text_of(shape: Any) -> str:
    """A shape as messages show it."""
    return "<unknown>" if shape is None else bracketed(shape)
