"""Sparse tensors times, over and plus dense ones, and functions of each value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import Definition, op
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.division import _TRUE_DIVISION
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.inputs import sparse_input
from scopeflow.ops.sparse.tensor import SparseTensor


def _like_values(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[0]._dims, 2)
    dims = inputs[0]._dims
    return ((None,) if dims is None else (dims[0],),)


_INPUTS = "sp_indices: int64, sp_values: T, sp_shape: int64, dense: T; T: number) -> (output: T)"


@op(f"SparseDenseCwiseMul({_INPUTS}", shape=_like_values)
def sparse_dense_cwise_mul(sp_indices: Any, sp_values: Any, sp_shape: Any, dense: Any) -> Any:
    """The values of a sparse tensor times those of a dense one, broadcast, at their places."""
    return xp.sparse_dense_cwise(sp_indices, sp_values, sp_shape, dense, "mul")


@op(f"SparseDenseCwiseDiv({_INPUTS}", shape=_like_values)
def sparse_dense_cwise_div(sp_indices: Any, sp_values: Any, sp_shape: Any, dense: Any) -> Any:
    """The values of a sparse tensor over those of a dense one, broadcast, at their places."""
    return xp.sparse_dense_cwise(sp_indices, sp_values, sp_shape, dense, "div")


@op(f"SparseDenseCwiseAdd({_INPUTS}", shape=_like_values)
def sparse_dense_cwise_add(sp_indices: Any, sp_values: Any, sp_shape: Any, dense: Any) -> Any:
    """The values of a sparse tensor plus those of a dense one, broadcast, at their places."""
    return xp.sparse_dense_cwise(sp_indices, sp_values, sp_shape, dense, "add")


def _combined(definition: Definition, wish: str, x: SparseTensor, y: Any) -> SparseTensor:
    with name_scope(None, wish, [x, y]) as scope:
        y = internal_convert(y, x.dtype.base_dtype, "y")
        values = definition(x.indices, x.values, x.dense_shape, y, name=scope)
        return SparseTensor(x.indices, values, x.dense_shape)


def times(x: SparseTensor, y: Any) -> SparseTensor:
    """`x * y`: each value times what `y`, broadcast to the shape of `x`, has at its place."""
    return _combined(sparse_dense_cwise_mul, "mul", x, y)


def dense_times(x: Tensor, y: SparseTensor, name: str | None) -> SparseTensor:
    """`x * y` for a dense `x`, broadcast to the shape of `y`."""
    values = sparse_dense_cwise_mul(y.indices, y.values, y.dense_shape, x, name=name)
    return SparseTensor(y.indices, values, y.dense_shape)


def quotient(x: SparseTensor, y: Any) -> SparseTensor:
    """Each value over what `y`, broadcast to the shape of `x`, has at its place."""
    return _combined(sparse_dense_cwise_div, "div", x, y)


def true_quotient(x: SparseTensor, y: Any) -> SparseTensor:
    """`x / y`: each value over what `y`, broadcast to the shape of `x`, has at its place; integers become floats."""
    with name_scope(None, "truediv", [x, y]) as scope:
        y = internal_convert(y, x.dtype.base_dtype, "y")
        values = x.values
        wanted = _TRUE_DIVISION.get(values.dtype.base_dtype)
        if wanted is not None:
            values, y = cast(values, wanted), cast(y, wanted)
        values = sparse_dense_cwise_div(x.indices, values, x.dense_shape, y, name=scope)
        return SparseTensor(x.indices, values, x.dense_shape)


def on_values(x: Any, function: Callable[[Tensor], Tensor]) -> SparseTensor:
    """The sparse tensor whose values `function` makes of those of `x`."""
    return SparseTensor(x.indices, function(x.values), x.dense_shape)


@op(
    "SparseSoftmax(sp_indices: int64, sp_values: T, sp_shape: int64; T: {float32|float64}) -> (output: T)",
    shape=lambda inputs, attrs: _softmaxed(inputs),
    host=True,
)
def _softmax(sp_indices: Any, sp_values: Any, sp_shape: Any) -> Any:
    """The softmax along the last dimension, over the values that are there."""
    return xp.sparse_softmax(sp_indices, sp_values, sp_shape)


def _softmaxed(inputs: Sequence[Tensor]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[0]._dims, 2)
    values = rules.with_rank(inputs[1]._dims, 1)
    rules.with_rank(inputs[2]._dims, 1)
    return (values,)


def sparse_softmax(sp_input: Any, name: str | None = None) -> SparseTensor:
    """The softmax along the last dimension; values that are not there count as minus infinity, not as zero.

    Args:
      sp_input: a SparseTensor of float32 or float64 and rank 2 or more.
      name: the wish for the scope's name.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.SparseTensor([[0, 0], [0, 2], [1, 1]], [1.0, 1.0, 5.0], [2, 3])
    ...     sess.run(tf.sparse.softmax(x)).values.tolist()
    [0.5, 0.5, 1.0]

    ```
    """
    sp_input = sparse_input(sp_input)
    with name_scope(name, "SparseSoftmax", [sp_input.indices, sp_input.values]):
        values = _softmax(sp_input.indices, sp_input.values, sp_input.dense_shape)
        return SparseTensor(sp_input.indices, values, sp_input.dense_shape)


def _unknown_union(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    return (None, None), (None,)


_TWO = (
    "a_indices: int64, a_values: T, a_shape: int64, b_indices: int64, b_values: T, b_shape: int64"
)


@op(
    f"SparseSparseMaximum({_TWO}; T: real) -> (output_indices: int64, output_values: T)",
    shape=_unknown_union,
    host=True,
)
def _maximum(a_i: Any, a_v: Any, a_s: Any, b_i: Any, b_v: Any, b_s: Any) -> Any:
    """The larger of two sparse tensors, place by place."""
    return xp.sparse_extreme(a_i, a_v, a_s, b_i, b_v, b_s, "max")


@op(
    f"SparseSparseMinimum({_TWO}; T: number) -> (output_indices: int64, output_values: T)",
    shape=_unknown_union,
    host=True,
)
def _minimum(a_i: Any, a_v: Any, a_s: Any, b_i: Any, b_v: Any, b_s: Any) -> Any:
    """The smaller of two sparse tensors, place by place."""
    return xp.sparse_extreme(a_i, a_v, a_s, b_i, b_v, b_s, "min")


def _extreme(
    definition: Definition, wish: str, sp_a: Any, sp_b: Any, name: str | None
) -> SparseTensor:
    with name_scope(name, wish, [sp_a.indices, sp_a.values, sp_b.indices, sp_b.values]) as scope:
        indices, values = definition(
            sp_a.indices, sp_a.values, sp_a.dense_shape,
            sp_b.indices, sp_b.values, sp_b.dense_shape, name=scope,
        )  # fmt: skip
    return SparseTensor(indices, values, sp_a.dense_shape)


def sparse_maximum(sp_a: Any, sp_b: Any, name: str | None = None) -> SparseTensor:
    """The larger of two sparse tensors, place by place, where one of them has a value; the other then counts as 0.

    Args:
      sp_a: a SparseTensor of real numbers.
      sp_b: a SparseTensor of the same shape and dtype.
      name: the wish for the node's name.
    """
    return _extreme(_maximum, "SparseSparseMaximum", sp_a, sp_b, name)


def sparse_minimum(sp_a: Any, sp_b: Any, name: str | None = None) -> SparseTensor:
    """The smaller of two sparse tensors, place by place, where one of them has a value; the other then counts as 0.

    Args:
      sp_a: a SparseTensor of numbers.
      sp_b: a SparseTensor of the same shape and dtype.
      name: the wish for the node's name.
    """
    return _extreme(_minimum, "SparseSparseMinimum", sp_a, sp_b, name)
