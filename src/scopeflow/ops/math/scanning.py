"""Along one axis: where the extremes stand, and running sums and products."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.math.reduction import renamed
from scopeflow.ops.rules import Dims
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value

_INDEX = "(input: T, dimension: Tidx; T: number, Tidx: index = int32, output_type: index = int64)"
_RUN = "(x: T, axis: Tidx; exclusive: bool = False, reverse: bool = False, T: number, Tidx: index = int32) -> (out: T)"


def _without_axis(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    dims = inputs[0]._dims
    rules.with_rank(inputs[1]._dims, 0)
    if dims is None:
        return (None,)
    rank = len(dims)
    if rank <= 1:
        return ((),)
    value = constant_value(inputs[1])
    if value is None:
        return ((None,) * (rank - 1),)
    axis = int(value)
    if not -rank <= axis < rank:
        raise ShapeMismatch(
            f"Dimension ({axis}) must be in the range [{-rank}, {rank}), where {rank} is the number of dimensions "
            "in the input.",
            [1],
        )
    axis %= rank
    return (dims[:axis] + dims[axis + 1 :],)


@op(f"ArgMax{_INDEX} -> (output: output_type)", shape=_without_axis, static=("dimension",))
def _raw_argmax(input, dimension, *, output_type):
    """The index of the largest element."""
    return xp.argmax(input, dimension, output_type.as_numpy_dtype)


@op(f"ArgMin{_INDEX} -> (output: output_type)", shape=_without_axis, static=("dimension",))
def _raw_argmin(input, dimension, *, output_type):
    """The index of the smallest element."""
    return xp.argmin(input, dimension, output_type.as_numpy_dtype)


def _one_axis(axis: Any) -> Any:
    scalar = np.ndim(axis) == 0
    xp.check(scalar, None, "ScanOp: axis must be a scalar, not %s", compact(np.shape(axis)))
    return axis


@op(f"Cumsum{_RUN}", shape=rules.unchanged, static=("axis",))
def _raw_cumsum(x, axis, *, exclusive, reverse):
    """The running sum."""
    return xp.cumsum(x, _one_axis(axis), exclusive, reverse)


@op(f"Cumprod{_RUN}", shape=rules.unchanged, static=("axis",))
def _raw_cumprod(x, axis, *, exclusive, reverse):
    """The running product."""
    return xp.cumprod(x, _one_axis(axis), exclusive, reverse)


def argmax(
    input: Any,
    axis: Any = None,
    name: str | None = None,
    dimension: Any = None,
    output_type: Any = dtypes.int64,
) -> Tensor:
    """The index of the largest element along an axis: the first one of several, NaN passed over.

    Args:
      input: a Tensor of numbers.
      axis: the axis, 0 if None; negative ones count from the end.
      name: a name for the operation.
      dimension: the older spelling of `axis`.
      output_type: int64 or int32.

    Returns:
      A Tensor without that axis.

    Raises:
      ValueError: for an axis that is none, or one given in both spellings.
    """
    axis = renamed("axis", axis, "dimension", dimension)
    return _raw_argmax(input, 0 if axis is None else axis, output_type=output_type, name=name)


def argmin(
    input: Any,
    axis: Any = None,
    name: str | None = None,
    dimension: Any = None,
    output_type: Any = dtypes.int64,
) -> Tensor:
    """The index of the smallest element along an axis: the first one of several, NaN passed over.

    Args:
      input: a Tensor of numbers.
      axis: the axis, 0 if None; negative ones count from the end.
      name: a name for the operation.
      dimension: the older spelling of `axis`.
      output_type: int64 or int32.

    Returns:
      A Tensor without that axis.

    Raises:
      ValueError: for an axis that is none, or one given in both spellings.
    """
    axis = renamed("axis", axis, "dimension", dimension)
    return _raw_argmin(input, 0 if axis is None else axis, output_type=output_type, name=name)


def cumsum(
    x: Any, axis: Any = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None
) -> Tensor:
    """The running sum along an axis.

    Args:
      x: a Tensor of numbers.
      axis: the axis; negative ones count from the end.
      exclusive: leave each element's own value out of its sum: the first one is 0.
      reverse: run from the end.
      name: a name for the operation.

    Returns:
      A Tensor of x's shape and dtype.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.cumsum([1, 2, 3], exclusive=True))
    Tensor("Cumsum:0", shape=(3,), dtype=int32)

    ```
    """
    with name_scope(name, "Cumsum", [x]) as full:
        return _raw_cumsum(
            internal_convert(x, name="x"), axis, exclusive=exclusive, reverse=reverse, name=full
        )


def cumprod(
    x: Any, axis: Any = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None
) -> Tensor:
    """The running product along an axis.

    Args:
      x: a Tensor of numbers.
      axis: the axis; negative ones count from the end.
      exclusive: leave each element's own value out of its product: the first one is 1.
      reverse: run from the end.
      name: a name for the operation.

    Returns:
      A Tensor of x's shape and dtype.
    """
    with name_scope(name, "Cumprod", [x]) as full:
        return _raw_cumprod(
            internal_convert(x, name="x"), axis, exclusive=exclusive, reverse=reverse, name=full
        )
