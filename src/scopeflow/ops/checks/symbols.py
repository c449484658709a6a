"""`tf.debugging.assert_shapes`: shapes of several tensors, told by sizes and by symbols that they share."""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.shaping import rank as rank_of
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.checks.assertion import Assert
from scopeflow.ops.checks.ranks import assert_rank, assert_rank_at_least, assert_rank_in
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.control.grouping import group
from scopeflow.ops.math import comparison
from scopeflow.ops.scoping import name_scope

Data = Sequence[Any] | None


class _Wish(NamedTuple):
    """One tensor and the shape wished for."""

    tensor: Tensor
    sizes: tuple[Any, ...]
    # whether any dimensions may stand before these
    open_start: bool
    # the size of each dimension: an int or a tensor; one vector where the rank is not known
    found: Any

    def place(self, index: int) -> int:
        """The dimension that `sizes[index]` is about, counted from the end if the start is open."""
        return index - len(self.sizes) if self.open_start else index


class _Size(NamedTuple):
    """The size that a symbol got where it was met first."""

    value: Any
    tensor: Tensor
    place: int


def assert_shapes(
    shapes: Any,
    data: Data = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails the run unless tensors have shapes that fit each other.

    A wished shape is an iterable with one entry for each dimension: an int is its size, None means any size, and anything
    else, such as "N", is a symbol that stands for one size wherever it occurs. "*" as the first entry stands for any number
    of dimensions. A scalar counts as a vector of one element.

    Args:
      shapes: pairs of a tensor and a wished shape, or a dict of them; a shape None is not checked.
      data: what to show when it fails.
      summarize: how many values of each to show; 3 by default.
      message: a text to put before the data.
      name: the wish for the scope's name.

    Returns:
      An Operation; one that does nothing if all is known.

    Raises:
      ValueError: at once where a shape is known not to fit, or is no iterable.
      tf.errors.InvalidArgumentError: in a run in which one does not fit.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     x, w = tf.zeros([5, 3]), tf.zeros([4, 2])
    ...     tf.debugging.assert_shapes([(x, ("batch", "in")), (w, ("in", "out"))])
    Traceback (most recent call last):
    ValueError: .  Specified by tensor zeros:0 dimension 1.  Tensor zeros_1:0 dimension 0 must have size 3.  Received size 4, shape (4, 2)

    ```
    """
    message = message or ""
    with name_scope(name, "assert_shapes", [shapes, data]):
        pairs: Iterable[Any] = shapes.items() if isinstance(shapes, dict) else shapes
        wishes = [
            _wish(x, wanted, message) for x, wanted in _converted(pairs) if wanted is not None
        ]
        checks = []
        for wish in wishes:
            checks += _rank_checks(wish, data, summarize, message, name)
        known: dict[Any, _Size] = {}
        for wish in wishes:
            for index, wanted in enumerate(wish.sizes):
                checks += _size_checks(wish, index, wanted, known, data, summarize, message)
        return group(*checks)


def _converted(pairs: Iterable[Any]) -> list[tuple[Tensor, Any]]:
    return [(convert_to_tensor(x), wanted) for x, wanted in pairs]


def _wish(x: Tensor, wanted: Any, message: str) -> _Wish:
    if not (hasattr(wanted, "__iter__") or hasattr(wanted, "__getitem__")):
        raise ValueError(
            f"{message}.  Tensor {x.name}.  Specified shape must be an iterable.  An iterable has the attribute "
            f"`__iter__` or `__getitem__`.  Received specified shape: {wanted}"
        )
    sizes = tuple(wanted)
    for index, size in enumerate(sizes):
        if index and _is_open(size):
            raise ValueError(
                f"{message}.  Tensor {x.name} specified shape index {index}.  Symbol `...` or `*` for a variable number "
                "of unspecified dimensions is only allowed as the first entry"
            )
    open_start = bool(sizes) and _is_open(sizes[0])
    if open_start:
        sizes = sizes[1:]
    return _Wish(x, sizes or (1,), open_start, _found(x))


def _is_open(size: Any) -> bool:
    return size is ... or (isinstance(size, str) and size == "*")


def _found(x: Tensor) -> Any:
    shape = shape_of(x)
    dims = x._dims
    if dims is None:
        return cond(comparison.equal(rank_of(x), 0), lambda: constant([1]), lambda: shape)
    return [shape[i] if size is None else size for i, size in enumerate(dims)] or [1]


def _rank_checks(
    wish: _Wish, data: Data, summarize: int | None, message: str, name: str | None
) -> list[Operation]:
    count = len(wish.sizes)
    if wish.open_start:
        if count == 1:
            return []
        check, wanted = assert_rank_at_least, count
    elif count == 1:
        return [
            assert_rank_in(
                wish.tensor, [0, 1], data=data, summarize=summarize, message=message, name=name
            )
        ]
    else:
        check, wanted = assert_rank, count
    return [check(wish.tensor, wanted, data=data, summarize=summarize, message=message, name=name)]


def _size_checks(
    wish: _Wish,
    index: int,
    wanted: Any,
    known: dict[Any, _Size],
    data: Data,
    summarize: int | None,
    message: str,
) -> list[Operation]:
    if wanted is None:
        return []
    place = wish.place(index)
    explicit = isinstance(wanted, numbers.Integral)
    first = None if explicit else known.get(wanted)
    actual = wish.found[place]
    if explicit:
        size, by = int(wanted), "Specified explicitly"
    elif first is not None:
        size, by = first.value, f"Specified by tensor {first.tensor.name} dimension {first.place}"
    else:
        known[wanted] = _Size(actual, wish.tensor, place)
        return []
    if isinstance(size, int) and isinstance(actual, int):
        if size != actual:
            raise ValueError(
                f"{message}.  {by}.  Tensor {wish.tensor.name} dimension {place} must have size {size}.  "
                f"Received size {actual}, shape {wish.tensor.shape}"
            )
        return []
    condition = comparison.equal(convert_to_tensor(actual), convert_to_tensor(size))
    shown = data
    if shown is None:
        shown = [
            message,
            by,
            f"Tensor {wish.tensor.name} dimension",
            place,
            "must have size",
            size,
            "Received shape: ",
            shape_of(wish.tensor),
        ]
    return [Assert(condition, shown, summarize=summarize)]
