"""Whether the elements of a tensor grow: `tf.is_non_decreasing` and `tf.is_strictly_increasing`."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.shaping import reshape, shape, size
from scopeflow.ops.arrays.slicing import strided_slice
from scopeflow.ops.checks.types import is_numeric_tensor
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.math import comparison
from scopeflow.ops.math.reduction import reduce_all
from scopeflow.ops.scoping import name_scope


def is_non_decreasing(x: Any, name: str | None = None) -> Tensor:
    """Whether no element of `x`, in row-major order, is smaller than the one before.

    Args:
      x: a tensor of numbers, of any shape.
      name: the wish for the scope's name.

    Returns:
      A bool scalar; true for less than two elements.

    Raises:
      TypeError: if `x` does not hold numbers.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run([tf.is_non_decreasing([1, 2, 2]), tf.is_strictly_increasing([1, 2, 2])])
    [np.True_, np.False_]

    ```
    """
    with name_scope(name, "is_non_decreasing", [x]):
        steps = _differences(x)
        zero = convert_to_tensor(0, dtype=steps.dtype)
        return reduce_all(comparison.less_equal(zero, steps))


def is_strictly_increasing(x: Any, name: str | None = None) -> Tensor:
    """Whether each element of `x`, in row-major order, is larger than the one before.

    Args:
      x: a tensor of numbers, of any shape.
      name: the wish for the scope's name.

    Returns:
      A bool scalar; true for less than two elements.

    Raises:
      TypeError: if `x` does not hold numbers.
    """
    with name_scope(name, "is_strictly_increasing", [x]):
        steps = _differences(x)
        zero = convert_to_tensor(0, dtype=steps.dtype)
        return reduce_all(comparison.less(zero, steps))


def _differences(x: Any) -> Tensor:
    """Each element but the first, less the one before it."""
    x = reshape(x, [-1])
    if not is_numeric_tensor(x):
        raise TypeError(f"Expected x to be numeric, instead found: {x}")
    short = comparison.less(size(x), 2)
    count = shape(x) - 1

    def apart() -> Any:
        later = strided_slice(x, [1], [1] + count)
        return later - strided_slice(x, [0], count)

    return cond(short, lambda: convert_to_tensor([], dtype=x.dtype), apart)
