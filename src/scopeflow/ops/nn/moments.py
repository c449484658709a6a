"""Means and variances over axes: moments, with weights, or put together from sums."""

from __future__ import annotations

import math
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import zeros_like
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.arrays.identity import stop_gradient
from scopeflow.ops.arrays.shaping import shape, squeeze
from scopeflow.ops.math.arithmetic import add, multiply, squared_difference, subtract
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.elementwise import reciprocal, square
from scopeflow.ops.math.reduction import reduce_mean, reduce_prod, reduce_sum, renamed
from scopeflow.ops.scoping import name_scope


def moments(
    x: Any,
    axes: Any,
    shift: Any = None,
    name: str | None = None,
    keep_dims: bool | None = None,
    keepdims: bool | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean and the variance over some axes.

    Args:
      x: a Tensor of numbers, or a variable; float16 is computed in float32.
      axes: an int or a list of ints.
      shift: ignored.
      name: a name for the scope of the operations.
      keep_dims: the older spelling of `keepdims`.
      keepdims: keep the axes, of size 1.

    Returns:
      (mean, variance), both of x's dtype.

    Raises:
      ValueError: if both spellings are given.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     mean, variance = sess.run(tf.nn.moments(tf.constant([[1.0, 2.0], [3.0, 6.0]]), axes=[0]))
    ...     print(mean, variance)
    [2. 4.] [1. 4.]

    ```
    """
    keepdims = bool(renamed("keepdims", keepdims, "keep_dims", keep_dims))
    with name_scope(name, "moments", [x, axes]):
        wide = cast(x, dtypes.float32) if x.dtype == dtypes.float16 else x
        mean = reduce_mean(wide, axes, keepdims=True, name="mean")
        variance = reduce_mean(
            squared_difference(wide, stop_gradient(mean)), axes, keepdims=True, name="variance"
        )
        return _finished(mean, variance, axes, keepdims, x.dtype)


def _finished(
    mean: Tensor, variance: Tensor, axes: Any, keepdims: bool, dtype: Any
) -> tuple[Tensor, Tensor]:
    if not keepdims:
        mean = squeeze(mean, axes)
        variance = squeeze(variance, axes)
    if dtype == dtypes.float16:
        return cast(mean, dtypes.float16), cast(variance, dtypes.float16)
    return mean, variance


def weighted_moments(
    x: Any,
    axes: Any,
    frequency_weights: Any,
    name: str | None = None,
    keep_dims: bool | None = None,
    keepdims: bool | None = None,
) -> tuple[Tensor, Tensor]:
    """The mean and the variance over some axes where each element counts as often as its weight says.

    Args:
      x: a Tensor of numbers; float16 is computed in float32.
      axes: an int or a list of ints.
      frequency_weights: weights whose shape broadcasts with x's.
      name: a name for the scope of the operations.
      keep_dims: the older spelling of `keepdims`.
      keepdims: keep the axes, of size 1.

    Returns:
      (mean, variance), both of x's dtype.

    Raises:
      ValueError: if both spellings are given.
    """
    keepdims = bool(renamed("keepdims", keepdims, "keep_dims", keep_dims))
    with name_scope(name, "weighted_moments", [x, frequency_weights, axes]):
        x = internal_convert(x, name="x")
        weights = internal_convert(frequency_weights, name="frequency_weights")
        dtype = x.dtype
        if dtype is dtypes.float16:
            x = cast(x, dtypes.float32)
        if weights.dtype is not x.dtype:
            weights = cast(weights, x.dtype)
        total = reduce_sum(weights * x, axes, name="weighted_input_sum", keepdims=True)
        # the weights in the full shape, as often as elements are summed
        everywhere = weights + zeros_like(x)
        count = reduce_sum(everywhere, axes, name="sum_of_weights", keepdims=True)
        divisor = reciprocal(count, name="inv_weight_sum")
        mean = multiply(total, divisor)
        distance = reduce_sum(
            weights * squared_difference(x, mean), axes, name="weighted_distsq", keepdims=True
        )
        variance = multiply(distance, divisor)
        return _finished(mean, variance, axes, keepdims, dtype)


def sufficient_statistics(
    x: Any,
    axes: Any,
    shift: Any = None,
    keep_dims: bool | None = None,
    name: str | None = None,
    keepdims: bool | None = None,
) -> tuple[Tensor, Tensor, Tensor, Tensor | None]:
    """The count, the sum and the sum of squares over some axes, from which `normalize_moments` makes moments.

    Args:
      x: a Tensor of numbers.
      axes: a list of ints.
      shift: a value near the mean that is taken off first, for accuracy; or None.
      keep_dims: the older spelling of `keepdims`.
      name: a name for the scope of the operations.
      keepdims: keep the axes, of size 1.

    Returns:
      (count, sum, sum of squares, shift as a Tensor or None).

    Raises:
      ValueError: if both spellings are given.
    """
    keepdims = bool(renamed("keepdims", keepdims, "keep_dims", keep_dims))
    axes = list(set(axes))
    with name_scope(name, "sufficient_statistics", [x, shift]):
        x = internal_convert(x, name="x")
        dims = None if x._dims is None else list(x._dims)
        if dims is not None and all(dims[axis] is not None for axis in axes):
            counts = constant(math.prod(dims[axis] or 0 for axis in axes), dtype=x.dtype)
        else:
            sizes = gather(cast(shape(x), x.dtype), axes)
            counts = reduce_prod(sizes, name="count")
        if shift is not None:
            shift = internal_convert(shift, name="shift")
            sums = subtract(x, shift)
            squares = squared_difference(x, shift)
        else:
            sums = x
            squares = square(x)
        sums = reduce_sum(sums, axes, keepdims=keepdims, name="mean_ss")
        squares = reduce_sum(squares, axes, keepdims=keepdims, name="var_ss")
        return counts, sums, squares, shift


def normalize_moments(
    counts: Any, mean_ss: Any, variance_ss: Any, shift: Any, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """The mean and the variance of what `sufficient_statistics` summed.

    Args:
      counts: how many elements each sum has, a number or Tensor.
      mean_ss: the sums, less `shift` for each element.
      variance_ss: the sums of squares, of what is left after `shift`.
      shift: what was taken off each element, or None.
      name: a name for the scope of the operations.

    Returns:
      (mean, variance).
    """
    with name_scope(name, "normalize", [counts, mean_ss, variance_ss, shift]):
        divisor = reciprocal(counts, name="divisor")
        if shift is not None:
            shifted = multiply(mean_ss, divisor, name="shifted_mean")
            mean = add(shifted, shift, name="mean")
        else:
            mean = shifted = multiply(mean_ss, divisor, name="mean")
        variance = subtract(multiply(variance_ss, divisor), square(shifted), name="variance")
        return mean, variance
