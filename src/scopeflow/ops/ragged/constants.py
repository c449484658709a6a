"""Ragged tensors of nested lists: tf.ragged.constant, constant_value and placeholder."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor, internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant as dense_constant
from scopeflow.ops.arrays.placeholder import placeholder as dense_placeholder
from scopeflow.ops.ragged.building import is_ragged_tensor
from scopeflow.ops.ragged.value import RaggedTensorValue
from scopeflow.ops.scoping import name_scope


def ragged_or_tensor(value: Any, dtype: Any = None, name: str | None = None) -> Any:
    """`value` as a RaggedTensor if it is one or the value of one, else as a Tensor.

    Raises:
      ValueError: if a ragged value has another dtype.
    """
    if isinstance(value, RaggedTensorValue):
        with name_scope(name, "ConvertToTensorOrRaggedTensor", []):
            return _from_value(value)
    if is_ragged_tensor(value):
        if dtype is not None and not dtypes.as_dtype(dtype).is_compatible_with(value.dtype):
            raise ValueError(
                f"Tensor conversion requested dtype {dtypes.as_dtype(dtype).name} for RaggedTensor with dtype "
                f"{value.dtype.name}: {value}"
            )
        return value
    return internal_convert(value, dtype, name)


def _from_value(value: RaggedTensorValue) -> Any:
    from scopeflow.ops.ragged.tensor import RaggedTensor

    flat = convert_to_tensor(value.flat_values, name="flat_values")
    return RaggedTensor.from_nested_row_splits(flat, value.nested_row_splits, validate=False)


# -- what lists hold -------------------------------------------------------------------------------


def _is_list(item: Any) -> bool:
    return isinstance(item, (list, tuple)) or (isinstance(item, np.ndarray) and item.ndim > 0)


def _scalar_depth(item: Any) -> int | None:
    """How deep scalars lie; None if there are none.

    Raises:
      ValueError: if they lie at different depths.
    """
    if not _is_list(item):
        return 0
    depths = {depth for depth in map(_scalar_depth, item) if depth is not None}
    if len(depths) > 1:
        raise ValueError("all scalar values must have the same nesting depth")
    return depths.pop() + 1 if depths else None


def _max_depth(item: Any) -> int:
    if not _is_list(item):
        return 0
    return 1 + max(map(_max_depth, item), default=0)


def _inner_shape_of(pylist: Any, level: int) -> tuple[int, ...]:
    """The shape of what lies below `level` lists, if it is the same everywhere.

    Raises:
      ValueError: if it is not.
    """
    parts = [pylist]
    for _ in range(level):
        parts = [inner for part in parts for inner in part]
    found: tuple[int, ...] = ()
    while parts and _is_list(parts[0]):
        lengths = {len(part) for part in parts}
        if len(lengths) > 1:
            raise ValueError("inner values have inconsistent shape")
        found = (*found, lengths.pop())
        parts = [inner for part in parts for inner in part]
    return found


def _taken_apart(
    pylist: Any, ragged_rank: int | None, inner_shape: Any
) -> tuple[Any, list[list[int]], tuple[int, ...] | None]:
    """The innermost values, the splits of each ragged dimension, and the shape of the values."""
    if not _is_list(pylist):
        if ragged_rank:
            raise ValueError(
                f"Invalid pylist={pylist!r}: incompatible with ragged_rank={ragged_rank}"
            )
        if inner_shape:
            raise ValueError(
                f"Invalid pylist={pylist!r}: incompatible with dim(inner_shape)={len(inner_shape)}"
            )
        return pylist, [], None
    depth, deepest = _scalar_depth(pylist), _max_depth(pylist)
    if depth is not None and deepest > depth:
        raise ValueError(f"Invalid pylist={pylist!r}: empty list nesting is greater than scalar value nesting")  # fmt: skip
    if ragged_rank is not None and deepest < ragged_rank:
        raise ValueError(f"Invalid pylist={pylist!r}, max depth smaller than ragged_rank={ragged_rank}")  # fmt: skip
    if inner_shape is not None and ragged_rank is not None:
        expected = ragged_rank + len(inner_shape) + 1
        if (depth is not None and expected != depth) or (depth is None and expected < deepest):
            raise ValueError(
                f"Invalid pylist={pylist!r}: incompatible with ragged_rank={ragged_rank} and "
                f"dim(inner_shape)={len(inner_shape)}"
            )
    if ragged_rank is None:
        ragged_rank = max(1, deepest - 1) if inner_shape is None else deepest - 1 - len(inner_shape)
        if inner_shape is None and deepest == 1:
            ragged_rank = 0
    if inner_shape is None:
        inner_shape = _inner_shape_of(pylist, ragged_rank + 1) if depth is not None else ()
    splits: list[list[int]] = []
    values = list(pylist)
    for _ in range(ragged_rank):
        ends = [0]
        for row in values:
            ends.append(ends[-1] + len(row))
        splits.append(ends)
        values = [item for row in values for item in row]
    return values, splits, tuple(inner_shape)


def constant(
    pylist: Any,
    dtype: Any = None,
    ragged_rank: int | None = None,
    inner_shape: Any = None,
    name: str | None = None,
    row_splits_dtype: Any = dtypes.int64,
) -> Any:
    """A constant RaggedTensor of nested lists.

    Args:
      pylist: nested lists; all numbers lie equally deep.
      dtype: the DType of the values; by default as for `tf.constant`.
      ragged_rank: how many dimensions are ragged; by default all but the first.
      inner_shape: the shape of the innermost values.
      name: the wish for the scope's name.
      row_splits_dtype: int32 or int64.

    Returns:
      A RaggedTensor, or a Tensor if nothing is ragged.

    Raises:
      ValueError: if scalars lie at different depths, or the lists do not fit the other arguments.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.ragged.constant([[1, 2], [], [3]])).to_list()
    [[1, 2], [], [3]]

    ```
    """
    from scopeflow.ops.ragged.tensor import RaggedTensor

    kind = dtypes.as_dtype(row_splits_dtype)
    with name_scope(name, "RaggedConstant"):
        values, splits, inner = _taken_apart(pylist, ragged_rank, inner_shape)
        wanted = None if dtype is None else dtypes.as_dtype(dtype)
        if not splits:
            if inner is None or not values:
                return dense_constant(values, wanted, None if values != [] else [0, *(inner or ())])
            return dense_constant(values, wanted, [len(values), *inner])
        made: Any = dense_constant(values, wanted, [len(values), *(inner or ())], name="values")
        for ends in reversed(splits):
            made = RaggedTensor.from_row_splits(made, dense_constant(ends, kind), validate=False)
        return made


def constant_value(
    pylist: Any,
    dtype: Any = None,
    ragged_rank: int | None = None,
    inner_shape: Any = None,
    row_splits_dtype: Any = "int64",
) -> Any:
    """The value of a RaggedTensor from nested lists.

    Args:
      pylist: nested lists; all numbers lie equally deep.
      dtype: the NumPy dtype of the values.
      ragged_rank: how many dimensions are ragged; by default all but the first.
      inner_shape: the shape of the innermost values.
      row_splits_dtype: int32 or int64.

    Returns:
      A RaggedTensorValue, or an array if nothing is ragged.

    Raises:
      ValueError: if scalars lie at different depths, or the lists do not fit the other arguments.
    """
    kind = dtypes.as_dtype(row_splits_dtype).as_numpy_dtype
    if isinstance(dtype, dtypes.DType):
        dtype = dtype.as_numpy_dtype
    values, splits, inner = _taken_apart(pylist, ragged_rank, inner_shape)
    if not splits:
        return np.array(values, dtype=dtype)
    made: Any = np.reshape(np.array(values, dtype=dtype), [len(values), *(inner or ())])
    for ends in reversed(splits):
        made = RaggedTensorValue(made, np.array(ends, kind))
    return made


def placeholder(
    dtype: Any, ragged_rank: int, value_shape: Any = None, name: str | None = None
) -> Any:
    """A RaggedTensor whose value every run that needs it must be fed: a RaggedTensorValue.

    Args:
      dtype: the DType of the values.
      ragged_rank: how many dimensions are ragged.
      value_shape: the shape of the innermost values.
      name: the wish for the scope's name.
    """
    from scopeflow.graph.shapes import TensorShape
    from scopeflow.ops.ragged.tensor import RaggedTensor

    if ragged_rank == 0:
        return dense_placeholder(dtypes.as_dtype(dtype), TensorShape(value_shape)._dims, name)
    with name_scope(name, "RaggedPlaceholder", []):
        dims = TensorShape([None]).concatenate(value_shape)._dims
        made: Any = dense_placeholder(dtype=dtypes.as_dtype(dtype), shape=dims, name="flat_values")
        for level in reversed(range(ragged_rank)):
            splits: Tensor = dense_placeholder(
                dtype=dtypes.int64, shape=(None,), name=f"row_splits_{level}"
            )
            made = RaggedTensor.from_row_splits(made, splits, validate=False)
        return made
