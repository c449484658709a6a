"""Gathering from each element of a batch: `tf.batch_gather`, and `tf.gather_nd` with batch dimensions."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import ones, zeros
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.grids import meshgrid
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.moving import tile, transpose
from scopeflow.ops.arrays.shaping import rank, reshape, shape
from scopeflow.ops.arrays.splitting import unstack
from scopeflow.ops.calling import call
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static_value import get_static_value


def batch_gather(params: Any, indices: Any, name: str | None = None) -> Tensor:
    """The slices of `params` that `indices` names, each from its own batch element.

    `result[i1, ..., j] = params[i1, ..., indices[i1, ..., j]]`; all dimensions of `indices` but the last are batch
    dimensions.

    Args:
      params: a tensor whose shape starts with the batch dimensions.
      indices: an int32 or int64 tensor of known rank, 1 or more.
      name: the wish for the scope's name.

    Raises:
      ValueError: if the rank of `indices` is not known, or the batch dimensions differ.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.batch_gather([[1, 2, 3], [4, 5, 6]], [[2], [0]])).tolist()
    [[3], [4]]

    ```
    """
    with name_scope(name, "BatchGather", [params, indices]):
        indices = convert_to_tensor(indices, name="indices")
        params = convert_to_tensor(params, name="params")
        count = indices.shape.ndims
        if count is None:
            raise ValueError(
                "batch_gather does not allow indices with unknown shape. Give them a rank with set_shape."
            )
        chosen, whole = shape(indices), shape(params)
        kind = indices.dtype.base_dtype
        # where each batch element starts in the flattened params
        step = ones((), dtype=kind)
        sizes = call("Cast", whole, DstT=kind)
        places = indices
        for dim in range(count - 1, 0, -1):
            size = sizes[dim - 1]
            step *= sizes[dim]
            starts = call("Range", zeros((), dtype=kind), size, ones((), dtype=kind))
            starts *= step
            spread = stack([1] * (dim - 1) + [size] + [1] * (count - dim), axis=0)
            places += reshape(starts, spread)
        places = reshape(places, [-1])
        inner = whole[count:]
        rows = call("Prod", whole[:count], [0], keep_dims=False)
        flat = reshape(params, concat([[rows], inner], axis=0))
        result = reshape(gather(flat, places), concat([chosen, inner], axis=0))
        static = indices.shape[: count - 1].merge_with(params.shape[: count - 1])
        static = static.concatenate(indices.shape.dims[count - 1])
        result.set_shape(static.concatenate(params.shape[count:]))
        return result


def batch_gather_nd(params: Any, indices: Any, batch_dims: Any, name: str | None = None) -> Tensor:
    """The slices of each batch element of `params` at the coordinates in the rows of `indices`.

    Args:
      params: a tensor whose shape starts with the batch dimensions.
      indices: an int32 or int64 tensor whose shape starts with them too; its last dimension holds coordinates.
      batch_dims: how many batch dimensions there are, an int.
      name: the wish for the scope's name.

    Raises:
      TypeError: if `batch_dims` is no int that is known.
      ValueError: if there are not so many dimensions.
    """
    with name_scope(name, "BatchGatherND", [params, indices]):
        indices = convert_to_tensor(indices, name="indices")
        params = convert_to_tensor(params, name="params")
        known = get_static_value(batch_dims)
        if known is None:
            raise TypeError(f"batch_dims must be an int; got {batch_dims!r}")
        count = int(known)
        if count < 0:
            raise ValueError("tf.gather_nd does not allow negative batch_dims.")
        for what, tensor in (("indices", indices), ("params", params)):
            ndims = tensor.shape.ndims
            if ndims is not None and count >= ndims:
                raise ValueError(f"batch_dims = {count} must be less than rank({what}) = {ndims}")
        whole, chosen = shape(params), shape(indices)
        batch = whole[:count]
        elements = call("Prod", batch, [0], keep_dims=False)
        inner_rank = rank(indices) - count - 1
        inner = chosen[count:-1]
        # the coordinates of each batch element stand before those in `indices`
        ranges = [
            call("Cast", call("Range", 0, size, 1), DstT=indices.dtype.base_dtype)
            for size in unstack(batch, axis=0)
        ]
        mesh = meshgrid(*ranges, indexing="ij")
        grid = transpose(stack([reshape(axis, shape=(-1,)) for axis in mesh], axis=0))
        listed = shape(grid)
        grid = reshape(
            grid, concat([listed[:1], ones(inner_rank, dtype=dtypes.int32), listed[1:]], axis=0)
        )
        grid = tile(grid, multiples=concat([[1], inner, [1]], axis=0))
        flat = reshape(indices, shape=concat([[elements], chosen[count:]], axis=0))
        places = concat([grid, flat], axis=-1)
        found = call("GatherNd", params, places)
        return reshape(found, shape=concat([batch, shape(found)[1:]], axis=0))
