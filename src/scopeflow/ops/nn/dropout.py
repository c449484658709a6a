"""Dropout: a random part of the values is set to zero, the rest grows so that the sum is expected to stay."""

from __future__ import annotations

import numbers
from typing import Any

from scopeflow.graph.convert import internal_convert
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.reduction import renamed
from scopeflow.ops.random.sampling import random_uniform
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value


def dropout(
    x: Any,
    keep_prob: Any = None,
    noise_shape: Any = None,
    seed: Any = None,
    name: str | None = None,
    rate: Any = None,
) -> Tensor:
    """`x` with a random part of its elements zero and the others scaled by 1 / (1 - rate).

    Args:
      x: a Tensor of floats.
      keep_prob: the older way to say `1 - rate`: the probability that an element stays.
      noise_shape: the shape of the random decisions, which broadcasts against x's; None in a list is x's own
        dimension. Where a dimension is 1, elements stay or go together along it.
      seed: an int that fixes the decisions; see `set_random_seed`.
      name: a name for the scope of the operations.
      rate: the probability that an element is dropped, a number in [0, 1) or a scalar Tensor.

    Returns:
      A Tensor of x's shape and dtype; `x` itself if nothing is dropped.

    Raises:
      ValueError: if neither or both of `rate` and `keep_prob` are given, if `rate` is out of range, or if `x` holds
        no floats.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.nn.dropout(tf.ones([2, 3]), rate=0.4, seed=1))
    Tensor("dropout/mul_1:0", shape=(2, 3), dtype=float32)

    ```
    """
    try:
        kept = None if keep_prob is None else 1.0 - keep_prob
        if type(keep_prob) is int:
            kept = 1 - keep_prob
    except TypeError:
        raise ValueError(
            f"keep_prob must be a floating point number or Tensor (got {keep_prob!r})"
        ) from None
    rate = renamed("rate", rate, "keep_prob", kept)
    if rate is None:
        raise ValueError("You must provide a rate to dropout.")
    with name_scope(name, "dropout", [x]):
        x = internal_convert(x, name="x")
        if not x.dtype.is_floating:
            raise ValueError(
                "x has to be a floating point tensor since it's going to be scaled. "
                f"Got a {x.dtype!r} tensor instead."
            )
        if isinstance(rate, numbers.Real):
            if not 0 <= rate < 1:  # type: ignore[operator]
                raise ValueError(
                    f"rate must be a scalar tensor or a float in the range [0, 1), got {rate:g}. "
                    "With keep_prob, rate is 1 - keep_prob."
                )
            if rate == 0:
                return x
        rate = internal_convert(rate, x.dtype, name="rate")
        rate.shape.assert_has_rank(0)
        if constant_value(rate) == 0:
            return x
        noise = random_uniform(_noise_shape(x, noise_shape), seed=seed, dtype=x.dtype)
        scale = 1 / (1 - rate)
        kept_mask = noise >= rate
        result = x * scale * cast(kept_mask, x.dtype)
        result.set_shape(x.shape)
        return result


def _noise_shape(x: Tensor, noise_shape: Any) -> Any:
    if noise_shape is None:
        return shape(x)
    try:
        asked = TensorShape(noise_shape).as_list()
    except (TypeError, ValueError):
        return noise_shape
    dims = x._dims
    if dims is None or len(dims) != len(asked):
        return noise_shape
    return TensorShape([own if one is None else one for own, one in zip(dims, asked, strict=True)])
