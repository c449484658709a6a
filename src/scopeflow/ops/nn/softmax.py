"""Softmax and its logarithm, over any one axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import errors, xp
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.counting import range as tensor_range
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.masking import select
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.arrays.shaping import rank
from scopeflow.ops.define import Definition, ShapeMismatch, op
from scopeflow.ops.math.arithmetic import subtract
from scopeflow.ops.math.comparison import less
from scopeflow.ops.math.reduction import renamed
from scopeflow.ops.rules import Dims
from scopeflow.ops.static import constant_value


def _a_vector_at_least(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    dims = inputs[0]._dims
    if dims == ():
        raise ShapeMismatch("Shape must be at least rank 1 but is rank 0")
    return (dims,)


@op("Softmax(logits: T; T: floating) -> (softmax: T)", shape=_a_vector_at_least)
def _raw_softmax(logits):
    """exp(logits) divided by its sum over the last axis."""
    xp.check(logits.ndim > 0, None, "logits must have >= 1 dimension, got []")
    return xp.softmax(logits)


@op("LogSoftmax(logits: T; T: floating) -> (logsoftmax: T)", shape=_a_vector_at_least)
def _raw_log_softmax(logits):
    """The logarithm of softmax."""
    xp.check(logits.ndim > 0, None, "logits must have >= 1 dimension, got []")
    return xp.log_softmax(logits)


def _over_axis(definition: Definition, logits: Any, axis: Any, name: str | None) -> Tensor:
    logits = internal_convert(logits)
    dims = logits._dims
    known = constant_value(axis) if isinstance(axis, Tensor) else axis
    # (of a tensor nobody asks whether it is the last axis)
    if not isinstance(axis, Tensor) and (
        known == -1 or (dims is not None and known == len(dims) - 1)
    ):
        return definition(logits, name=name)
    if dims is None:
        raise TypeError(
            "unsupported operand type(s) for -: 'NoneType' and 'int'. The rank of logits must be known for another "
            "axis than the last one."
        )
    count = len(dims)
    if known is not None and not -count <= known < count:
        raise errors.InvalidArgumentError(
            None,
            None,
            f"Dimension ({known}) must be in the range [{-count}, {count}) where {count} is the number of dimensions "
            "in the input.",
        )
    rank_first: Any = rank(logits)
    if isinstance(axis, Tensor):
        moved: Any = axis
        axis = select(less(axis, 0), moved + rank_first, axis)
    elif axis < 0:
        axis = axis + rank_first
    last = rank(logits)
    place: Any = axis % count
    swapped = _swapped(logits, place, subtract(last, 1), None)
    result = _swapped(definition(swapped), place, subtract(last, 1), name)
    result.set_shape(logits.shape)
    return result


def _swapped(x: Tensor, place: Any, last: Tensor, name: str | None) -> Tensor:
    """`x` with the axes `place` and `last` in each other's place."""
    order = concat([tensor_range(place), [last], tensor_range(place + 1, last), [place]], 0)
    return transpose(x, order, name="transpose" if name is None else name)


def softmax(logits: Any, axis: Any = None, name: str | None = None, dim: Any = None) -> Tensor:
    """exp(logits) divided by its sum over an axis: numbers that sum to 1.

    Args:
      logits: a Tensor of floats.
      axis: the axis, the last one if None.
      name: a name for the operation.
      dim: the older spelling of `axis`.

    Returns:
      A Tensor of the same shape and dtype.

    Raises:
      InvalidArgumentError: for an axis that is none.
      ValueError: if both spellings are given, or `logits` is a scalar.
    """
    axis = renamed("axis", axis, "dim", dim)
    return _over_axis(_raw_softmax, logits, -1 if axis is None else axis, name)


def log_softmax(logits: Any, axis: Any = None, name: str | None = None, dim: Any = None) -> Tensor:
    """The logarithm of softmax, exact for large negative values.

    Args:
      logits: a Tensor of floats.
      axis: the axis, the last one if None.
      name: a name for the operation.
      dim: the older spelling of `axis`.

    Returns:
      A Tensor of the same shape and dtype.

    Raises:
      InvalidArgumentError: for an axis that is none.
      ValueError: if both spellings are given, or `logits` is a scalar.
    """
    axis = renamed("axis", axis, "dim", dim)
    return _over_axis(_raw_log_softmax, logits, -1 if axis is None else axis, name)
