"""Numbers in a row: range, linspace, one_hot, sequence_mask."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import as_dtype
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.math.casting import cast
from scopeflow.ops.refusal import converts_again
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value
from scopeflow.xp.figures import figure


def _require_scalar(tensor: Tensor, what: str) -> None:
    try:
        rules.with_rank(tensor._dims, 0)
    except ShapeMismatch as mismatch:
        raise ShapeMismatch(f"{mismatch}\n\t for '{what}'") from None


def _counted(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    for tensor, what in zip(inputs, ("start", "limit", "delta"), strict=True):
        _require_scalar(tensor, what)
    known = [constant_value(tensor) for tensor in inputs]
    if any(value is None for value in known):
        return ((None,),)
    start, limit, delta = (value.item() for value in known)  # type: ignore[union-attr]
    shown = "/".join(figure(value) for value in known[:2])
    listed = (0, 1, 2)
    if delta == 0:
        raise ShapeMismatch("Requires delta != 0", values=listed)
    if delta > 0 and start > limit:
        raise ShapeMismatch(f"Requires start <= limit when delta > 0: {shown}", values=listed)
    if delta < 0 and start < limit:
        raise ShapeMismatch(f"Requires start >= limit when delta < 0: {shown}", values=listed)
    if isinstance(delta, int):
        return ((-(-abs(limit - start) // abs(delta)),),)
    return ((math.ceil(abs((limit - start) / delta)),),)


@op(
    "Range(start: Tidx, limit: Tidx, delta: Tidx; Tidx: {bfloat16|float32|float64|int32|int64} = int32) "
    "-> (output: Tidx)",
    shape=_counted,
    static=("start", "limit", "delta"),
)
def range_op(start: Any, limit: Any, delta: Any, *, Tidx: Any) -> Any:  # noqa: N803 - the attribute's name
    """The numbers start, start + delta, ... before limit."""
    return xp.arange(start, limit, delta, Tidx.as_numpy_dtype)


_BY_WIDTH = (dtypes.int32, dtypes.int64, dtypes.float32, dtypes.float64)


def range(
    start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None, name: str | None = "range"
) -> Tensor:
    """The numbers `start`, `start + delta`, ... before `limit`.

    Args:
      start: a number, or a scalar tensor; the limit, if it is alone: then the start is 0.
      limit: where to end; not part of the result.
      delta: the step, not 0.
      dtype: the result's dtype; by default the widest of the arguments'.
      name: the wish for the node's name.

    Raises:
      ValueError: if the step is 0 or leads away from the limit, as far as this is known.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.range(3, 18, 3)
    <tf.Tensor 'range:0' shape=(5,) dtype=int32>

    ```
    """
    if limit is None:
        start, limit = 0, start
    with name_scope(name, "Range", [start, limit, delta]) as scope:
        start = convert_to_tensor(start, dtype, name="start")
        limit = convert_to_tensor(limit, dtype, name="limit")
        delta = convert_to_tensor(delta, dtype, name="delta")
        if dtype is None:
            given = [tensor.dtype.base_dtype for tensor in (start, limit, delta)]
            if not all(one in _BY_WIDTH for one in given):
                raise AssertionError(f"range counts in {', '.join(one.name for one in _BY_WIDTH)}")
            widest = max(given, key=_BY_WIDTH.index)
            start, limit, delta = (cast(tensor, widest) for tensor in (start, limit, delta))
        return range_op(start, limit, delta, name=scope)


def _evenly(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    for tensor, what in zip(inputs, ("start", "stop", "num"), strict=True):
        _require_scalar(tensor, what)
    num = constant_value(inputs[2])
    if num is None:
        return ((None,),)
    if num <= 0:
        raise ShapeMismatch(f"Requires num > 0: {num}", values=(2,))
    return ((int(num),),)


@op(
    "LinSpace(start: T, stop: T, num: Tidx; T: {bfloat16|float32|float64}, Tidx: index = int32) -> (output: T)",
    shape=_evenly,
    static=("num",),
)
def linspace(start: Any, stop: Any, num: Any) -> Any:
    """`num` floats from `start` to `stop`, both included, at equal distances.

    Args:
      start: a float scalar.
      stop: a float scalar of the same dtype.
      num: an int scalar, more than 0.
      name: the wish for the node's name.
    """
    return xp.linspace(start, stop, num)


# -- one hot ---------------------------------------------------------------------------------------


def _one_more(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    axis = attrs["axis"]
    if axis < -1:
        raise ShapeMismatch("axis must be >= -1")
    if inputs[1]._dims not in ((), None):
        raise ShapeMismatch(
            f"Input must be scalar but has rank {len(inputs[1]._dims or ())}", values=(1,)
        )
    value = constant_value(inputs[1])
    depth = None if value is None else int(value)
    if depth is not None and depth < 0:
        raise ShapeMismatch(
            f"Dimension size, given by scalar input 1, must be non-negative but is {depth}",
            values=(1,),
        )
    dims = inputs[0]._dims
    if dims is None:
        return (None,)
    if axis > len(dims):
        # a run refuses it; TensorFlow's shape function says this
        return ((depth, *dims),)
    axis = len(dims) if axis == -1 else axis
    return ((*dims[:axis], depth, *dims[axis:]),)


@op(
    "OneHot(indices: TI, depth: int32, on_value: T, off_value: T; axis: int = -1, T: type, "
    "TI: {uint8|int32|int64} = int64) -> (output: T)",
    shape=_one_more,
    static=("depth",),
)
def _one_hot(indices: Any, depth: Any, on_value: Any, off_value: Any, *, axis: int) -> Any:
    """on_value at the places that indices name, off_value elsewhere."""
    for what, value in (("on_value", on_value), ("off_value", off_value)):
        xp.check(
            not value.ndim, None, f"{what} must be a scalar, but got: %s", compact(value.shape)
        )
    return xp.one_hot(indices, depth, on_value, off_value, axis)


@converts_again("indices")
def one_hot(
    indices: Any,
    depth: Any,
    on_value: Any = None,
    off_value: Any = None,
    axis: int | None = None,
    dtype: Any = None,
    name: str | None = None,
) -> Tensor:
    """`on_value` at the places along a new dimension that `indices` names, `off_value` elsewhere.

    Args:
      indices: a uint8, int32 or int64 tensor; an index outside [0, depth) is nowhere.
      depth: the length of the new dimension, an int32 scalar.
      on_value: a scalar, 1 by default.
      off_value: a scalar, 0 by default.
      axis: where the new dimension goes; -1, the default, is the end.
      dtype: the result's dtype; by default that of the values, or float32.
      name: the wish for the node's name.

    Raises:
      TypeError: if the dtypes of `on_value`, `off_value` and `dtype` differ.
    """
    with name_scope(name, "one_hot", [indices, depth, on_value, off_value, axis, dtype]) as scope:
        on_dtype = None if on_value is None else convert_to_tensor(on_value).dtype.base_dtype
        off_dtype = None if off_value is None else convert_to_tensor(off_value).dtype.base_dtype
        if dtype is not None:
            dtype = as_dtype(dtype)
            for what, given in (("on_value", on_dtype), ("off_value", off_dtype)):
                if given is not None and given is not dtype:
                    raise TypeError(
                        f"dtype {given} of {what} does not match dtype parameter {dtype}"
                    )
        wanted = dtype or on_dtype or off_dtype or dtypes.float32
        if on_dtype is None:
            on_value = convert_to_tensor(1, wanted, name="on_value")
            on_dtype = wanted
        if off_dtype is None:
            off_value = convert_to_tensor(0, wanted, name="off_value")
            off_dtype = wanted
        if on_dtype is not off_dtype:
            raise TypeError(
                f"dtype {on_dtype} of on_value does not match dtype {off_dtype} of off_value"
            )
        return _one_hot(
            indices, depth, on_value, off_value, axis=-1 if axis is None else axis, name=scope
        )


__all__ = ["linspace", "one_hot", "range", "range_op"]
