"""Reading and writing by index: gather, gather_nd, scatter_nd; unique and inverse permutations."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.refusal import converts_again
from scopeflow.ops.static import constant_value, constant_value_as_shape
from scopeflow.ops.static_value import get_static_value


def _gathered(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    params, indices = inputs[0]._dims, inputs[1]._dims
    rules.with_rank(inputs[2]._dims, 0)
    rules.at_least(params, 1)
    value = constant_value(inputs[2])
    if value is None:
        if params is None or indices is None:
            return (None,)
        return ((None,) * (len(params) + len(indices) - 1),)
    axis = int(value)
    rules.at_least(params, axis + 1 if axis >= 0 else -axis, 2)
    if params is None or indices is None:
        return (None,)
    axis %= len(params)
    return (params[:axis] + indices[attrs["batch_dims"] :] + params[axis + 1 :],)


@op(
    "GatherV2(params: Tparams, indices: Tindices, axis: Taxis; batch_dims: int = 0, Tparams: type, "
    "Tindices: index, Taxis: index) -> (output: Tparams)",
    shape=_gathered,
    static=("axis",),
)
def gather_v2(params: Any, indices: Any, axis: Any, *, batch_dims: int) -> Any:
    """Slices of params along an axis."""
    return xp.gather(params, indices, axis, batch_dims)


@converts_again("params", "indices")
def gather(
    params: Any,
    indices: Any,
    validate_indices: Any = None,
    name: str | None = None,
    axis: Any = None,
    batch_dims: int = 0,
) -> Tensor:
    """The slices of `params` along `axis` that `indices` names, in place of that dimension.

    Args:
      params: a tensor, or a variable.
      indices: an int32 or int64 tensor; an index out of range is an error when it runs.
      validate_indices: ignored; indices are always checked.
      name: the wish for the node's name.
      axis: an int or int scalar; negative counts from the end. By default the first one behind the
        batch dimensions.
      batch_dims: so many leading dimensions of `params` and `indices` are walked together.

    Raises:
      ValueError: if `axis` does not fit the rank of `params`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.gather(tf.zeros([5, 3]), [[4, 0]]).shape.as_list()
    [1, 2, 3]

    ```
    """
    if axis is None:
        axis = batch_dims
    if get_static_value(axis) != 0:
        return gather_v2(params, indices, axis, batch_dims=batch_dims, name=name)
    # a ref variable has this method only to refuse it
    with suppress(AttributeError):
        return params.sparse_read(indices, name=name)
    return gather_v2(params, indices, axis, name=name)


def _gathered_nd(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    params, indices = inputs[0]._dims, rules.at_least(inputs[1]._dims, 1)
    depth = indices[-1] if indices is not None else None
    if params is None or indices is None or depth is None:
        return (None,)
    if depth > len(params):
        raise ShapeMismatch(
            "indices.shape[-1] must be <= params.rank, but saw indices shape: "
            f"{compact(indices)} and params shape: {compact(params)}"
        )
    return (indices[:-1] + params[depth:],)


@op(
    "GatherNd(params: Tparams, indices: Tindices; Tparams: type, Tindices: index) -> (output: Tparams)",
    shape=_gathered_nd,
)
def _gather_nd(params: Any, indices: Any) -> Any:
    """The slices of params at coordinates."""
    return xp.gather_nd(params, indices)


@converts_again("params", "indices")
def gather_nd(params: Any, indices: Any, name: str | None = None, batch_dims: int = 0) -> Tensor:
    """The slices of `params` whose leading coordinates are the rows of `indices`.

    Args:
      params: a tensor, or a variable.
      indices: an int32 or int64 tensor; its last dimension holds coordinates.
      name: the wish for the node's name.
      batch_dims: so many leading dimensions of `params` and `indices` are walked together.

    Raises:
      ValueError: if a row of `indices` is longer than `params` has dimensions.
    """
    if batch_dims != 0:
        # imported here because it gathers
        from scopeflow.ops.arrays.batch_gathering import batch_gather_nd

        return batch_gather_nd(params, indices, batch_dims, name)
    with suppress(AttributeError):  # as in gather
        return params.gather_nd(indices, name=name)
    return _gather_nd(params, indices, name=name)


def _scattered(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    indices, updates = inputs[0]._dims, inputs[1]._dims
    rules.with_rank(inputs[2]._dims, 1)
    made = constant_value_as_shape(inputs[2])
    if indices is None or updates is None:
        return (made,)
    rules.at_least(indices, 1)
    rules.at_least(updates, 1)
    check_scatter(indices, updates, made, computed=True)
    return (made,)


def check_scatter(
    indices: rules.Dims, updates: rules.Dims, made: rules.Dims, computed: bool = False
) -> None:
    """Checks that slices fit coordinates, and the array `made` that they go to, whose shape an input may have told.

    Raises:
      ShapeMismatch: if they do not.
    """
    if not computed:
        check_not_empty(made, indices, updates)
    if indices is None or updates is None:
        return
    outer, depth = len(indices) - 1, indices[-1]
    _must_match(
        indices[:-1], updates[:outer],
        f"The outer {outer} dimensions of indices.shape={compact(indices)} must match the outer {outer} "
        f"dimensions of updates.shape={compact(updates)}",
    )  # fmt: skip
    if computed:
        check_not_empty(made, indices, updates, asked=(2,))
    if made is not None and depth is not None:
        # the rank first, then the sizes: the errors tell what was known
        steps: Any = (((None,) * len(made), ()), (made, (2,))) if computed else ((made, ()),)
        for known, asked in steps:
            _must_match(
                known[depth:], updates[outer:],
                f"The inner {len(made) - depth} dimensions of output.shape={compact(known)} must match the "
                f"inner {len(updates) - outer} dimensions of updates.shape={compact(updates)}",
                asked,
            )  # fmt: skip


def check_not_empty(
    whole: rules.Dims, indices: rules.Dims, updates: rules.Dims, asked: Sequence[int] = ()
) -> None:
    """Raises ShapeMismatch if something is known to be written into an array known to be empty."""
    if (
        whole is not None
        and 0 in whole
        and None not in whole
        and any(d is not None and None not in d and 0 not in d for d in (indices, updates))
    ):
        raise ShapeMismatch("Indices and updates specified for empty output shape", shapes=asked)


def _must_match(
    one: rules.Dims, other: rules.Dims, sentence: str, asked: Sequence[int] = ()
) -> None:
    try:
        rules.merge(one, other)
    except ShapeMismatch as mismatch:
        raise ShapeMismatch(f"{sentence}: {mismatch}", shapes=asked) from None


@op(
    "ScatterNd(indices: Tindices, updates: T, shape: Tindices; T: type, Tindices: index) -> (output: T)",
    shape=_scattered,
    static=("shape",),
)
def scatter_nd(indices: Any, updates: Any, shape: Any) -> Any:
    """Zeros to which slices are added at coordinates.

    Args:
      indices: an int32 or int64 tensor; its last dimension holds coordinates.
      updates: the slices, one for each row of `indices`; those for equal rows add up.
      shape: the result's shape, a vector of the same dtype as `indices`.
      name: the wish for the node's name.

    Raises:
      ValueError: if the shapes do not fit.
    """
    return xp.scatter_nd(indices, updates, shape)


# -- distinct values -------------------------------------------------------------------------------


def _distinct(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, rules.Dims]:
    rules.with_rank(inputs[0]._dims, 1)
    return ((None,), inputs[0]._dims)


def _counted(
    inputs: Sequence[Tensor], attrs: dict[str, Any]
) -> tuple[rules.Dims, rules.Dims, rules.Dims]:
    # of any rank while building; a run refuses what is no vector
    return ((None,), inputs[0]._dims, (None,))


@op(
    "Unique(x: T; T: type, out_idx: index = int32) -> (y: T, idx: out_idx)",
    shape=_distinct,
    host=True,
)
def _unique(x: Any, *, out_idx: Any) -> Any:
    """The distinct values."""
    return xp.unique(x, out_idx.as_numpy_dtype)[:2]


@op(
    "UniqueWithCounts(x: T; T: type, out_idx: index = int32) -> (y: T, idx: out_idx, count: out_idx)",
    shape=_counted,
    host=True,
)
def _unique_with_counts(x: Any, *, out_idx: Any) -> Any:
    """The distinct values, and how often each is there."""
    return xp.unique(x, out_idx.as_numpy_dtype)


def unique(x: Any, out_idx: Any = dtypes.int32, name: str | None = None) -> Any:
    """The distinct values of a vector in order of appearance, and the place of each value among them.

    Args:
      x: a vector.
      out_idx: the dtype of the places, int32 or int64.
      name: the wish for the node's name.

    Returns:
      A named tuple (y, idx): `y[idx[i]] == x[i]`.
    """
    return _unique(x, out_idx=out_idx, name=name)


def unique_with_counts(x: Any, out_idx: Any = dtypes.int32, name: str | None = None) -> Any:
    """`unique`, and how often each value is there.

    Args:
      x: a vector.
      out_idx: the dtype of the places and counts, int32 or int64.
      name: the wish for the node's name.

    Returns:
      A named tuple (y, idx, count).
    """
    return _unique_with_counts(x, out_idx=out_idx, name=name)


def _vector(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    return (rules.with_rank(inputs[0]._dims, 1),)


@op("InvertPermutation(x: T; T: index = int32) -> (y: T)", shape=_vector)
def invert_permutation(x: Any) -> Any:
    """The permutation y with `y[x[i]] == i`.

    Args:
      x: a vector that holds 0, 1, ..., each once, in any order.
      name: the wish for the node's name.
    """
    return xp.invert_permutation(x)
