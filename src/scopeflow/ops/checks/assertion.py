"""`tf.Assert`: a run in which a condition is false fails, and says what was in some tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_n_to_tensor, convert_to_tensor
from scopeflow.graph.operation import Operation
from scopeflow.graph.words import shape_of
from scopeflow.ops import rules
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.control.grouping import no_op
from scopeflow.ops.define import op
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.summarizing import summarize_start


class _Summary(str):
    """The message of a failed Assert: `%` fills in the data, which only a failed run knows."""

    limit: int
    # of data that is not known yet, the whole shape
    shapes: list[tuple[int, ...] | None]

    def __mod__(self, values: Any) -> str:
        return f"{self} " + " ".join(
            f"[{summarize_start(value, self.limit, shape)}]"
            for value, shape in zip(values, self.shapes, strict=True)
        )


@op(
    "Assert(condition: bool, data: [T]; T: list(type) >= 1, summarize: int = 3) -> () # stateful",
    shape=rules.none,
)
def _assert(condition: Any, data: Sequence[Any], *, summarize: int) -> tuple[()]:
    """Fails the run unless `condition` is true."""
    if np.ndim(condition):
        raise errors.InvalidArgumentError(
            None, None, f"In[0] should be a scalar: {shape_of(condition)}"
        )
    message = _Summary("assertion failed:")
    message.limit = summarize
    message.shapes = []
    shown = []
    for value in data:
        traced = xp.is_jax(value)
        message.shapes.append(value.shape if traced else None)
        # a program need not give back more than is shown
        shown.append(
            value.reshape(-1)[: summarize if summarize >= 0 else None] if traced else value
        )
    xp.check(condition, errors.InvalidArgumentError, message, *shown)
    return ()


def Assert(
    condition: Any, data: Sequence[Any], summarize: int | None = None, name: str | None = None
) -> Operation:
    """An operation that fails the run unless `condition` is true.

    Nothing waits for it by itself: put what depends on it under `tf.control_dependencies`. A run that fails changes no
    variable.

    Args:
      condition: a bool scalar tensor.
      data: a list of tensors to show in the message.
      summarize: how many values of each to show; 3 by default, all if negative.
      name: the wish for the scope's name.

    Returns:
      An Operation.

    Raises:
      tf.errors.InvalidArgumentError: in a run in which `condition` is false.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.placeholder(tf.int32, [None])
    ...     with tf.control_dependencies([tf.Assert(tf.size(x) > 1, ["too short:", x])]):
    ...         y = tf.reduce_sum(x)
    ...     print(sess.run(y, {x: [1, 2]}))
    ...     try:
    ...         sess.run(y, {x: [7]})
    ...     except tf.errors.InvalidArgumentError as error:
    ...         print(error.message.splitlines()[0])
    3
    assertion failed: [too short:] [7]

    ```
    """
    with name_scope(name, "Assert", [condition, data]):
        shown = convert_n_to_tensor(data)
        if all(tensor.dtype in (dtypes.string, dtypes.int32) for tensor in shown):
            return _made(condition, data, summarize)
        condition = convert_to_tensor(condition, name="Condition")
        guarded = cond(
            condition, no_op, lambda: _made(condition, data, summarize), name="AssertGuard"
        )
        return guarded.op


def _made(condition: Any, data: Sequence[Any], summarize: int | None) -> Operation:
    attrs = {} if summarize is None else {"summarize": summarize}
    return _assert(condition, data, name="Assert", **attrs)
