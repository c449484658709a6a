"""Assertions about ranks and types: refused while the graph is built where the rank is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.shaping import rank as rank_of
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.checks.assertion import Assert
from scopeflow.ops.checks.types import assert_type
from scopeflow.ops.control.grouping import no_op, with_dependencies
from scopeflow.ops.math import comparison, logical
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static_value import get_static_value

Data = Sequence[Any] | None


class _Wrong(ValueError):
    """The rank is known and not what was asked for."""

    def __init__(self, rank: int, wanted: Sequence[Any]) -> None:
        super().__init__(rank, wanted)
        self.rank = rank
        self.wanted = wanted


def assert_rank(
    x: Any,
    rank: Any,
    data: Data = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails the run unless `x` has the rank `rank`.

    Args:
      x: a tensor.
      rank: an int32 scalar.
      data: what to show when it fails, instead of the rank and the shape.
      summarize: how many values of each to show; 3 by default.
      message: a text to put before the data.
      name: the wish for the scope's name.

    Returns:
      An Operation; one that does nothing if the rank is known.

    Raises:
      ValueError: at once if the rank is known to be another.
      tf.errors.InvalidArgumentError: in a run in which it is another.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.assert_rank(tf.zeros([2, 3]), 1)
    Traceback (most recent call last):
    ValueError: .  Tensor zeros:0 must have rank 1.  Received rank 2, shape (2, 3)

    ```
    """
    with name_scope(name, "assert_rank", (x, rank, *(data or []))):
        return _one_rank(
            x,
            rank,
            "",
            lambda actual, given: actual == given,
            comparison.equal,
            data,
            summarize,
            message,
        )


def assert_rank_at_least(
    x: Any,
    rank: Any,
    data: Data = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails the run unless `x` has the rank `rank` or a higher one.

    Args:
      x: a tensor.
      rank: an int32 scalar.
      data: what to show when it fails, instead of the rank and the shape.
      summarize: how many values of each to show; 3 by default.
      message: a text to put before the data.
      name: the wish for the scope's name.

    Raises:
      ValueError: at once if the rank is known to be lower.
      tf.errors.InvalidArgumentError: in a run in which it is lower.
    """
    with name_scope(name, "assert_rank_at_least", (x, rank, *(data or []))):
        return _one_rank(
            x,
            rank,
            " at least",
            lambda actual, given: actual >= given,
            comparison.greater_equal,
            data,
            summarize,
            message,
        )


def _one_rank(
    x: Any,
    rank: Any,
    how: str,
    known: Callable[[int, Any], bool],
    compare: Callable[[Tensor, Tensor], Tensor],
    data: Data,
    summarize: int | None,
    message: str | None,
) -> Operation:
    x = convert_to_tensor(x, name="x")
    rank = convert_to_tensor(rank, name="rank")
    message = message or ""
    if data is None:
        data = [
            message,
            f"Tensor {x.name} must have rank{how}",
            rank,
            "Received shape: ",
            shape_of(x),
        ]
    try:
        return _check(
            x,
            [rank],
            lambda actual, given: known(actual, given[0]),
            lambda actual, given: compare(actual, given[0]),
            data,
            summarize,
        )
    except _Wrong as wrong:
        raise ValueError(
            f"{message}.  Tensor {x.name} must have rank{how} {int(wrong.wanted[0])}.  "
            f"Received rank {wrong.rank}, shape {x.shape}"
        ) from None


def assert_rank_in(
    x: Any,
    ranks: Sequence[Any],
    data: Data = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails the run unless the rank of `x` is one of `ranks`.

    Args:
      x: a tensor.
      ranks: int32 scalars.
      data: what to show when it fails, instead of the ranks and the shape.
      summarize: how many values of each to show; 3 by default.
      message: a text to put before the data.
      name: the wish for the scope's name.

    Raises:
      ValueError: at once if the rank is known to be none of them.
      tf.errors.InvalidArgumentError: in a run in which it is none of them.
    """
    with name_scope(name, "assert_rank_in", (x, *ranks, *(data or []))):
        x = convert_to_tensor(x, name="x")
        given = tuple([convert_to_tensor(rank, name="rank") for rank in ranks])
        message = message or ""
        if data is None:
            data = [
                message,
                f"Tensor {x.name} must have rank in",
                *given,
                "Received shape: ",
                shape_of(x),
            ]
        try:
            return _check(
                x, given, lambda actual, wanted: actual in wanted, _equals_one, data, summarize
            )
        except _Wrong as wrong:
            raise ValueError(
                f"{message}.  Tensor {x.name} must have rank in {tuple(wrong.wanted)}.  "
                f"Received rank {wrong.rank}, shape {x.shape}"
            ) from None


def _equals_one(actual: Tensor, given: Sequence[Tensor]) -> Tensor:
    found = comparison.equal(given[0], actual)
    for rank in given[1:]:
        found = logical.logical_or(found, comparison.equal(rank, actual))
    return found


def _check(
    x: Tensor,
    ranks: Sequence[Tensor],
    known: Callable[[int, Sequence[Any]], bool],
    compare: Callable[[Tensor, Sequence[Tensor]], Tensor],
    data: Sequence[Any],
    summarize: int | None,
) -> Operation:
    for rank in ranks:
        assert_type(rank, dtypes.int32)
    values = [get_static_value(rank) for rank in ranks]
    if all(value is not None for value in values):
        if any(value.ndim for value in values):
            raise ValueError("Rank must be a scalar.")
        actual = x.shape.ndims
        if actual is not None:
            if not known(actual, values):
                raise _Wrong(actual, values)
            return no_op(name="static_checks_determined_all_ok")
    condition = compare(rank_of(x), ranks)
    for rank, value in zip(ranks, values, strict=True):
        if value is None:
            scalar = assert_rank(rank, 0, data=["Rank must be a scalar. Received rank: ", rank])
            condition = with_dependencies([scalar], condition)
    return Assert(condition, data, summarize=summarize)
