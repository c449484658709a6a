"""TensorShape: what is known of a tensor's shape while the graph is built.

Inside this package a shape is plain `dims`: None for unknown rank, else a tuple of sizes with None
for an unknown one. A TensorShape wraps one, for users.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from scopeflow.errors import OperatorNotAllowedInGraphError
from scopeflow.graph.dimension import (
    Dimension,
    as_dimension,
    dimension_of,
    dimension_value,
    size_of,
)

__all__ = [
    "Dimension",
    "Dims",
    "TensorShape",
    "as_dimension",
    "as_shape",
    "dimension_at_index",
    "dimension_value",
    "matrix",
    "scalar",
    "unknown_shape",
    "vector",
]

Dims = tuple[int | None, ...] | None


class TensorShape:
    """The shape of a tensor: known, partly known (`[None, 3]`), or of unknown rank.

    Indexing and iterating give `Dimension`s, a slice gives a TensorShape. A shape of unknown rank
    is false, every other one is true. `==` counts two unknown sizes as different unless they are
    the same Dimension object; `is_compatible_with` is the question usually meant.

    Attributes:
      dims: a list of Dimensions; None if the rank is unknown.
      rank, ndims: the number of dimensions; None if unknown.

    Args:
      dims: None for unknown rank; else a list of sizes (ints, None or Dimensions), another
        TensorShape, a TensorShapeProto, or one size.

    Raises:
      ValueError: if a size is negative or not whole.
      TypeError: if `dims` is text, or a size is no number.

    >>> shape = tf.TensorShape([None, 3])
    >>> shape[1], shape[1:], shape.rank, shape.as_list()
    (Dimension(3), TensorShape([Dimension(3)]), 2, [None, 3])
    """

    __slots__ = ("__weakref__", "_dims", "_list")

    _dims: Dims
    # The Dimension objects, made when first asked for. A shape shares them with its slices and
    # copies, and `==` can tell: equal unknown sizes are one object.
    _list: list[Dimension] | None

    def __init__(self, dims: Any) -> None:
        self._list = None
        if dims is None:
            self._dims = None
        elif isinstance(dims, str | bytes):
            text = repr(dims) if isinstance(dims, bytes) else dims
            raise TypeError(
                "A string has ambiguous TensorShape, please wrap in a list or convert to an int: "
                f"{text}"
            )
        elif isinstance(dims, TensorShape):
            self._dims = dims._dims
            self._list = dims.dims
        elif type(dims).__name__ == "TensorShapeProto":
            self._dims = _dims_of_proto(dims)
        else:
            self._take(dims)

    def _take(self, dims: Any) -> None:
        try:
            sizes = list(dims)
        except OperatorNotAllowedInGraphError:
            raise  # a tensor's values are not known; it is no number either
        except TypeError:
            sizes = [dims]
        self._dims = tuple([size_of(size) for size in sizes])
        if any([isinstance(size, Dimension) for size in sizes]):
            self._list = [as_dimension(size) for size in sizes]

    @staticmethod
    def of(dims: Dims) -> TensorShape:
        """The shape of plain `dims`, unchecked."""
        made: TensorShape = object.__new__(TensorShape)
        made._dims = dims
        made._list = None
        return made

    @property
    def dims(self) -> list[Dimension] | None:
        if self._list is None and self._dims is not None:
            self._list = [dimension_of(size) for size in self._dims]
        return self._list

    @property
    def rank(self) -> int | None:
        return None if self._dims is None else len(self._dims)

    ndims = rank

    def as_list(self) -> list[int | None]:
        """The sizes as a list of ints, None for an unknown one.

        Raises:
          ValueError: if the rank is unknown.
        """
        if self._dims is None:
            raise ValueError(
                "as_list() is not defined on an unknown TensorShape. Ask `.rank is None` first."
            )
        return list(self._dims)

    def as_proto(self) -> Any:
        """This shape as a TensorShapeProto."""
        from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto

        if self._dims is None:
            return TensorShapeProto(unknown_rank=True)
        sizes = [TensorShapeProto.Dim(size=-1 if d is None else d) for d in self._dims]
        return TensorShapeProto(dim=sizes)

    def num_elements(self) -> int | None:
        """How many elements a tensor of this shape has; None if not fully defined.

        >>> tf.TensorShape([2, 3]).num_elements(), tf.TensorShape([0, None]).num_elements()
        (6, None)
        """
        dims = self._dims
        return None if dims is None or None in dims else math.prod(dims)  # type: ignore[arg-type]

    def is_fully_defined(self) -> bool:
        """Whether the rank and every size are known."""
        return self._dims is not None and None not in self._dims

    def assert_is_fully_defined(self) -> None:
        """Checks that the rank and every size are known.

        Raises:
          ValueError: if not.
        """
        if not self.is_fully_defined():
            raise ValueError(f"Shape {self} is not fully defined")

    def is_compatible_with(self, other: Any) -> bool:
        """Whether one tensor could have both shapes: wherever both know a size, it is the same.

        >>> tf.TensorShape([None, 3]).is_compatible_with([2, 3])
        True
        """
        mine, theirs = self._dims, as_shape(other)._dims
        if mine is None or theirs is None:
            return True
        return len(mine) == len(theirs) and all(
            a == b or a is None or b is None for a, b in zip(mine, theirs, strict=True)
        )

    def assert_is_compatible_with(self, other: Any) -> None:
        """Checks that one tensor could have both shapes.

        Raises:
          ValueError: if none could.
        """
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {other} are incompatible")

    def merge_with(self, other: Any) -> TensorShape:
        """The shape that says all that either says.

        Raises:
          ValueError: if they contradict each other.

        >>> tf.TensorShape([None, 3]).merge_with([2, None]).as_list()
        [2, 3]
        """
        other = as_shape(other)
        if self._dims is None:
            return other
        if other._dims is None:
            return TensorShape.of(self._dims)
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {other} are not compatible")
        pairs = zip(self._dims, other._dims, strict=True)
        return TensorShape.of(tuple([b if a is None else a for a, b in pairs]))

    def most_specific_compatible_shape(self, other: Any) -> TensorShape:
        """The shape that says what both say.

        >>> tf.TensorShape([2, 3]).most_specific_compatible_shape([2, 4]).as_list()
        [2, None]
        """
        mine, theirs = self._dims, as_shape(other)._dims
        if mine is None or theirs is None or len(mine) != len(theirs):
            return TensorShape.of(None)
        pairs = zip(mine, theirs, strict=True)
        return TensorShape.of(tuple([a if a == b else None for a, b in pairs]))

    def concatenate(self, other: Any) -> TensorShape:
        """The dimensions of this shape, then those of `other`; unknown if either rank is.

        >>> tf.TensorShape([2]).concatenate([3]).as_list()
        [2, 3]
        """
        return _joined(self, as_shape(other))

    __add__ = __concat__ = concatenate

    def __radd__(self, other: Any) -> TensorShape:
        return _joined(as_shape(other), self)

    def with_rank(self, rank: Any) -> TensorShape:
        """This shape, with `rank` dimensions if their number was unknown.

        Raises:
          ValueError: if it has another number of them.
        """
        try:
            return self.merge_with(unknown_shape(rank=rank))
        except ValueError:
            raise ValueError("Shape %s must have rank %d" % (self, rank)) from None  # noqa: UP031

    def with_rank_at_least(self, rank: int) -> TensorShape:
        """This shape, if it has `rank` dimensions or more, or an unknown number.

        Raises:
          ValueError: if it has fewer.
        """
        if self._dims is not None and len(self._dims) < rank:
            raise ValueError("Shape %s must have rank at least %d" % (self, rank))  # noqa: UP031
        return self

    def with_rank_at_most(self, rank: int) -> TensorShape:
        """This shape, if it has `rank` dimensions or fewer, or an unknown number.

        Raises:
          ValueError: if it has more.
        """
        if self._dims is not None and len(self._dims) > rank:
            raise ValueError("Shape %s must have rank at most %d" % (self, rank))  # noqa: UP031
        return self

    def assert_has_rank(self, rank: int) -> None:
        """Checks that the number of dimensions is `rank`, if it is known.

        Raises:
          ValueError: if it is another.
        """
        if self.rank not in (None, rank):
            raise ValueError("Shape %s must have rank %d" % (self, rank))  # noqa: UP031

    def assert_same_rank(self, other: Any) -> None:
        """Checks that both have equally many dimensions, if both numbers are known.

        Raises:
          ValueError: if not.
        """
        other = as_shape(other)
        if self._dims is not None and other._dims is not None and self.rank != other.rank:
            raise ValueError(f"Shapes {self} and {other} must have the same rank")

    def __len__(self) -> int:
        if self._dims is None:
            raise ValueError("Cannot take the length of shape with unknown rank.")
        return len(self._dims)

    def __bool__(self) -> bool:
        return self._dims is not None

    def __iter__(self) -> Iterator[Dimension]:
        if self._dims is None:
            raise ValueError("Cannot iterate over a shape with unknown rank.")
        return iter(self.dims or ())

    def __getitem__(self, key: Any) -> Any:
        dims = self._dims
        if dims is None:
            return _part_of_unknown(key) if isinstance(key, slice) else dimension_of(None)
        if isinstance(key, slice) and self._list is None and None not in dims:
            return TensorShape.of(dims[key])
        found: Any = self.dims[key]  # type: ignore[index]
        return TensorShape(found) if isinstance(key, slice) else found

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        try:
            other = as_shape(other)
        except TypeError:
            return NotImplemented
        if self._dims != other._dims:
            return False
        if self._dims is None or None not in self._dims:
            return True
        # Sizes never asked for as objects are objects of this shape alone.
        if self._list is None or other._list is None:
            return False
        pairs = zip(self._list, other._list, strict=True)
        return all(a is b for a, b in pairs if a._value is None)

    def __ne__(self, other: object) -> bool:
        try:
            other = as_shape(other)
        except TypeError:
            return NotImplemented
        if self._dims is None or other._dims is None:
            raise ValueError("The inequality of unknown TensorShapes is undefined.")
        return not self == other

    # Shapes that are equal today may be merged tomorrow; `tuple(shape.as_list())` makes a key.
    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[type[TensorShape], tuple[list[Dimension] | None]]:
        return TensorShape, (self.dims,)

    def __str__(self) -> str:
        if self._dims is None:
            return "<unknown>"
        text = ", ".join(["?" if size is None else str(size) for size in self._dims])
        return f"({text},)" if len(self._dims) == 1 else f"({text})"

    def __repr__(self) -> str:
        return f"TensorShape({self.dims!r})"


def _joined(first: TensorShape, second: TensorShape) -> TensorShape:
    if first._dims is None or second._dims is None:
        return TensorShape.of(None)
    dims = first._dims + second._dims
    if None in dims:
        return TensorShape([*first, *second])
    return TensorShape.of(dims)


def _dims_of_proto(proto: Any) -> Dims:
    if proto.unknown_rank:
        return None
    return tuple([None if dim.size == -1 else size_of(dim.size) for dim in proto.dim])


def _part_of_unknown(key: slice) -> TensorShape:
    """A slice of a shape of unknown rank: its rank is known if both ends count from the front."""
    if key.step is not None:
        raise ValueError("Steps are not yet handled")
    start = 0 if key.start is None else key.start
    if key.stop is None or start < 0 or key.stop < 0:
        return TensorShape.of(None)
    return unknown_shape(rank=key.stop - start)


def as_shape(shape: Any) -> TensorShape:
    """`shape` as a TensorShape; a TensorShape comes back as it is. Errors as `TensorShape`."""
    return shape if isinstance(shape, TensorShape) else TensorShape(shape)


def unknown_shape(rank: Any = None, **kwargs: Any) -> TensorShape:
    """A shape of `rank` unknown sizes, or of unknown rank; `ndims` is an older name for `rank`."""
    if rank is None and "ndims" in kwargs:
        rank = kwargs.pop("ndims")
    if kwargs:
        raise TypeError(f"Unknown argument: {kwargs}")
    return TensorShape.of(None if rank is None else (None,) * rank)


def scalar() -> TensorShape:
    """The shape of a single number."""
    return TensorShape.of(())


def vector(length: Any) -> TensorShape:
    """The shape of a row of `length` numbers."""
    return TensorShape([length])


def matrix(rows: Any, cols: Any) -> TensorShape:
    """The shape of a table of `rows` times `cols` numbers."""
    return TensorShape([rows, cols])


def dimension_at_index(shape: TensorShape, index: int) -> Dimension:
    """The Dimension at `index`; an unknown one if the rank of `shape` is unknown.

    Raises:
      IndexError: if `shape` has no such dimension.
    """
    assert isinstance(shape, TensorShape)
    return shape[index]
