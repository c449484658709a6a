"""`tf.tensordot`: products of tensors, summed over some of their axes."""

from __future__ import annotations

from math import prod
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.counting import range as range_op
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.arrays.shaping import rank, reshape, shape
from scopeflow.ops.calling import call
from scopeflow.ops.math.matmul import matmul
from scopeflow.ops.math.reduction import reduce_prod
from scopeflow.ops.scoping import name_scope


def tensordot(a: Any, b: Any, axes: Any, name: str | None = None) -> Tensor:
    """The products of all elements of two tensors, summed over pairs of axes.

    Args:
      a: a Tensor of numbers.
      b: a Tensor of a's dtype.
      axes: a number n: the last n axes of `a` and the first n of `b`; or two lists of axes, those
        of `a` and those of `b`, which belong together; or a Tensor of such two rows.
      name: a name for the last operation and the scope of the others.

    Returns:
      A Tensor with the other axes of `a`, then those of `b`.

    Raises:
      ValueError: if the axes are not such, or their sizes differ.
      IndexError: for an axis that a tensor does not have.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.tensordot([[1, 2], [3, 4]], [10, 1], 1)))
    [12 34]

    ```
    """
    with name_scope(name, "Tensordot", [a, b, axes]) as full:
        a = convert_to_tensor(a, name="a")
        b = convert_to_tensor(b, name="b")
        a_axes, b_axes = _axes_of_both(a, axes)
        left, a_free, a_dims = _as_matrix(a, a_axes, False)
        right, b_free, b_dims = _as_matrix(b, b_axes, True)
        product = matmul(left, right)
        if isinstance(a_free, list) and isinstance(b_free, list):
            return reshape(product, a_free + b_free, name=full)
        a_free = convert_to_tensor(a_free, dtype=dtypes.int32)
        b_free = convert_to_tensor(b_free, dtype=dtypes.int32)
        result = reshape(product, concat([a_free, b_free], 0), name=full)
        if a_dims is not None and b_dims is not None:
            result.set_shape(a_dims + b_dims)
        return result


def _axes_of_both(a: Tensor, axes: Any) -> tuple[Any, Any]:
    if isinstance(axes, int):
        dims = a._dims
        if axes < 0:
            raise ValueError("'axes' must be at least 0.")
        if dims is not None:
            if axes > len(dims):
                raise ValueError(
                    f"'axes' must not be larger than the number of dimensions of tensor {a}."
                )
            return list(range(len(dims) - axes, len(dims))), list(range(axes))
        count = rank(a)
        return (
            range_op(count - axes, count, dtype=dtypes.int32),
            range_op(axes, dtype=dtypes.int32),
        )
    if isinstance(axes, (list, tuple)):
        if len(axes) != 2:
            raise ValueError("'axes' must be an integer or have length 2.")
        a_axes, b_axes = ([x] if isinstance(x, int) else x for x in axes)
        if len(a_axes) != len(b_axes):
            raise ValueError(
                f"Different number of contraction axes 'a' and 'b', {len(a_axes)} != {len(b_axes)}."
            )
        return a_axes, b_axes
    both = convert_to_tensor(axes, name="axes", dtype=dtypes.int32)
    return both[0], both[1]


def _as_matrix(x: Tensor, axes: Any, axes_first: bool) -> tuple[Tensor, Any, Any]:
    """x with its free axes made one and the others another; the free sizes, and what is known of them."""
    if x._dims is None or not isinstance(axes, (list, tuple)):
        return _by_tensors(x, axes, axes_first)
    dims: list[Any] = list(x._dims)
    count = len(dims)
    axes = [axis if axis >= 0 else axis + count for axis in axes]
    free = [axis for axis in range(count) if axis not in axes]
    known = [dims[axis] for axis in free]
    if None not in dims:
        sizes = [prod(known), prod([dims[axis] for axis in axes])]
        perm = free + list(axes)
        if axes_first:
            sizes, perm = sizes[::-1], list(axes) + free
        return reshape(transpose(x, perm), sizes), known, known
    axes = convert_to_tensor(axes, dtype=dtypes.int32, name="axes")
    rest = convert_to_tensor(free, dtype=dtypes.int32, name="free")
    matrix, sizes_of_free = _reshaped(x, shape(x), rest, axes, axes_first)
    return matrix, sizes_of_free, known


def _by_tensors(x: Tensor, axes: Any, axes_first: bool) -> tuple[Tensor, Any, Any]:
    sizes = shape(x)
    count = rank(x)
    axes = convert_to_tensor(axes, dtype=dtypes.int32, name="axes")
    axes = where(axes >= 0, axes, axes + count)
    free = call("ListDiff", range_op(count), axes, out_idx=dtypes.int32).out
    matrix, sizes_of_free = _reshaped(x, sizes, free, axes, axes_first)
    return matrix, sizes_of_free, None


def _reshaped(
    x: Tensor, sizes: Tensor, free: Tensor, axes: Tensor, axes_first: bool
) -> tuple[Tensor, Tensor]:
    free_sizes = gather(sizes, free)
    axes_sizes = gather(sizes, axes)
    free_size = reduce_prod(free_sizes)
    axes_size = reduce_prod(axes_sizes)
    if axes_first:
        perm = concat([axes, free], 0)
        matrix_shape = stack([axes_size, free_size])
    else:
        perm = concat([free, axes], 0)
        matrix_shape = stack([free_size, axes_size])
    return reshape(transpose(x, perm), matrix_shape), free_sizes
