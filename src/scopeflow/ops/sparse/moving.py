"""Sparse tensors with their values in other places: reorder, reshape, transpose, slice, retain and their like."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor, internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.choosing import where_v2
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.counting import range as range_
from scopeflow.ops.arrays.filling import ones_like, zeros
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.arrays.shaping import rank, shape
from scopeflow.ops.arrays.slicing import slice as slice_op
from scopeflow.ops.control.grouping import with_dependencies
from scopeflow.ops.define import op
from scopeflow.ops.math.arithmetic import add, maximum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.reduction import reduce_max
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.inputs import sparse_input
from scopeflow.ops.sparse.tensor import SparseTensor
from scopeflow.ops.static_shape import static_shape
from scopeflow.ops.static_value import get_static_value

# -- order -----------------------------------------------------------------------------------------


def _reordered(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, rules.Dims]:
    indices = rules.with_rank(inputs[0]._dims, 2)
    values = rules.with_rank(inputs[1]._dims, 1)
    rules.with_rank(inputs[2]._dims, 1)
    return indices, values


@op(
    "SparseReorder(input_indices: int64, input_values: T, input_shape: int64; T: type)"
    " -> (output_indices: int64, output_values: T)",
    shape=_reordered,
    host=True,
)
def _reorder(input_indices: Any, input_values: Any, input_shape: Any) -> Any:
    """Coordinates in row-major order, with their values."""
    return xp.sparse_reorder(input_indices, input_values)


def sparse_reorder(sp_input: Any, name: str | None = None) -> SparseTensor:
    """The same SparseTensor with its indices in row-major order, as most ops want them.

    Args:
      sp_input: a SparseTensor.
      name: the wish for the node's name.

    Raises:
      TypeError: if `sp_input` is no SparseTensor.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.SparseTensor([[1, 0], [0, 1]], ["b", "a"], [2, 2])
    ...     sess.run(tf.sparse.reorder(x)).values.tolist()
    [b'a', b'b']

    ```
    """
    sp_input = sparse_input(sp_input)
    indices, values = _reorder(sp_input.indices, sp_input.values, sp_input.dense_shape, name=name)
    static = sp_input.get_shape()
    whole: Any = static if static.is_fully_defined() else identity(sp_input.dense_shape)
    return SparseTensor(indices, values, whole)


def sparse_transpose(sp_input: Any, perm: Any = None, name: str | None = None) -> SparseTensor:
    """A SparseTensor with its dimensions in another order.

    Args:
      sp_input: a SparseTensor.
      perm: which dimension comes where; by default the other way round.
      name: the wish for the scope's name.
    """
    with name_scope(name, "SparseTranspose", [sp_input]):
        if perm is None:
            ndims = rank(sp_input)
            perm = (ndims - 1) - range_(0, ndims, 1)
        indices = transpose(gather(transpose(sp_input.indices), perm))
        known = get_static_value(perm)
        static = sp_input.get_shape()
        if known is not None and static.is_fully_defined():
            order = np.reshape(known, -1).tolist()
            whole: Any = [static.as_list()[i] for i in order]
        else:
            if not isinstance(perm, Tensor):
                internal_convert(perm)
            whole = gather(sp_input.dense_shape, perm)
        return sparse_reorder(SparseTensor(indices, sp_input.values, whole))


# -- shape -----------------------------------------------------------------------------------------


def _reshaped(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, rules.Dims]:
    indices = rules.with_rank(inputs[0]._dims, 2)
    rules.with_rank(inputs[1]._dims, 1)
    wanted = rules.with_rank(inputs[2]._dims, 1)
    count = None if indices is None else indices[0]
    return (count, None if wanted is None else wanted[0]), wanted


@op(
    "SparseReshape(input_indices: int64, input_shape: int64, new_shape: int64; )"
    " -> (output_indices: int64, output_shape: int64)",
    shape=_reshaped,
    host=True,
)
def _reshape(input_indices: Any, input_shape: Any, new_shape: Any) -> Any:
    """The coordinates of the same values in another shape, and that shape."""
    return xp.sparse_reshape(input_indices, input_shape, new_shape)


def sparse_reshape(sp_input: Any, shape: Any, name: str | None = None) -> SparseTensor:
    """The same values in another shape.

    Args:
      sp_input: a SparseTensor.
      shape: the new shape, an int vector; one -1 is worked out.
      name: the wish for the node's name.

    Raises:
      TypeError: if `sp_input` is no SparseTensor.
      ValueError: if the new shape is known to hold another number of values.
    """
    sp_input = sparse_input(sp_input)
    shape = cast(shape, dtypes.int64)
    with name_scope(name, "SparseReshape", [sp_input]) as scope:
        indices, whole = _reshape(sp_input.indices, sp_input.dense_shape, shape, name=scope)
        wanted = static_shape(shape)
        static = None if wanted is None else list(wanted)
        before = sp_input.get_shape()
        count = before.num_elements()
        # what is not known counts as -1, if there is only one such
        if (
            static is not None
            and count is not None
            and (get_static_value(shape) is not None or static.count(None) <= 1)
        ):
            static = _completed(static, count)
            if None not in static:
                whole = internal_convert(static, dtypes.int64)
        return SparseTensor(indices, identity(sp_input.values), whole)


def _completed(sizes: list[int | None], count: int) -> list[int | None]:
    """The sizes with the one that is open worked out.

    Raises:
      ValueError: if they hold another number of values.
    """
    missing = sizes.count(None)
    if missing > 1:
        raise ValueError("At most one dimension can be inferred (-1). Found: " + str(sizes))
    rest = math.prod(d for d in sizes if d is not None)
    if missing and rest and count % rest == 0:
        sizes = [count // rest if d is None else d for d in sizes]
    if None in sizes or math.prod(sizes) != count:  # type: ignore[arg-type]
        if missing and not rest:
            return sizes
        raise ValueError(
            f"Cannot reshape a tensor with {count} elements to shape {sizes} ({rest} elements)."
        )
    return sizes


def sparse_reset_shape(sp_input: Any, new_shape: Any = None) -> SparseTensor:
    """The same values in a tensor of another size, at the same coordinates.

    Args:
      sp_input: a SparseTensor.
      new_shape: its new shape, nowhere smaller than the old one; by default the smallest that holds the values.

    Raises:
      TypeError: if `sp_input` is no SparseTensor.
      ValueError: if the new shape is known to be smaller, or of another rank.
    """
    from scopeflow.ops.checks.comparing import assert_equal, assert_less_equal

    sp_input = sparse_input(sp_input)
    indices, values = identity(sp_input.indices), identity(sp_input.values)
    before = identity(sp_input.dense_shape)
    if new_shape is None:
        largest = reduce_max(indices, axis=0)
        least = constant(0, dtypes.int64)
        whole: Any = maximum(least, add(largest, ones_like(before)))
    else:
        whole = cast(convert_to_tensor(new_shape), dtypes.int64)
        if whole.shape.rank == 1 and before.shape.rank == 1:
            whole.shape[0].assert_is_compatible_with(before.shape[0])
        static = get_static_value(whole)
        known = sp_input.get_shape()
        if static is not None and known.is_fully_defined():
            sizes = [int(d) for d in static]
            for new, old in zip(sizes, known.as_list(), strict=True):
                if new < old:
                    raise ValueError(
                        "Requested new_shape should have dimension sizes >= sp_input.shape.  "
                        f"Found new_shape ({sizes}), sp_input.shape ({known.as_list()})."
                    )
            whole = sizes
        else:
            same = assert_equal(shape(before), shape(whole))
            whole = with_dependencies([same], whole)
            whole = with_dependencies([assert_less_equal(before, whole)], whole)
    return SparseTensor(indices, values, whole)


def sparse_expand_dims(
    sp_input: SparseTensor, axis: Any = None, name: str | None = None
) -> SparseTensor:
    """A SparseTensor with a dimension of 1 put in.

    Args:
      sp_input: a SparseTensor.
      axis: where the new dimension goes; negative counts from the end, which is the default.
      name: the wish for the scope's name.
    """
    ndims = sp_input.dense_shape.get_shape()[0]
    axis = -1 if axis is None else axis
    with name_scope(name, "expand_dims", [sp_input]):
        if isinstance(axis, np.ndarray) or not isinstance(axis, Tensor):
            axis = convert_to_tensor(axis, name="axis")
        axis = where_v2(axis >= 0, axis, axis + ndims + 1)
        count = shape(sp_input.indices)[0]
        column = zeros([count, 1], dtype=dtypes.int64)
        before = slice_op(sp_input.indices, [0, 0], [-1, axis])
        behind = slice_op(sp_input.indices, [0, axis], [-1, -1])
        indices = concat([before, column, behind], axis=1)
        outer = slice_op(sp_input.dense_shape, [0], [axis])
        inner = slice_op(sp_input.dense_shape, [axis], [-1])
        single = internal_convert([1], dtypes.int64, "new_shape")
        whole = concat([outer, single, inner], axis=0)
        return SparseTensor(indices, sp_input.values, whole)
