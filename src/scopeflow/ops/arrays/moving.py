"""The same values in other places: transpose, reverse, tile, broadcast."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import rank_op
from scopeflow.ops.calling import call
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.refusal import converts_again
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value, constant_value_as_shape

# -- transpose -------------------------------------------------------------------------------------


def _transposed(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = inputs[0]._dims
    vector = rules.with_rank(inputs[1]._dims, 1)
    assert vector is not None
    perm = constant_value(inputs[1])
    rank = len(dims) if dims is not None else vector[0]
    if rank is None or (dims is None and rank == 1):
        return (None,)
    if vector[0] is not None and vector[0] != rank:
        raise ShapeMismatch(f"Dimension must be {rank} but is {vector[0]}")
    known = dims if dims is not None else (None,) * rank
    if perm is None:
        return ((None,) * rank,)
    for place in perm.tolist():
        if place >= rank:
            raise ShapeMismatch(
                f"perm dim {place} is out of range of input rank {rank}", values=(1,)
            )
    return (tuple([known[place] for place in perm.tolist()]),)


@op(
    "Transpose(x: T, perm: Tperm; T: type, Tperm: index = int32) -> (y: T)",
    shape=_transposed,
    static=("perm",),
)
def transpose_op(x: Any, perm: Any) -> Any:
    """The dimensions in another order."""
    return xp.transpose(x, perm)


@op(
    "ConjugateTranspose(x: T, perm: Tperm; T: type, Tperm: index = int32) -> (y: T)",
    shape=_transposed,
    static=("perm",),
)
def conjugate_transpose(x: Any, perm: Any) -> Any:
    """The dimensions in another order, and complex numbers conjugated."""
    return xp.conj(xp.transpose(x, perm))


def transpose(
    a: Any, perm: Any = None, name: str | None = "transpose", conjugate: bool = False
) -> Tensor:
    """`a` with its dimensions in another order.

    Args:
      a: a tensor.
      perm: an int vector: dimension i of the result is dimension `perm[i]` of `a`; by default the
        order is reversed.
      name: the wish for the node's name.
      conjugate: also conjugate complex numbers.

    Raises:
      ValueError: if `perm` does not fit the rank.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     x = tf.placeholder(tf.float32, [2, None, 4])
    ...     tf.transpose(x).shape.as_list(), tf.transpose(x, [0, 2, 1]).shape.as_list()
    ([4, None, 2], [2, 4, None])

    ```
    """
    with name_scope(name, "transpose", [a]) as scope:
        build = conjugate_transpose if conjugate and a.dtype.is_complex else transpose_op
        if perm is not None:
            return build(a, perm, name=scope)
        a = convert_to_tensor(a, name="a")
        if a._dims:
            perm = np.arange(len(a._dims) - 1, -1, -1, dtype=np.int32)
        else:
            rank = rank_op(a)
            last = call("Sub", rank, 1, name="sub")
            perm = call("Sub", last, call("Range", 0, rank, 1), name="sub")
        made = build(a, perm, name=scope)
        if a._dims is not None:
            made.set_shape(a._dims[::-1])
        return made


def matrix_transpose(a: Any, name: str = "matrix_transpose", conjugate: bool = False) -> Tensor:
    """`a` with its last two dimensions exchanged.

    Args:
      a: a tensor of rank 2 or more.
      name: the wish for the scope's name.
      conjugate: also conjugate complex numbers.

    Raises:
      ValueError: if the rank is less than 2.
    """
    with name_scope(name, None, [a]):
        a = convert_to_tensor(a, name="a")
        perm: Any
        if a._dims is not None:
            rank = len(a._dims)
            if rank < 2:
                raise ValueError(
                    f"Argument 'a' should be a (batch) matrix, with rank >= 2.  Found: {a.shape}"
                )
            perm = [*range(rank - 2), rank - 1, rank - 2]
        else:
            count = rank_op(a, name="Rank")
            outer = call("Range", 0, count - 2, 1)
            perm = concat((outer, [count - 1, count - 2]), 0)
        return transpose(a, perm=perm, conjugate=conjugate)


# -- reverse ---------------------------------------------------------------------------------------


def _reversed(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = inputs[0]._dims
    rules.with_rank(inputs[1]._dims, 1)
    if dims is None:
        return (None,)
    rank = len(dims)
    if rank > 8:
        raise ShapeMismatch("reverse does not work on tensors with more than 8 dimensions")
    axes = constant_value(inputs[1])
    if axes is None:
        return (dims,)
    seen: set[int] = set()
    for index, axis in enumerate(axes.tolist()):
        if not -rank <= axis < rank:
            raise ShapeMismatch(
                f"'axis'[{index}] = {axis} is out of valid range [0, {rank - 1}", values=(1,)
            )
        axis %= rank
        if axis in seen:
            raise ShapeMismatch(f"axis {axis} specified more than once.", values=(1,))
        seen.add(axis)
    return (dims,)


@op(
    "ReverseV2(tensor: T, axis: Tidx; Tidx: index = int32, T: {uint8|int8|uint16|int16|int32|int64|bool|bfloat16|"
    "float16|float32|float64|complex64|complex128|string}) -> (output: T)",
    shape=_reversed,
    static=("axis",),
)
def reverse(tensor: Any, axis: Any) -> Any:
    """The values in reverse order along some dimensions.

    Args:
      tensor: a tensor of rank 8 at most.
      axis: an int vector, the dimensions to reverse; negative counts from the end.
      name: the wish for the node's name.

    Raises:
      ValueError: if a dimension is named twice or out of range.
    """
    return xp.reverse(tensor, axis)


# -- tile ------------------------------------------------------------------------------------------


def _tiled(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims, multiples = inputs[0]._dims, constant_value_as_shape_of_vector(inputs[1])
    if dims is None:
        dims = None if multiples is None else (None,) * len(multiples)
    elif multiples is not None:
        rules.with_rank(multiples, len(dims))
    if dims is None:
        return (None,)
    multiples = multiples or (None,) * len(dims)
    return (tuple([_times(dim, times) for dim, times in zip(dims, multiples, strict=True)]),)


def constant_value_as_shape_of_vector(tensor: Tensor) -> rules.Dims:
    """`constant_value_as_shape` of what must be a vector.

    Raises:
      ShapeMismatch: if it is none.
    """
    rules.with_rank(tensor._dims, 1)
    return constant_value_as_shape(tensor)


def _times(a: int | None, b: int | None) -> int | None:
    if a == 0 or b == 0:
        return 0
    return None if a is None or b is None else a * b


@op(
    "Tile(input: T, multiples: Tmultiples; T: type, Tmultiples: index = int32) -> (output: T)",
    shape=_tiled,
    static=("multiples",),
)
def _tile(input: Any, multiples: Any) -> Any:
    """The values repeated."""
    return xp.tile(input, multiples)


@converts_again("input")
def tile(input: Any, multiples: Any, name: str | None = None) -> Tensor:
    """`input` repeated `multiples[i]` times along each dimension i.

    Args:
      input: a tensor.
      multiples: an int32 or int64 vector, as long as `input` has dimensions.
      name: the wish for the node's name.
    """
    return _tile(input, multiples, name=name)


# -- broadcast -------------------------------------------------------------------------------------


def _broadcast_to(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    wanted = constant_value_as_shape_of_vector(inputs[1])
    dims = inputs[0]._dims
    if wanted is None or dims is None:
        return (wanted,)
    if len(dims) > len(wanted):
        raise ShapeMismatch(f"Shape must be at most rank {len(wanted)} but is rank {len(dims)}")
    made = list(wanted)
    for place, dim in enumerate(dims, len(wanted) - len(dims)):
        size = wanted[place]
        if size is None and dim not in (1, None):
            made[place] = dim
        elif dim not in (1, None) and size is not None and dim != size:
            raise ShapeMismatch(f"Dimensions must be equal, but are {dim} and {size}", shapes=(1,))
    return (tuple(made),)


@op(
    "BroadcastTo(input: T, shape: Tidx; T: type, Tidx: index = int32) -> (output: T)",
    shape=_broadcast_to,
    static=("shape",),
)
def broadcast_to(input: Any, shape: Any) -> Any:
    """`input` repeated along new leading dimensions and along its dimensions of 1.

    Args:
      input: a tensor.
      shape: an int32 or int64 vector, the result's shape.
      name: the wish for the node's name.

    Raises:
      ValueError: if `input` does not broadcast to this shape.
    """
    return xp.broadcast_to(input, shape)


def _longer(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    one, other = (rules.with_rank(tensor._dims, 1) for tensor in inputs)
    assert one is not None and other is not None
    if one[0] is None or other[0] is None:
        return ((None,),)
    return ((max(one[0], other[0]),),)


@op(
    "BroadcastArgs(s0: T, s1: T; T: index = int32) -> (r0: T)",
    shape=_longer,
    static=("s0", "s1"),
)
def _broadcast_args(s0: Any, s1: Any) -> Any:
    """The shape that two shapes broadcast to."""
    one, other = (xp.static_ints(shape, "A shape") for shape in (s0, s1))
    rank = max(len(one), len(other))
    pairs = zip((1,) * (rank - len(one)) + one, (1,) * (rank - len(other)) + other, strict=True)
    sizes = []
    for x, y in pairs:
        fits = x == y or x == 1 or y == 1
        xp.check(fits, None, "Incompatible shapes: %s vs. %s", compact(one), compact(other))
        sizes.append(y if x == 1 else x)
    return np.array(sizes, s0.dtype)


def broadcast_dynamic_shape(shape_x: Any, shape_y: Any) -> Tensor:
    """The shape that two shapes broadcast to, as a vector that a run computes.

    Args:
      shape_x: an int32 or int64 vector.
      shape_y: another of the same dtype.
    """
    return _broadcast_args(shape_x, shape_y)


def broadcast_static_shape(shape_x: TensorShape, shape_y: TensorShape) -> TensorShape:
    """The static shape that two static shapes broadcast to.

    Args:
      shape_x: a TensorShape.
      shape_y: another.

    Raises:
      ValueError: if they do not broadcast against each other.
    """
    if shape_x.ndims is None or shape_y.ndims is None:
        return TensorShape(None)
    try:
        return TensorShape.of(rules.broadcast_dims(shape_x._dims, shape_y._dims))
    except ShapeMismatch:
        raise ValueError(f"Incompatible shapes for broadcasting: {shape_x} and {shape_y}") from None
