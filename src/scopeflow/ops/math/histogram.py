"""How often values are there: bincount, and histograms with bins of one width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.math.arithmetic import maximum, minimum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.clipping import clip_by_value
from scopeflow.ops.math.division import truediv
from scopeflow.ops.math.elementwise import floor
from scopeflow.ops.math.reduction import reduce_max, reduce_prod
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.segments.unordered import unsorted_segment_sum
from scopeflow.ops.static import constant_value


def _bins(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[1]._dims, 0)
    size = constant_value(inputs[1])
    if size is None:
        return ((None,),)
    if int(size) < 0:
        raise ShapeMismatch(f"size ({int(size)}) must be non-negative", values=(1,))
    return ((int(size),),)


@op(
    "Bincount(arr: int32, size: int32, weights: T; T: {int32|int64|float32|float64}) -> (bins: T)",
    shape=_bins,
    static=("size",),
)
def _bincount(arr: Any, size: Any, weights: Any) -> Any:
    """How often each number below `size` is there, or the sums of their weights."""
    return xp.bincount(arr, size, weights)


def bincount(
    arr: Any,
    weights: Any = None,
    minlength: Any = None,
    maxlength: Any = None,
    dtype: Any = dtypes.int32,
) -> Tensor:
    """How often each number is there, from 0 to the largest; or the sum of the weights where it is.

    Args:
      arr: an int32 tensor of numbers that are not negative.
      weights: a tensor of the same shape: the weight of each number, or None.
      minlength: the result is at least so long.
      maxlength: the result is at most so long; larger numbers are left out.
      dtype: the dtype of the counts; with `weights` it is theirs.

    Returns:
      A vector.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.math.bincount([1, 3, 1])).tolist()
    [0, 2, 0, 1]

    ```
    """
    with name_scope(None, "bincount"):
        arr = convert_to_tensor(arr, name="arr", dtype=dtypes.int32)
        filled = reduce_prod(shape(arr)) > 0
        size = cast(filled, dtypes.int32) * (reduce_max(arr) + 1)
        if minlength is not None:
            minlength = convert_to_tensor(minlength, name="minlength", dtype=dtypes.int32)
            size = maximum(minlength, size)
        if maxlength is not None:
            maxlength = convert_to_tensor(maxlength, name="maxlength", dtype=dtypes.int32)
            size = minimum(maxlength, size)
        if weights is not None:
            weights = convert_to_tensor(weights, name="weights")
            return unsorted_segment_sum(weights, arr, size)
        return _bincount(arr, size, constant([], dtype))


def _fixed_bins(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    ends = rules.with_rank(inputs[1]._dims, 1)
    if ends is not None and ends[0] not in (None, 2):
        raise ShapeMismatch(f"Dimension must be 2 but is {ends[0]}")
    count = constant_value(inputs[2])
    if count is None:
        return ((None,),)
    rules.with_rank(inputs[2]._dims, 0)
    if int(count) <= 0:
        raise ShapeMismatch(f"Requires nbins > 0: {int(count)}", values=(2,))
    return ((int(count),),)


@op(
    "HistogramFixedWidth(values: T, value_range: T, nbins: int32; T: {int32|int64|float32|float64}, "
    "dtype: index = int32) -> (out: dtype)",
    shape=_fixed_bins,
    static=("nbins",),
)
def _histogram(values: Any, value_range: Any, nbins: Any, *, dtype: Any) -> Any:
    """How many values fall into each of `nbins` bins."""
    return xp.histogram_fixed_width(values, value_range, nbins, dtype.as_numpy_dtype)


def histogram_fixed_width(
    values: Any,
    value_range: Any,
    nbins: Any = 100,
    dtype: Any = dtypes.int32,
    name: str | None = None,
) -> Tensor:
    """How many values fall into each of `nbins` bins of one width; what lies outside counts at the ends.

    Args:
      values: a tensor of numbers.
      value_range: its lower and upper end, a vector of the same dtype.
      nbins: how many bins there are.
      dtype: int32 or int64.
      name: the wish for the node's name.

    Raises:
      ValueError: if `nbins` is not positive.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.histogram_fixed_width([-1.0, 0.5, 1.5, 9.0], [0.0, 2.0], nbins=2)).tolist()
    [2, 2]

    ```
    """
    with name_scope(name, "histogram_fixed_width", [values, value_range, nbins]) as scope:
        return _histogram(values, value_range, nbins, dtype=dtype, name=scope)


def histogram_fixed_width_bins(
    values: Any,
    value_range: Any,
    nbins: Any = 100,
    dtype: Any = dtypes.int32,
    name: str | None = None,
) -> Tensor:
    """The bin of each value in a histogram of `nbins` bins of one width; what lies outside is in those at the ends.

    Args:
      values: a tensor of floats.
      value_range: its lower and upper end, a vector of the same dtype.
      nbins: how many bins there are.
      dtype: ignored, as in TensorFlow: the bins are int32.
      name: the wish for the scope's name.
    """
    with name_scope(name, "histogram_fixed_width_bins", [values, value_range, nbins]):
        values = convert_to_tensor(values, name="values")
        whole = shape(values)
        values = reshape(values, [-1])
        value_range = convert_to_tensor(value_range, name="value_range")
        nbins = convert_to_tensor(nbins, dtype=dtypes.int32, name="nbins")
        count = cast(nbins, values.dtype)
        scaled = truediv(
            values - value_range[0], value_range[1] - value_range[0], name="scaled_values"
        )
        indices = floor(count * scaled, name="indices")
        indices = cast(clip_by_value(indices, 0, count - 1), dtypes.int32)
        return reshape(indices, whole)
