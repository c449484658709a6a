"""`tf.assign` and its family: assignment as functions, for variables of both flavours and their refs."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import ones_like
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import expand_dims, reshape, shape
from scopeflow.ops.calling import call
from scopeflow.ops.math.casting import cast
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.state import assigning as state
from scopeflow.ops.state import scatter
from scopeflow.variables.deprecation import deprecated


def assign(
    ref: Any,
    value: Any,
    validate_shape: bool | None = None,
    use_locking: bool | None = None,
    name: str | None = None,
) -> Any:
    """Makes `value` the value of a variable.

    Args:
      ref: a variable, or a tensor that refers to one.
      value: what converts to a tensor of its dtype.
      validate_shape: whether the value must have the variable's shape; by default yes.
      use_locking: accepted; assignments never tear.
      name: the wish for the node's name.

    Returns:
      The variable after the assignment: a ref tensor, or a resource variable.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable(1.0, name="v")
    ...     tf.assign(v, 2.0)
    <tf.Tensor 'Assign:0' shape=() dtype=float32_ref>

    ```
    """
    if ref.dtype._is_ref_dtype:
        return state.assign(
            ref, value, use_locking=use_locking, name=name, validate_shape=validate_shape
        )
    return ref.assign(value, name=name)


def assign_add(
    ref: Any, value: Any, use_locking: bool | None = None, name: str | None = None
) -> Any:
    """Adds `value` to a variable; see `tf.assign`."""
    if ref.dtype._is_ref_dtype:
        return state.assign_add(ref, value, use_locking=use_locking, name=name)
    return ref.assign_add(value)


def assign_sub(
    ref: Any, value: Any, use_locking: bool | None = None, name: str | None = None
) -> Any:
    """Subtracts `value` from a variable; see `tf.assign`."""
    if ref.dtype._is_ref_dtype:
        return state.assign_sub(ref, value, use_locking=use_locking, name=name)
    return ref.assign_sub(value)


@deprecated("Prefer Dataset.range instead.")
def count_up_to(ref: Any, limit: int, name: str | None = None) -> Tensor:
    """A node that adds one to a scalar variable and gives the value before.

    Args:
      ref: a variable of dtype int32 or int64.
      limit: where it fails.
      name: the wish for the node's name.

    Raises:
      OutOfRangeError: when run at the limit.
    """
    if ref.dtype._is_ref_dtype:
        return state.count_up_to(ref, limit=limit, name=name)
    return ref._count_up_to(limit, name)


def _rows(
    kind: str, ref: Any, indices: Any, updates: Any, use_locking: bool, name: str | None
) -> Any:
    if ref.dtype._is_ref_dtype:
        return getattr(scatter, "scatter_" + kind)(
            ref, indices, updates, use_locking=use_locking, name=name
        )
    make, definition = ref._lazy_read, getattr(scatter, "resource_scatter_" + kind)
    return make(definition(ref.handle, indices, convert_to_tensor(updates, ref.dtype), name=name))


def _coordinates(
    kind: str, ref: Any, indices: Any, updates: Any, use_locking: bool, name: str | None
) -> Any:
    if ref.dtype._is_ref_dtype:
        return getattr(scatter, "scatter_nd_" + kind)(
            ref, indices, updates, use_locking=use_locking, name=name
        )
    make, definition = ref._lazy_read, getattr(scatter, "resource_scatter_nd_" + kind)
    return make(definition(ref.handle, indices, convert_to_tensor(updates, ref.dtype), name=name))


def scatter_update(
    ref: Any, indices: Any, updates: Any, use_locking: bool = True, name: str | None = None
) -> Any:
    """Replaces rows of a variable: `ref[indices, ...] = updates`.

    Args:
      ref: a variable, or a tensor that refers to one.
      indices: ints of any shape, each in `[0, ref.shape[0])`; of equal ones the last wins.
      updates: `indices.shape + ref.shape[1:]`, or a scalar.
      use_locking: accepted; updates never tear.
      name: the wish for the node's name.

    Returns:
      The variable after the update: a ref tensor, or a resource variable.

    Raises:
      InvalidArgumentError: when run with an index out of range.
    """
    return _rows("update", ref, indices, updates, use_locking, name)


def scatter_add(
    ref: Any, indices: Any, updates: Any, use_locking: bool = False, name: str | None = None
) -> Any:
    """Adds to rows of a variable, duplicates included; see `tf.scatter_update`."""
    return _rows("add", ref, indices, updates, use_locking, name)


def scatter_sub(
    ref: Any, indices: Any, updates: Any, use_locking: bool = False, name: str | None = None
) -> Any:
    """Subtracts from rows of a variable; see `tf.scatter_update`."""
    return _rows("sub", ref, indices, updates, use_locking, name)


def scatter_mul(
    ref: Any, indices: Any, updates: Any, use_locking: bool = False, name: str | None = None
) -> Any:
    """Multiplies rows of a variable; see `tf.scatter_update`."""
    return _rows("mul", ref, indices, updates, use_locking, name)


def scatter_div(
    ref: Any, indices: Any, updates: Any, use_locking: bool = False, name: str | None = None
) -> Any:
    """Divides rows of a variable; see `tf.scatter_update`."""
    return _rows("div", ref, indices, updates, use_locking, name)


def scatter_min(
    ref: Any, indices: Any, updates: Any, use_locking: bool = False, name: str | None = None
) -> Any:
    """Makes rows of a variable no larger than `updates`; see `tf.scatter_update`."""
    return _rows("min", ref, indices, updates, use_locking, name)


def scatter_max(
    ref: Any, indices: Any, updates: Any, use_locking: bool = False, name: str | None = None
) -> Any:
    """Makes rows of a variable no smaller than `updates`; see `tf.scatter_update`."""
    return _rows("max", ref, indices, updates, use_locking, name)


def scatter_nd_update(
    ref: Any, indices: Any, updates: Any, use_locking: bool = True, name: str | None = None
) -> Any:
    """Replaces slices of a variable at coordinates.

    Args:
      ref: a variable, or a tensor that refers to one.
      indices: ints `[..., k]`; each row is a coordinate of the first k dimensions.
      updates: `indices.shape[:-1] + ref.shape[k:]`.
      use_locking: accepted; updates never tear.
      name: the wish for the node's name.

    Returns:
      The variable after the update: a ref tensor, or a resource variable.

    Raises:
      InvalidArgumentError: when run with a coordinate out of range.
    """
    return _coordinates("update", ref, indices, updates, use_locking, name)


def scatter_nd_add(
    ref: Any, indices: Any, updates: Any, use_locking: bool = False, name: str | None = None
) -> Any:
    """Adds to slices of a variable at coordinates; see `tf.scatter_nd_update`."""
    return _coordinates("add", ref, indices, updates, use_locking, name)


def scatter_nd_sub(
    ref: Any, indices: Any, updates: Any, use_locking: bool = False, name: str | None = None
) -> Any:
    """Subtracts from slices of a variable at coordinates; see `tf.scatter_nd_update`."""
    return _coordinates("sub", ref, indices, updates, use_locking, name)


@deprecated("Use the batch_scatter_update method of Variable instead.", "2018-11-29")
def batch_scatter_update(
    ref: Any, indices: Any, updates: Any, use_locking: bool = True, name: str | None = None
) -> Any:
    """Replaces rows in each batch: `ref[i, ..., indices[i, ..., j]] = updates[i, ..., j]`.

    Args:
      ref: a variable.
      indices: ints; all dimensions but the last are batches.
      updates: `indices.shape + ref.shape[indices.ndims:]`.
      use_locking: accepted; updates never tear.
      name: the wish for the node's name.

    Returns:
      The variable after the update: a ref tensor, or a resource variable.
    """
    return replace_in_batches(ref, indices, updates, use_locking, name)


def replace_in_batches(
    ref: Any, indices: Any, updates: Any, use_locking: bool, name: str | None
) -> Any:
    """`batch_scatter_update` without the warning."""
    indices = convert_to_tensor(indices, name="indices")
    # TensorFlow makes the rest outside all name scopes
    with name_scope(None):
        sizes: Any = shape(indices)
        dims = indices._dims
        if dims is None:
            raise ValueError(
                "batch_gather does not allow indices with unknown shape. Say it with set_shape."
            )
        last = expand_dims(indices, axis=-1)
        # in front of each row number come the coordinates of its batch
        columns = []
        for axis in range(len(dims) - 1):
            count = cast(sizes[axis], dtypes.int32)
            with name_scope(None, "Range", [count]) as scope:
                numbers = call("Range", 0, count, 1, name=scope)
            numbers = reshape(numbers, [1] * axis + [count] + [1] * (len(dims) - axis))
            batch: Any = cast(numbers, indices.dtype)
            columns.append(batch * ones_like(last))
        return scatter_nd_update(ref, concat([*columns, last], axis=-1), updates, use_locking, name)
