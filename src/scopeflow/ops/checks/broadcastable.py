"""Weights that must fit what they weigh: scalar, or of the same rank with dimensions of 1 or the same size."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import ones_like
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import expand_dims, rank, shape, size
from scopeflow.ops.checks.assertion import Assert
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.control.grouping import no_op
from scopeflow.ops.math.arithmetic import multiply
from scopeflow.ops.math.comparison import equal
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.setting import set_difference
from scopeflow.ops.static import constant_value

_PREFIX = "weights can not be broadcast to values."


def assert_broadcastable(weights: Any, values: Any) -> Operation:
    """An operation that fails the run unless `weights` can weigh `values`.

    Args:
      weights: a tensor: a scalar, or of the rank of `values` with dimensions that are 1 or equal.
      values: a tensor.

    Returns:
      An Operation; it does nothing if the shapes are known to fit.

    Raises:
      ValueError: if the shapes are known not to fit.
    """
    with name_scope(None, "assert_broadcastable", (weights, values)) as scope:
        with name_scope(None, "weights", (weights,)) as inner:
            weights = convert_to_tensor(weights, name=inner)
            weights_shape = shape(weights, name="shape")
            weights_rank = rank(weights, name="rank")
        with name_scope(None, "values", (values,)) as inner:
            values = convert_to_tensor(values, name=inner)
            values_shape = shape(values, name="shape")
            values_rank = rank(values, name="rank")
        known = _known_to_fit(
            weights, values, constant_value(weights_shape), constant_value(values_shape)
        )
        if known is not None:
            return no_op(name=known)
        is_scalar = equal(0, weights_rank, name="is_scalar")
        data = [
            _PREFIX,
            "weights.shape=",
            weights.name,
            weights_shape,
            "values.shape=",
            values.name,
            values_shape,
            "is_scalar=",
            is_scalar,
        ]
        fits = cond(
            is_scalar,
            lambda: is_scalar,
            lambda: _same_but_ones(weights_rank, weights_shape, values_rank, values_shape),
            name="is_valid_shape",
        )
        return Assert(fits, data, name=scope)


def _known_to_fit(
    weights: Tensor, values: Tensor, weights_shape: Any, values_shape: Any
) -> str | None:
    """The name of the check that is passed already, or None if only a run can tell."""
    given, wanted = weights._dims, values._dims
    if given is None or wanted is None:
        return None
    if not given:
        return "static_scalar_check_success"
    if len(given) != len(wanted):
        raise ValueError(
            f"{_PREFIX} values.rank={len(wanted)}. weights.rank={len(given)}. "
            f"values.shape={values.shape}. weights.shape={weights.shape}."
        )
    if weights_shape is None or values_shape is None:
        return None
    for axis, (mine, theirs) in enumerate(zip(weights_shape, values_shape, strict=True)):
        if mine not in (1, theirs):
            raise ValueError(
                f"{_PREFIX} Mismatch at dim {axis}. "
                f"values.shape={values_shape} weights.shape={weights_shape}."
            )
    return "static_dims_check_success"


def _same_but_ones(
    weights_rank: Tensor, weights_shape: Tensor, values_rank: Tensor, values_shape: Tensor
) -> Tensor:
    """Whether the ranks are equal and each dimension of the weights is 1 or that of the values."""
    given = (weights_rank, weights_shape, values_rank, values_shape)
    with name_scope(None, "has_valid_nonscalar_shape", given) as scope:
        same_rank = equal(values_rank, weights_rank, name="is_same_rank")
        return cond(
            same_rank,
            lambda: _ones_or_same(weights_shape, values_shape),
            lambda: same_rank,
            name=scope,
        )


def _ones_or_same(weights_shape: Tensor, values_shape: Tensor) -> Tensor:
    with name_scope(None, "has_invalid_dims", (weights_shape, values_shape)) as scope:
        sizes = expand_dims(values_shape, -1)
        allowed = concat((sizes, ones_like(sizes)), axis=1)
        others = set_difference(expand_dims(weights_shape, -1), allowed)
        count = size(others.values, name="num_invalid_dims")
        return equal(0, count, name=scope)


def broadcast_weights(weights: Any, values: Any) -> Tensor:
    """`weights` in the shape of `values`.

    Args:
      weights: a tensor as `assert_broadcastable` wants it.
      values: a tensor.

    Returns:
      A Tensor of the dtype and shape of `values`.

    Raises:
      ValueError: if the shapes are known not to fit.
    """
    with name_scope(None, "broadcast_weights", (weights, values)) as scope:
        values = convert_to_tensor(values, name="values")
        weights = convert_to_tensor(weights, dtype=values.dtype.base_dtype, name="weights")
        if weights.shape.is_fully_defined() and weights._dims == values._dims:
            return weights
        with weights.graph.control_dependencies((assert_broadcastable(weights, values),)):
            whole = ones_like(values)
        return multiply(weights, whole, name=scope)
