"""`tf.while_loop`: repeats a body while a condition holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.shapes import TensorShape
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.control.loops import WhileContext
from scopeflow.ops.math.logical import logical_and
from scopeflow.ops.nesting import assert_same_structure, leaves
from scopeflow.ops.scoping import name_scope


def while_loop(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    shape_invariants: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
    maximum_iterations: Any = None,
    return_same_structure: bool = False,
) -> Any:
    """Runs `body` on the loop variables as long as `cond` of them is true.

    Both functions are called once, now, to build the nodes of a trip.

    Args:
      cond: takes the loop variables, gives a bool scalar tensor.
      body: takes the loop variables, gives their next values: the same structure, dtypes and shapes.
      loop_vars: a list, tuple or nested structure of tensors, TensorArrays or SparseTensors.
      shape_invariants: the same structure of TensorShapes: what holds of the shapes in every trip.
      parallel_iterations: how many trips TensorFlow would run beside each other; a positive int.
      back_prop: whether gradients may go through the loop.
      swap_memory: accepted; what gradients need stays where it is.
      name: the wish for the scope's name.
      maximum_iterations: an int scalar: the most trips.
      return_same_structure: give a list or tuple of one element as such.

    Returns:
      The loop variables after the last trip.

    Raises:
      TypeError: if `cond` or `body` is no function, or `parallel_iterations` is not positive.
      ValueError: if there are no loop variables, the body gives another structure, or a shape changes.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     i, total = tf.while_loop(lambda i, t: i < 5, lambda i, t: (i + 1, t + i), [0, 0])
    ...     int(sess.run(total))
    10

    ```
    """
    with name_scope(name, "while", leaves(loop_vars)):
        if not loop_vars:
            raise ValueError("No loop variables provided")
        if not callable(cond):
            raise TypeError("cond must be callable. It takes the loop variables.")
        if not callable(body):
            raise TypeError("body must be callable. It takes the loop variables.")
        if parallel_iterations < 1:
            raise TypeError("parallel_iterations must be a positive integer.")
        counted = maximum_iterations is not None
        most = None
        if counted:
            most = convert_to_tensor(maximum_iterations, name="maximum_iterations")
            if most.shape.ndims != 0:
                raise ValueError(f"maximum_iterations must be a scalar, saw shape: {most.shape}")
            counter = constant(0, most.dtype, name="iteration_counter")
            alone = len(loop_vars) == 1 and not return_same_structure
            cond, body, loop_vars = _bounded(cond, body, loop_vars, counter, most, alone)
        if shape_invariants is not None:
            if counted:
                shape_invariants = (TensorShape([]), _unpacked(shape_invariants, alone))
            _same_as_variables(loop_vars, shape_invariants)
        context = WhileContext(
            maximum_iterations=most,
            parallel_iterations=parallel_iterations,
            back_prop=back_prop,
            swap_memory=swap_memory,
        )
        if context.outer_context is None:
            get_default_graph().add_to_collection(GraphKeys.WHILE_CONTEXT, context)
        result = context.build(cond, body, loop_vars, shape_invariants, return_same_structure)
        return result[1] if counted else result


def _bounded(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    counter: Any,
    most: Any,
    alone: bool,
) -> tuple[Callable[..., Any], Callable[..., Any], Any]:
    """The same loop with a counter before its variables."""
    if alone:
        return (
            lambda i, value: logical_and(i < most, cond(value)),
            lambda i, value: (i + 1, body(value)),
            (counter, loop_vars[0]),
        )
    return (
        lambda i, values: logical_and(i < most, cond(*values)),
        lambda i, values: (i + 1, body(*values)),
        (counter, loop_vars),
    )


def _unpacked(shape_invariants: Any, alone: bool) -> Any:
    return shape_invariants[0] if alone else shape_invariants


def _same_as_variables(loop_vars: Any, shape_invariants: Any) -> None:
    assert_same_structure(loop_vars, shape_invariants)
