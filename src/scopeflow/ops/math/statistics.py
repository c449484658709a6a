"""Reductions made of several ops: variance, standard deviation, log of a sum of exponentials, counts."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import zeros, zeros_like
from scopeflow.ops.arrays.identity import stop_gradient
from scopeflow.ops.arrays.masking import select
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.math.arithmetic import add, subtract
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import not_equal
from scopeflow.ops.math.elementwise import exp, is_finite, log, sqrt, square
from scopeflow.ops.math.reduction import reduce_max, reduce_mean, reduce_sum, renamed
from scopeflow.ops.scoping import name_scope


def reduce_logsumexp(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """log(sum(exp(x))) over some axes, without overflow for large x.

    Args:
      input_tensor: a Tensor of floats.
      axis: an int, a list of ints, or None for all axes.
      keepdims: keep the reduced axes, of size 1.
      name: a name for the scope of the operations.
      reduction_indices: the older spelling of `axis`.
      keep_dims: the older spelling of `keepdims`.

    Raises:
      ValueError: for an axis that is none, or an argument given in both spellings.
    """
    axis = renamed("axis", axis, "reduction_indices", reduction_indices)
    keepdims = renamed("keepdims", keepdims, "keep_dims", keep_dims)
    keepdims = False if keepdims is None else keepdims
    x = internal_convert(input_tensor)
    with name_scope(name, "ReduceLogSumExp", [x]):
        largest = reduce_max(x, axis, keepdims=True)
        finite = select(is_finite(largest), largest, zeros_like(largest))
        largest = stop_gradient(finite)
        result = log(reduce_sum(exp(subtract(x, largest)), axis, keepdims=keepdims))
        if not keepdims:
            largest = reshape(largest, shape(result))
        result = add(result, largest)
        if axis is None and not keepdims and result._dims is None:
            result.set_shape(())
        return result


def reduce_variance(
    input_tensor: Any, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The mean of the squared differences from the mean, over some axes.

    Args:
      input_tensor: a Tensor of numbers.
      axis: an int, a list of ints, or None for all axes.
      keepdims: keep the reduced axes, of size 1.
      name: a name for the scope of the operations.
    """
    with name_scope(name if name else "reduce_variance"):
        mean = reduce_mean(input_tensor, axis=axis, keepdims=True)
        return reduce_mean(square(input_tensor - mean), axis=axis, keepdims=keepdims)


def reduce_std(
    input_tensor: Any, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The standard deviation over some axes.

    Args:
      input_tensor: a Tensor of floats or complex numbers.
      axis: an int, a list of ints, or None for all axes.
      keepdims: keep the reduced axes, of size 1.
      name: a name for the scope of the operations.
    """
    with name_scope(name if name else "reduce_std"):
        return sqrt(reduce_variance(input_tensor, axis=axis, keepdims=keepdims))


def count_nonzero(
    input_tensor: Any = None,
    axis: Any = None,
    keepdims: bool | None = None,
    dtype: Any = dtypes.int64,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
    input: Any = None,
) -> Tensor:
    """How many elements are not zero (not empty, for strings), over some axes.

    Args:
      input_tensor: a Tensor of numbers, bools or strings.
      axis: an int, a list of ints, or None for all axes.
      keepdims: keep the reduced axes, of size 1.
      dtype: the dtype of the result.
      name: a name for the scope of the operations.
      reduction_indices: the older spelling of `axis`.
      keep_dims: the older spelling of `keepdims`.
      input: another spelling of `input_tensor`.

    Raises:
      ValueError: for an axis that is none, or an argument given in both spellings.
    """
    keepdims = renamed("keepdims", keepdims, "keep_dims", keep_dims)
    keepdims = False if keepdims is None else keepdims
    input_tensor = renamed("input", input, "input_tensor", input_tensor)
    axis = renamed("axis", axis, "reduction_indices", reduction_indices)
    with name_scope(name, "count_nonzero", [input_tensor]):
        x = internal_convert(input_tensor, name="input")
        zero = zeros((), dtype=x.dtype)
        ones = cast(not_equal(x, zero), dtypes.int64)
        return cast(reduce_sum(ones, axis=axis, keepdims=keepdims), dtype)
