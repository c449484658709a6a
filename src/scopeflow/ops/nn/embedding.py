"""Looking up embeddings: the rows of a table, or of a table that is split into several, by their ids."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.contexts import colocate_with
from scopeflow.graph.convert import convert_to_tensor, internal_convert
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.counting import range as tensor_range
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.masking import select
from scopeflow.ops.arrays.shaping import rank, reshape, shape, size
from scopeflow.ops.calling import call
from scopeflow.ops.math.arithmetic import maximum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.clipping import clip_by_norm
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.scoping import name_scope


def embedding_lookup(
    params: Any,
    ids: Any,
    partition_strategy: str = "mod",
    name: str | None = None,
    validate_indices: bool = True,
    max_norm: Any = None,
) -> Tensor:
    """The rows of a table that `ids` names.

    Args:
      params: the table: a Tensor or variable, or a list of them (or a partitioned variable) that hold it in parts.
      ids: an int32 or int64 Tensor of any shape.
      partition_strategy: which part holds which id: with "mod" part `id % parts`, with "div" parts of consecutive
        ids, the first ones longer by one if they cannot be equal.
      name: a name for the operation and the scope of the others.
      validate_indices: ignored; an id out of range is always an error when it runs.
      max_norm: the largest length of a row; longer ones are scaled down. None for no limit.

    Returns:
      A Tensor of the shape of `ids` and a row's shape.

    Raises:
      ValueError: if there are no params, or for another strategy.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     table = tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    ...     print(sess.run(tf.nn.embedding_lookup(table, [2, 0])))
    [[5. 6.]
     [1. 2.]]

    ```
    """
    params, ids_given = as_parts(params), ids
    with name_scope(name, "embedding_lookup", [*params, ids_given]) as full:
        if not any(_is_resource(part) for part in params):
            params = [
                internal_convert(part, name=f"params_{index}") for index, part in enumerate(params)
            ]
        ids = internal_convert(ids_given, name="ids")
        if len(params) == 1:
            with colocate_with(_place(params[0])):
                rows = _clip(gather(params[0], ids, name=full), ids, max_norm)
            # made outside, so that it stands where the rows are wanted
            return identity(rows)
        return _clip(_from_parts(params, ids, partition_strategy, full), ids, max_norm)


def as_parts(params: Any) -> list[Any]:
    """The parts of a table.

    Raises:
      ValueError: if there is none.
    """
    if params is None:
        raise ValueError("params must be specified")
    if isinstance(params, (list, tuple)) and not params:
        raise ValueError("Need at least one param")
    if hasattr(params, "_get_variable_list"):
        return list(params)
    return params if isinstance(params, list) else [params]


def _is_resource(part: Any) -> bool:
    return not isinstance(part, Tensor) and isinstance(getattr(part, "handle", None), Tensor)


def _place(part: Any) -> Any:
    return part.handle if _is_resource(part) else part


def _clip(rows: Tensor, ids: Any, max_norm: Any) -> Tensor:
    if max_norm is None:
        return rows
    first, first_known = _rank(ids)
    last, last_known = _rank(rows)
    if first_known and last_known:
        axes: Any = list(range(first, last))
    else:
        axes = tensor_range(first, last)
    clipped = clip_by_norm(rows, max_norm, axes=axes)
    assert isinstance(clipped, Tensor)
    return clipped


def _rank(x: Any) -> tuple[Any, bool]:
    dims = convert_to_tensor(x)._dims
    # a scalar's rank counts as unknown too
    return (len(dims), True) if dims else (rank(x), False)


def _from_parts(params: list[Any], ids: Tensor, strategy: str, name: str) -> Tensor:
    count = len(params)
    flat = reshape(ids, [-1])
    places = tensor_range(size(flat))
    if strategy == "mod":
        part_of: Tensor = flat % count
        row_of: Tensor = flat // count
    elif strategy == "div":
        part_of, row_of = _consecutive(params, flat)
    else:
        raise ValueError(f'Unrecognized partition strategy: {strategy}. It must be "mod" or "div".')
    part_of = cast(part_of, "int32")
    wanted = call("DynamicPartition", row_of, part_of, num_partitions=count)
    origins = call("DynamicPartition", places, part_of, num_partitions=count)
    found = []
    for part, rows in zip(params, wanted, strict=True):
        with colocate_with(_place(part)):
            found.append(gather(part, rows))
    result = call("ParallelDynamicStitch", origins, found, name=name)
    row_shape = params[0].shape[1:]
    for part in params[1:]:
        row_shape = row_shape.merge_with(part.shape[1:])
    if row_shape.is_fully_defined():
        inner: Any = row_shape
    else:
        with colocate_with(_place(params[0])):
            whole = shape(params[0])
        inner = whole[1:]
    result = reshape(result, concat([shape(ids), inner], 0))
    result.set_shape(ids.shape.concatenate(row_shape))
    return result


def _consecutive(params: list[Any], flat: Tensor) -> tuple[Tensor, Tensor]:
    """The part and the row of each id where the parts hold consecutive ids."""
    count = len(params)
    sizes = [_rows(part) for part in params]
    if all(sizes):
        total = constant(sum(sizes), flat.dtype)
    else:
        known: list[Any] = []
        for part, rows in zip(params, sizes, strict=True):
            if rows is not None:
                known.append(rows)
            else:
                with colocate_with(_place(part)):
                    known.append(shape(part)[0])
        total = reduce_sum(cast(stack(known), flat.dtype))
    each = total // count
    extras = total % count
    part_of = maximum(flat // (each + 1), (flat - extras) // each)
    # the first `extras` parts are longer by one
    row_of = select(part_of < extras, flat % (each + 1), (flat - extras) % each)
    return part_of, row_of


def _rows(part: Any) -> int | None:
    dims = TensorShape(part.shape).dims
    return None if dims is None else dims[0].value
