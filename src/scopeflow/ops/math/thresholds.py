"""Numbers against bounds: buckets, packed comparisons, clipping; and how many bits are set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import bracketed, invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op


@op(
    "Bucketize(input: T; T: {int32|int64|float32|float64}, boundaries: list(float)) -> (output: int32)",
    shape=rules.unchanged,
    host=True,
)
def bucketize(input: Any, *, boundaries: Any) -> Any:
    """How many of the boundaries each number has reached.

    Args:
      input: numbers of any shape.
      boundaries: floats in rising order.
      name: the wish for the node's name.

    Returns:
      int32 of the input's shape: 0 below the first boundary, their count from the last one on.

    Raises:
      InvalidArgumentError: in a run, if the boundaries do not rise.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.raw_ops.Bucketize(input=[-5, 10, 150], boundaries=[0.0, 10.0, 100.0])).tolist()
    [0, 2, 3]

    ```
    """
    bounds = np.asarray(boundaries, np.float32)
    if (bounds[1:] < bounds[:-1]).any():
        raise invalid_argument("Expected sorted boundaries")
    # a float32 boundary against doubles: TensorFlow compares in the input's type; NaN is above all
    return np.searchsorted(bounds.astype(np.float64), np.asarray(input), side="right").astype(
        np.int32
    )


def _packed(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = rules.at_least(inputs[0]._dims, 1)
    rules.with_rank(inputs[1]._dims, 0)
    if dims is None:
        return (None,)
    last = dims[-1]
    if last is not None and last % 8:
        raise ShapeMismatch(f"Dimension size must be evenly divisible by 8 but is {last}")
    return ((*dims[:-1], None if last is None else last // 8),)


@op(
    "CompareAndBitpack(input: T, threshold: T; T: {bool|float16|float32|float64|int8|int16|int32|int64})"
    " -> (output: uint8)",
    shape=_packed,
    host=True,
)
def compare_and_bitpack(input: Any, threshold: Any) -> Any:
    """Which numbers are above the threshold, eight answers to a byte, the first in its highest bit."""
    input = np.asarray(input)
    if np.ndim(threshold):
        raise invalid_argument(
            f"Compare must be a scalar, but saw shape: {bracketed(np.shape(threshold))}"
        )
    if not input.ndim:
        raise invalid_argument("Input should be at least a vector, but saw a scalar.")
    if input.shape[-1] % 8:
        raise invalid_argument(
            f"Inner dimension of input should be divisible by 8, but saw shape: {bracketed(input.shape)}"
        )
    return np.packbits(input > threshold, axis=-1)


@op(
    "PopulationCount(x: T; T: {int8|int16|int32|int64|uint8|uint16|uint32|uint64}) -> (y: uint8)",
    shape=rules.unchanged,
    host=True,
)
def population_count(x: Any) -> Any:
    """How many bits are set in each number."""
    x = np.asarray(x)
    return np.bitwise_count(x.view(x.dtype.str.replace("i", "u"))).astype(np.uint8)


def _first(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.same(inputs, attrs)
    return (inputs[0]._dims,)


@op(
    "ApproximateEqual(x: T, y: T; T: number, tolerance: float = 9.99999975e-06) -> (z: bool) # commutative",
    shape=_first,
    host=True,
)
def approximate_equal(x: Any, y: Any, *, tolerance: float) -> Any:
    """Whether two numbers are closer to each other than the tolerance."""
    x, y = np.asarray(x), np.asarray(y)
    if x.shape != y.shape:
        raise invalid_argument(
            "x and y must be of the same shape. "
            f"x shape: {bracketed(x.shape)}. y shape: {bracketed(y.shape)}"
        )
    with np.errstate(all="ignore"):
        apart = np.abs(x - y)
        return apart < apart.dtype.type(tolerance)


@op(
    "ClipByValue(t: T, clip_value_min: T, clip_value_max: T; T: number) -> (output: T)",
    shape=rules.unchanged,
)
def clip(t: Any, clip_value_min: Any, clip_value_max: Any) -> Any:
    """The numbers, none above the greatest nor, where both bounds fail, below the least."""
    if xp.is_known(t) and np.iscomplexobj(t):
        kind = "C64" if np.asarray(t).dtype == np.complex64 else "C128"
        raise errors.UnimplementedError(None, None, f"Clamp unimplemented for {kind}")
    shape = tuple(np.shape(t))
    least, most = np.shape(clip_value_min), np.shape(clip_value_max)
    if tuple(least) not in ((), shape) or tuple(most) not in ((), shape):
        raise invalid_argument(
            "clip_value_min and clip_value_max must be either of the same shape as input, or a scalar. "
            f"input shape: {bracketed(shape)}clip_value_min shape: {bracketed(least)}"
            f"clip_value_max shape: {bracketed(most)}"
        )
    return xp.maximum(xp.minimum(t, clip_value_max), clip_value_min)
