"""Several tensors become one: concat, stack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.refusal import converts_again
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value


def merge_all(shapes: Sequence[rules.Dims]) -> rules.Dims:
    """One shape that is all of these.

    Raises:
      ShapeMismatch: if two differ; it says from which one on.
    """
    merged = shapes[-1]
    for index in range(len(shapes) - 2, -1, -1):
        try:
            merged = rules.merge(shapes[index], merged)
        except ShapeMismatch as mismatch:
            raise ShapeMismatch(
                f"{mismatch}\n\tFrom merging shape {index} with other shapes."
            ) from None
    return merged


# -- pack ------------------------------------------------------------------------------------------


def _packed(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = merge_all([tensor._dims for tensor in inputs])
    if dims is None:
        return (None,)
    axis, rank = attrs["axis"], len(dims) + 1
    if not -rank <= axis < rank:
        raise ShapeMismatch(f"Invalid axis: {axis}; must be in [{-rank},{rank})")
    axis %= rank
    return ((*dims[:axis], len(inputs), *dims[axis:]),)


@op("Pack(values: N * T; N: int >= 1, T: type, axis: int = 0) -> (output: T)", shape=_packed)
def pack(values: Any, *, axis: Any) -> Any:
    """Tensors of one shape as the slices of a new dimension."""
    return xp.stack(values, axis)


@converts_again("values", each=True)
def stack(values: Any, axis: int = 0, name: str = "stack") -> Tensor:
    """Tensors of one shape as the slices of a new dimension.

    Args:
      values: a list of tensors of one shape and dtype.
      axis: where the new dimension goes; negative counts from the end.
      name: the wish for the node's name.

    Raises:
      ValueError: if the shapes differ or `axis` is out of range.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     x = tf.placeholder(tf.float32, [3])
    ...     tf.stack([x, x], axis=1)
    <tf.Tensor 'stack:0' shape=(3, 2) dtype=float32>

    ```
    """
    if axis == 0:
        try:
            # a list of plain values is one constant
            return convert_to_tensor(values, name=name)
        except (TypeError, ValueError):
            pass
    dims = convert_to_tensor(values[0], name=name)._dims
    if dims is not None:
        rank = len(dims) + 1
        if axis < -rank or axis >= rank:
            raise ValueError(f"axis = {axis} not in [{-rank}, {rank})")
    return pack(values, axis=axis, name=name)


# -- concat ----------------------------------------------------------------------------------------


def _concatenated(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    *parts, axis_input = inputs
    return concatenated(parts, axis_input, len(parts))


def concatenated(parts: Sequence[Tensor], axis_input: Tensor, at: int) -> tuple[rules.Dims]:
    """The dims of tensors one after the other along an axis, which is the op's input number `at`."""
    rules.with_rank(axis_input._dims, 0)
    rank = _common_rank(parts)
    value = constant_value(axis_input)
    if value is None or rank is None:
        return (None if rank is None else (None,) * rank,)
    axis = int(value)
    least = axis + 1 if axis >= 0 else -axis
    if rank < least:
        raise ShapeMismatch(f"Shape must be at least rank {least} but is rank {rank}", values=(at,))
    shapes = [(None,) * rank if part._dims is None else part._dims for part in parts]
    whole = shapes[-1]
    for dims in reversed(shapes[:-1]):
        whole = _joined(dims, whole, axis, at)
    return (whole,)


def _common_rank(parts: Sequence[Tensor]) -> int | None:
    rank: int | None = None
    for part in parts:
        if part._dims is None:
            continue
        if rank is None:
            rank = len(part._dims)
            if rank == 0:
                raise ShapeMismatch("Can't concatenate scalars (use tf.stack instead)")
        elif len(part._dims) != rank:
            raise ShapeMismatch(f"Shape must be rank {rank} but is rank {len(part._dims)}")
    return rank


def _joined(
    a: Sequence[int | None], b: Sequence[int | None], axis: int, at: int
) -> tuple[int | None, ...]:
    place = axis % len(a)
    merged: list[int | None] = []
    for before, left, right in (
        (0, a[:place], b[:place]),
        (place + 1, a[place + 1 :], b[place + 1 :]),
    ):
        for index, (x, y) in enumerate(zip(left, right, strict=True)):
            if x is not None and y is not None and x != y:
                raise ShapeMismatch(
                    f"Dimension {index} in both shapes must be equal, but are {x} and {y}. "
                    f"Shapes are {compact(left)} and {compact(right)}.",
                    values=(at,),
                )
            merged.append(y if x is None else x)
        if not before:
            p, q = a[place], b[place]
            merged.append(None if p is None or q is None else p + q)
    return tuple(merged)


@op(
    "ConcatV2(values: N * T, axis: Tidx; N: int >= 2, T: type, Tidx: index = int32) -> (output: T)",
    shape=_concatenated,
    static=("axis",),
)
def _concat_v2(values: Any, axis: Any) -> Any:
    """Tensors one after the other along an axis."""
    return xp.concat(values, axis)


@converts_again("values", each=True)
def concat(values: Any, axis: Any, name: str = "concat") -> Tensor:
    """Tensors one after the other along `axis`.

    Args:
      values: a list of tensors of one dtype, which agree in all dimensions but `axis`; or one tensor.
      axis: the dimension to join along, an int or int32 scalar; negative counts from the end.
      name: the wish for the node's name.

    Raises:
      ValueError: if the shapes do not fit.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.concat([tf.zeros([2, 3]), tf.zeros([2, 1])], axis=1)
    <tf.Tensor 'concat:0' shape=(2, 4) dtype=float32>

    ```
    """
    if not isinstance(values, (list, tuple)):
        values = [values]
    if len(values) == 1:
        with name_scope(name):
            axis = convert_to_tensor(axis, dtypes.int32, name="concat_dim")
            axis.shape.assert_has_rank(0)
            return identity(values[0], name=name)
    return _concat_v2(values, axis, name=name)
