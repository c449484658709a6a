"""Activations made of other ops, and how much of a tensor they leave at zero: crelu, zero_fraction."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import size
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import not_equal
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.nn.activation import relu
from scopeflow.ops.scoping import name_scope


def crelu(features: Any, name: str | None = None, axis: Any = -1) -> Tensor:
    """relu of `features` beside relu of -features, so that one axis is twice as long.

    Args:
      features: a Tensor of numbers that can be negative.
      name: a name for the scope of the operations.
      axis: the axis along which the two are joined.
    """
    with name_scope(name, "CRelu", [features]) as full:
        features = internal_convert(features, name="features")
        return relu(concat([features, -features], axis, name=full))


def zero_fraction(value: Any, name: str | None = None) -> Tensor:
    """Which part of the elements is zero, a float32 scalar; NaN for an empty tensor.

    Args:
      value: a Tensor of numbers.
      name: a name for the scope of the operations.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.zero_fraction([0.0, 1.0, 0.0, 2.0])))
    0.5

    ```
    """
    with name_scope(name, "zero_fraction", [value]):
        value = internal_convert(value, name="value")
        count = size(value, out_type=dtypes.int64)
        nonzero = cond(
            count <= dtypes.int32.max,
            true_fn=lambda: cast(_count_nonzero(value, dtypes.int32), dtypes.int64),
            false_fn=lambda: _count_nonzero(value, dtypes.int64),
        )
        with name_scope("counts_to_fraction"):
            zero = count - nonzero
            fraction = cast(zero, dtypes.float32) / cast(count, dtypes.float32)
        return identity(fraction, name="fraction")


def _count_nonzero(value: Tensor, dtype: Any) -> Tensor:
    with name_scope("count_nonzero", values=[value]):
        zero = zeros((), dtype=value.dtype)
        return reduce_sum(cast(not_equal(value, zero), dtype), name="nonzero_count")
