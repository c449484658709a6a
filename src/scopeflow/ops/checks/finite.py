"""Checks for numbers that are not finite: `tf.check_numerics` and what is built from it."""

from __future__ import annotations

from typing import Any

from scopeflow import errors, xp
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.dtypes import bfloat16, float16, float32, float64
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.control.grouping import group, with_dependencies
from scopeflow.ops.define import op
from scopeflow.ops.scoping import name_scope


@op(
    "CheckNumerics(tensor: T; T: {bfloat16|float16|float32|float64}, message: string) -> (output: T) # stateful",
    shape=rules.unchanged,
)
def check_numerics(tensor: Any, *, message: str) -> Any:
    """The tensor itself, if all its elements are finite.

    Args:
      tensor: a tensor of floats.
      message: the text that an error begins with.
      name: the wish for the node's name.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      tf.errors.InvalidArgumentError: in a run in which an element is NaN or infinite.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.placeholder(tf.float32, [2])
    ...     try:
    ...         sess.run(tf.check_numerics(tf.log(x), "the log"), {x: [1.0, -1.0]})
    ...     except tf.errors.InvalidArgumentError as error:
    ...         print(error.message.splitlines()[0])
    the log : Tensor had NaN values

    ```
    """
    nan, inf = _any(xp.is_nan(tensor)), _any(xp.is_inf(tensor))
    refuse = errors.InvalidArgumentError
    both = xp.logical_and(nan, inf)
    xp.check(xp.logical_not(both), refuse, f"{message} : Tensor had Inf and NaN values")
    xp.check(xp.logical_not(inf), refuse, f"{message} : Tensor had Inf values")
    xp.check(xp.logical_not(nan), refuse, f"{message} : Tensor had NaN values")
    return tensor


def _any(flags: Any) -> Any:
    return xp.any(flags, tuple(range(flags.ndim)), False)


def verify_tensor_all_finite(
    t: Any = None, msg: Any = None, name: str | None = None, x: Any = None, message: Any = None
) -> Tensor:
    """The tensor itself, if all its elements are finite.

    Args:
      t: a tensor of floats.
      msg: the text that an error begins with.
      name: the wish for the scope's name.
      x: another name of `t`.
      message: another name of `msg`.

    Returns:
      A tensor of the same shape and dtype, that is there only after the check.

    Raises:
      ValueError: if an argument is given by both of its names.
      tf.errors.InvalidArgumentError: in a run in which an element is NaN or infinite.
    """
    x = _either("x", x, "t", t)
    message = _either("message", message, "msg", msg)
    with name_scope(name, "VerifyFinite", [x]):
        x = convert_to_tensor(x, name="x")
        with get_default_graph().colocate_with(x):
            checked = check_numerics(x, message=message)
            return with_dependencies([checked], x)


def _either(new: str, value: Any, old: str, old_value: Any) -> Any:
    if old_value is None:
        return value
    if value is not None:
        raise ValueError(f"Cannot specify both '{old}' and '{new}'. They mean the same.")
    return old_value


def add_check_numerics_ops() -> Operation:
    """An operation that checks every float tensor of the default graph, in the order the graph was made in.

    Returns:
      An Operation: run it beside what is to be checked.

    Raises:
      ValueError: if the graph holds `tf.cond` or `tf.while_loop`.
      tf.errors.InvalidArgumentError: in a run in which an element of some tensor is NaN or infinite; the message begins
        with the tensor's name.
    """
    graph = get_default_graph()
    last: list[Operation] = []
    for made in graph.get_operations():
        for output in made.outputs:
            if output.dtype not in (float16, bfloat16, float32, float64):
                continue
            if made._control_flow_context is not None:
                raise ValueError(
                    "`tf.add_check_numerics_ops() is not compatible with TensorFlow control flow operations such as "
                    "`tf.cond()` or `tf.while_loop()`. Check the tensors you mean with tf.check_numerics."
                )
            with graph.control_dependencies(last):
                last = [check_numerics(output, message=f"{made.name}:{output.value_index}").op]
    return group(*last)
