"""Assertions that compare element by element: `tf.assert_equal`, `tf.assert_less`, `tf.assert_positive`, ...

What is known to be false while the graph is built is refused at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.checks.assertion import Assert
from scopeflow.ops.control.grouping import no_op
from scopeflow.ops.math import arithmetic, comparison, elementwise
from scopeflow.ops.math.reduction import reduce_all
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static_value import get_static_value

Data = Sequence[Any] | None


def _compare(
    sign: str,
    default_name: str,
    function: Callable[..., Any],
    known: Callable[..., Any],
    x: Any,
    y: Any,
    data: Data,
    summarize: int | None,
    message: str | None,
    name: str | None,
) -> Operation:
    """The assertion that `x sign y` holds for all elements."""
    with name_scope(name, default_name, [x, y, data]):
        x = convert_to_tensor(x, name="x")
        y = convert_to_tensor(y, name="y")
        if data is None:
            data = [
                f"Condition x {sign} y did not hold element-wise:",
                f"x ({x.name}) = ",
                x,
                f"y ({y.name}) = ",
                y,
            ]
        if message is not None:
            data = [message, *data]
        condition = reduce_all(function(x, y))
        values = get_static_value(x), get_static_value(y)
        if values[0] is not None and values[1] is not None and not np.all(known(*values)):
            raise errors.InvalidArgumentError(None, None, "\n".join(_shown(item) for item in data))
        return Assert(condition, data, summarize=summarize)


def _shown(item: Any) -> str:
    value = get_static_value(item)
    return str(item if value is None else value)


def assert_equal(
    x: Any,
    y: Any,
    data: Data = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails the run unless `x == y` for all elements.

    Args:
      x: a tensor.
      y: a tensor of the same dtype; the shapes broadcast.
      data: what to show instead of `x` and `y` when it fails.
      summarize: how many values of each to show; 3 by default.
      message: a text to put before the data.
      name: the wish for the scope's name.

    Returns:
      An Operation; put what depends on the check under `tf.control_dependencies`.

    Raises:
      tf.errors.InvalidArgumentError: at once if both values are known and differ, else in a run in which they differ.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.placeholder(tf.int32, [2])
    ...     check = tf.assert_equal(x, [1, 2], message="the ids")
    ...     try:
    ...         sess.run(check, {x: [1, 3]})
    ...     except tf.errors.InvalidArgumentError as error:
    ...         print(error.message.splitlines()[0])
    assertion failed: [the ids] [Condition x == y did not hold element-wise:] [x (Placeholder:0) = ] [1 3] [y (assert_equal_1/y:0) = ] [1 2]

    ```
    """
    with name_scope(name, "assert_equal", [x, y, data]):
        if x is y:
            return no_op()
    return _compare(
        "==", "assert_equal", comparison.equal, np.equal, x, y, data, summarize, message, name
    )


def _assertion(
    verb: str, sign: str, says: str, function: Callable[..., Any], known: Callable[..., Any]
) -> Callable[..., Operation]:
    """A public assertion of one comparison."""

    def check(
        x: Any,
        y: Any,
        data: Data = None,
        summarize: int | None = None,
        message: str | None = None,
        name: str | None = None,
    ) -> Operation:
        return _compare(
            sign, f"assert_{verb}", function, known, x, y, data, summarize, message, name
        )

    check.__name__ = check.__qualname__ = f"assert_{verb}"
    check.__doc__ = f"""An operation that fails the run unless {says} for all elements.

    Args:
      x: a tensor.
      y: a tensor of the same dtype; the shapes broadcast.
      data: what to show instead of `x` and `y` when it fails.
      summarize: how many values of each to show; 3 by default.
      message: a text to put before the data.
      name: the wish for the scope's name.

    Raises:
      tf.errors.InvalidArgumentError: at once if it is known to be false, else in a run in which it is.
    """
    return check


assert_none_equal = _assertion("none_equal", "!=", "`x != y`", comparison.not_equal, np.not_equal)
assert_less = _assertion("less", "<", "`x < y`", comparison.less, np.less)
assert_less_equal = _assertion("less_equal", "<=", "`x <= y`", comparison.less_equal, np.less_equal)
assert_greater = _assertion("greater", ">", "`x > y`", comparison.greater, np.greater)
assert_greater_equal = _assertion(
    "greater_equal", ">=", "`x >= y`", comparison.greater_equal, np.greater_equal
)


def _sign_assertion(
    verb: str, sign: str, joined: bool, compare: Callable[[Tensor, Tensor, Any, Any], Operation]
) -> Callable[..., Operation]:
    """A public assertion about the signs of one tensor's elements."""

    def check(
        x: Any,
        data: Data = None,
        summarize: int | None = None,
        message: str | None = None,
        name: str | None = None,
    ) -> Operation:
        with name_scope(name, f"assert_{verb}", [x, data]):
            x = convert_to_tensor(x, name="x")
            if data is None:
                texts = [f"Condition x {sign} 0 did not hold element-wise:", f"x ({x.name}) = "]
                # TensorFlow shows these as one text for one of the four
                data = [message or "", *(["".join(texts)] if joined else texts), x]
            zero = convert_to_tensor(0, dtype=x.dtype)
            return compare(x, zero, data, summarize)

    check.__name__ = check.__qualname__ = f"assert_{verb}"
    check.__doc__ = f"""An operation that fails the run unless all elements of `x` are {verb.replace("_", "-")}.

    Args:
      x: a tensor of numbers.
      data: what to show instead of `x` when it fails.
      summarize: how many values of each to show; 3 by default.
      message: a text to put before the data.
      name: the wish for the scope's name.

    Raises:
      tf.errors.InvalidArgumentError: at once if it is known to be false, else in a run in which it is.
    """
    return check


assert_positive = _sign_assertion(
    "positive", ">", False, lambda x, zero, data, count: assert_less(zero, x, data, count)
)
assert_negative = _sign_assertion(
    "negative", "<", False, lambda x, zero, data, count: assert_less(x, zero, data, count)
)
assert_non_negative = _sign_assertion(
    "non_negative",
    ">=",
    False,
    lambda x, zero, data, count: assert_less_equal(zero, x, data, count),
)
assert_non_positive = _sign_assertion(
    "non_positive", "<=", True, lambda x, zero, data, count: assert_less_equal(x, zero, data, count)
)


def assert_near(
    x: Any,
    y: Any,
    rtol: Any = None,
    atol: Any = None,
    data: Data = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Operation:
    """An operation that fails the run unless `|x - y| < atol + rtol * |y|` for all elements.

    Args:
      x: a tensor of floats.
      y: a tensor of the same dtype; the shapes broadcast.
      rtol: how much of `|y|` they may differ by; ten times the dtype's precision by default.
      atol: how much they may differ by at least; ten times the dtype's precision by default.
      data: what to show instead of `x` and `y` when it fails.
      summarize: how many values of each to show; 3 by default.
      message: a text to put before the data.
      name: the wish for the scope's name.

    Raises:
      tf.errors.InvalidArgumentError: in a run in which they differ by more.
    """
    with name_scope(name, "assert_near", [x, y, rtol, atol, data]):
        x = convert_to_tensor(x, name="x")
        y = convert_to_tensor(y, name="y", dtype=x.dtype)
        precision = np.finfo(x.dtype.as_numpy_dtype).eps
        rtol = convert_to_tensor(10 * precision if rtol is None else rtol, x.dtype, name="rtol")
        atol = convert_to_tensor(10 * precision if atol is None else atol, x.dtype, name="atol")
        if data is None:
            data = [
                message or "",
                f"x and y not equal to tolerance rtol = {rtol}, atol = {atol}",
                f"x ({x.name}) = ",
                x,
                f"y ({y.name}) = ",
                y,
            ]
        most = arithmetic.add_v2(atol, rtol * elementwise.abs(y), name="add")
        apart = elementwise.abs(x - y)
        return Assert(reduce_all(comparison.less(apart, most)), data, summarize=summarize)
