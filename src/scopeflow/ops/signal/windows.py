"""Windows that fade signals in and out: Hann's and Hamming's."""

from __future__ import annotations

import math
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.counting import range as range_op
from scopeflow.ops.arrays.filling import ones
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal
from scopeflow.ops.math.division import mod
from scopeflow.ops.math.elementwise import cos
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value


def hann_window(
    window_length: Any, periodic: Any = True, dtype: Any = dtypes.float32, name: str | None = None
) -> Tensor:
    """Hann's window: 0.5 - 0.5 cos(2 pi k / n).

    Args:
      window_length: an int or int32 scalar Tensor.
      periodic: whether n is the length (for spectral analysis), if the length is even; else it is
        one less.
      dtype: a floating point DType.
      name: a name for the scope of the operations.

    Returns:
      A vector of `window_length` numbers.

    Raises:
      ValueError: for another dtype, or a length that is no scalar.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.signal.hann_window(4)))
    [0.  0.5 1.  0.5]

    ```
    """
    return _raised_cosine(name, "hann_window", window_length, periodic, dtype, 0.5, 0.5)


def hamming_window(
    window_length: Any, periodic: Any = True, dtype: Any = dtypes.float32, name: str | None = None
) -> Tensor:
    """Hamming's window: 0.54 - 0.46 cos(2 pi k / n).

    Args:
      window_length: an int or int32 scalar Tensor.
      periodic: as in `hann_window`.
      dtype: a floating point DType.
      name: a name for the scope of the operations.

    Returns:
      A vector of `window_length` numbers.

    Raises:
      ValueError: for another dtype, or a length that is no scalar.
    """
    return _raised_cosine(name, "hamming_window", window_length, periodic, dtype, 0.54, 0.46)


def _raised_cosine(
    name: str | None,
    default: str,
    window_length: Any,
    periodic: Any,
    dtype: Any,
    a: float,
    b: float,
) -> Tensor:
    if not dtype.is_floating:
        raise ValueError(f"dtype must be a floating point type. Found {dtype!r}")
    with name_scope(name, default, [window_length, periodic]):
        length = convert_to_tensor(window_length, dtype=dtypes.int32, name="window_length")
        length.shape.assert_has_rank(0)
        known = constant_value(length)
        if known is not None and known == 1:
            return ones([1], dtype=dtype)
        odd = cast(convert_to_tensor(periodic, dtype=dtypes.bool, name="periodic"), dtypes.int32)
        odd.shape.assert_has_rank(0)
        even = 1 - mod(length, 2)
        n = cast(length + odd * even - 1, dtype=dtype)
        count = cast(range_op(length), dtype)
        angle = constant(2 * math.pi, dtype=dtype) * count / n
        if known is None:
            return cond(
                equal(length, 1),
                lambda: ones([1], dtype=dtype),
                lambda: a - b * cos(angle),
            )
        return a - b * cos(angle)
