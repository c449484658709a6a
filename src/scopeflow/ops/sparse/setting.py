"""The last dimension of tensors as sets: tf.sets, and the distances between sequences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.sparse.inputs import rank_of
from scopeflow.ops.sparse.tensor import (
    SparseTensor,
    SparseTensorValue,
    convert_to_tensor_or_sparse_tensor,
)
from scopeflow.ops.static import constant_value

_TYPES = "{int8|int16|int32|int64|uint8|uint16|string}"
_ATTRS = f"set_operation: string, validate_indices: bool = True, T: {_TYPES}"
_RESULT = "-> (result_indices: int64, result_values: T, result_shape: int64)"


def _made(rank: int | None) -> tuple[rules.Dims, ...]:
    return (None, rank), (None,), (rank,)


def _sparse_rank(indices: Tensor, values: Tensor, shape: Tensor) -> int | None:
    places = rules.with_rank(indices._dims, 2)
    rules.with_rank(values._dims, 1)
    rules.with_rank(shape._dims, 1)
    assert places is not None
    return rules.merge_dim(places[1], rank_of(shape))


def _two_dense(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    a, b = inputs[0]._dims, inputs[1]._dims
    known = a if a is not None else b
    if known is None:
        return _made(None)
    if len(known) < 2:
        raise ShapeMismatch(f"Shape must be at least rank 2 but is rank {len(known)}")
    if a is not None and b is not None:
        rules.with_rank(b, len(a))
        rules.merge(a[:-1], b[:-1])
    return _made(len(known))


def _dense_and_sparse(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    dense = inputs[0]._dims
    if dense is not None and len(dense) < 2:
        raise ShapeMismatch(f"Shape must be at least rank 2 but is rank {len(dense)}")
    rank = _sparse_rank(*inputs[1:])
    if dense is not None and rank not in (None, len(dense)):
        raise ShapeMismatch(f"Dimension must be {len(dense)} but is {rank}")
    rank = rank if dense is None else len(dense)
    return _made(rank)


def _two_sparse(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    one, other = _sparse_rank(*inputs[:3]), _sparse_rank(*inputs[3:])
    return _made(rules.merge_dim(one, other))


def _outer(shape: Any) -> tuple[int, ...]:
    return tuple(np.asarray(shape).tolist()[:-1])


@op(f"DenseToDenseSetOperation(set1: T, set2: T; {_ATTRS}) {_RESULT}", shape=_two_dense, host=True)
def _dense_to_dense(set1: Any, set2: Any, *, set_operation: str) -> Any:
    """Sets along the last dimensions of two dense tensors, made one."""
    a, b = xp.dense_groups(set1), xp.dense_groups(set2)
    outer = np.shape(set1)[:-1]
    xp.same_outer(outer, np.shape(set2)[:-1])
    return xp.set_operation(a, b, outer, set_operation, np.asarray(set1).dtype)


@op(
    f"DenseToSparseSetOperation(set1: T, set2_indices: int64, set2_values: T, set2_shape: int64; {_ATTRS}) {_RESULT}",
    shape=_dense_and_sparse,
    host=True,
)
def _dense_to_sparse(
    set1: Any, set2_indices: Any, set2_values: Any, set2_shape: Any, *, set_operation: str
) -> Any:
    """Sets along the last dimensions of a dense and a sparse tensor, made one."""
    b = xp.sparse_groups(set2_indices, set2_values, set2_shape)
    outer = np.shape(set1)[:-1]
    xp.same_outer(outer, _outer(set2_shape))
    return xp.set_operation(xp.dense_groups(set1), b, outer, set_operation, np.asarray(set1).dtype)


@op(
    "SparseToSparseSetOperation(set1_indices: int64, set1_values: T, set1_shape: int64, set2_indices: int64, "
    f"set2_values: T, set2_shape: int64; {_ATTRS}) {_RESULT}",
    shape=_two_sparse,
    host=True,
)
def _sparse_to_sparse(
    i1: Any, v1: Any, s1: Any, i2: Any, v2: Any, s2: Any, *, set_operation: str
) -> Any:
    """Sets along the last dimensions of two sparse tensors, made one."""
    a, b = xp.sparse_groups(i1, v1, s1), xp.sparse_groups(i2, v2, s2)
    xp.same_outer(_outer(s1), _outer(s2))
    return xp.set_operation(a, b, _outer(s1), set_operation, np.asarray(v1).dtype)


@op(
    f"SetSize(set_indices: int64, set_values: T, set_shape: int64; validate_indices: bool = True, T: {_TYPES})"
    " -> (size: int32)",
    shape=rules.unknown,
    host=True,
)
def _set_size(set_indices: Any, set_values: Any, set_shape: Any) -> Any:
    """How many different values there are along the last dimension."""
    return xp.set_size(xp.sparse_groups(set_indices, set_values, set_shape), _outer(set_shape))


_VALID = frozenset(
    [dtypes.int8, dtypes.int16, dtypes.int32, dtypes.int64, dtypes.uint8, dtypes.uint16, dtypes.string]
)  # fmt: skip


def set_size(a: Any, validate_indices: bool = True) -> Tensor:
    """How many different values there are along the last dimension of a SparseTensor.

    Args:
      a: a SparseTensor of ints or strings, its indices in row-major order.
      validate_indices: part of the node.

    Returns:
      An int32 tensor of one dimension less.

    Raises:
      TypeError: if `a` is no SparseTensor, or of another dtype.
    """
    a = convert_to_tensor_or_sparse_tensor(a, name="a")
    if not isinstance(a, SparseTensor):
        raise TypeError(f"Expected `SparseTensor`, got {a}.")
    if a.values.dtype.base_dtype not in _VALID:
        raise TypeError(f"Invalid dtype {a.values.dtype}.")
    return _set_size(a.indices, a.values, a.dense_shape, validate_indices=validate_indices)


_FLIPPED = {"a-b": "b-a", "b-a": "a-b"}


def _operate(a: Any, b: Any, how: str, validate_indices: bool) -> SparseTensor:
    a = convert_to_tensor_or_sparse_tensor(a, name="a")
    if a.dtype.base_dtype not in _VALID:
        raise TypeError(f"'a' invalid dtype {a.dtype}.")
    b = convert_to_tensor_or_sparse_tensor(b, name="b")
    if b.dtype.base_dtype is not a.dtype.base_dtype:
        raise TypeError(f"Types don't match, {a.dtype} vs {b.dtype}.")
    if isinstance(a, SparseTensor) and not isinstance(b, SparseTensor):
        # the dense one comes first
        a, b, how = b, a, _FLIPPED.get(how, how)
    marks: dict[str, Any] = {"set_operation": how, "validate_indices": validate_indices}
    if isinstance(a, SparseTensor):
        made = _sparse_to_sparse(
            a.indices, a.values, a.dense_shape, b.indices, b.values, b.dense_shape, **marks
        )
    elif isinstance(b, SparseTensor):
        made = _dense_to_sparse(a, b.indices, b.values, b.dense_shape, **marks)
    else:
        made = _dense_to_dense(a, b, **marks)
    return SparseTensor(*made)


def set_intersection(a: Any, b: Any, validate_indices: bool = True) -> SparseTensor:
    """What is in both of two sets, for the sets along the last dimensions of two tensors.

    Args:
      a: a Tensor or SparseTensor of ints or strings.
      b: another of the same dtype; its shape is the same except for the last dimension.
      validate_indices: part of the node; indices must be in row-major order in any case.

    Returns:
      A SparseTensor of rising values along the last dimension.

    Raises:
      TypeError: if a dtype does not fit.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     both = tf.sets.intersection(tf.constant([[1, 2, 3]]), tf.constant([[3, 1, 7]]))
    ...     sess.run(both).values.tolist()
    [1, 3]

    ```
    """
    return _operate(a, b, "intersection", validate_indices)


def set_difference(
    a: Any, b: Any, aminusb: bool = True, validate_indices: bool = True
) -> SparseTensor:
    """What is in one of two sets and not in the other, for the sets along the last dimensions of two tensors.

    Args:
      a: a Tensor or SparseTensor of ints or strings.
      b: another of the same dtype; its shape is the same except for the last dimension.
      aminusb: what is in `a` and not in `b`; the other way round if false.
      validate_indices: part of the node; indices must be in row-major order in any case.

    Raises:
      TypeError: if a dtype does not fit.
    """
    return _operate(a, b, "a-b" if aminusb else "b-a", validate_indices)


def set_union(a: Any, b: Any, validate_indices: bool = True) -> SparseTensor:
    """What is in any of two sets, for the sets along the last dimensions of two tensors.

    Args:
      a: a Tensor or SparseTensor of ints or strings.
      b: another of the same dtype; its shape is the same except for the last dimension.
      validate_indices: part of the node; indices must be in row-major order in any case.

    Raises:
      TypeError: if a dtype does not fit.
    """
    return _operate(a, b, "union", validate_indices)


def _distances(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    h, t = constant_value(inputs[2]), constant_value(inputs[5])
    if h is None or t is None:
        return (None,)
    if h.size != t.size:
        raise ShapeMismatch(
            f"Num elements of hypothesis_shape does not match truth_shape: {h.size} vs. {t.size}",
            values=(2, 5),
        )
    return (tuple(np.maximum(h, t)[:-1].tolist()),)


@op(
    "EditDistance(hypothesis_indices: int64, hypothesis_values: T, hypothesis_shape: int64, truth_indices: int64, "
    "truth_values: T, truth_shape: int64; normalize: bool = True, T: type) -> (output: float32)",
    shape=_distances,
    host=True,
)
def _edit_distance(hi: Any, hv: Any, hs: Any, ti: Any, tv: Any, ts: Any, *, normalize: bool) -> Any:
    """The distances between sequences."""
    return xp.edit_distance(hi, hv, hs, ti, tv, ts, normalize)


def edit_distance(
    hypothesis: Any, truth: Any, normalize: bool = True, name: str | None = "edit_distance"
) -> Tensor:
    """The Levenshtein distances between sequences that lie along the last dimension.

    Args:
      hypothesis: a SparseTensor of sequences.
      truth: a SparseTensor of as many sequences of the same dtype.
      normalize: divide by the length of the truth; the distance to an empty one is infinite.
      name: the wish for the node's name.

    Returns:
      A float32 tensor of one dimension less.

    Raises:
      TypeError: if an input is no SparseTensor.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     said = tf.SparseTensor([[0, 0], [0, 1]], ["a", "c"], [1, 2])
    ...     true = tf.SparseTensor([[0, 0], [0, 1]], ["a", "b"], [1, 2])
    ...     sess.run(tf.edit_distance(said, true)).tolist()
    [0.5]

    ```
    """
    kinds = (SparseTensor, SparseTensorValue)
    if not isinstance(hypothesis, kinds):
        raise TypeError("Hypothesis must be a SparseTensor.")
    if not isinstance(truth, kinds):
        raise TypeError("Truth must be a SparseTensor.")
    hypothesis, truth = SparseTensor.from_value(hypothesis), SparseTensor.from_value(truth)
    return _edit_distance(
        hypothesis.indices, hypothesis.values, hypothesis.dense_shape,
        truth.indices, truth.values, truth.dense_shape, normalize=normalize, name=name,
    )  # fmt: skip
