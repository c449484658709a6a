"""Ops that call functions: branches, loops and plain calls as graphs of TensorFlow hold them in functions.

Programs do not make these: `tf.cond` and `tf.while_loop` make Switch and Merge nodes here. They are what a GraphDef
that TensorFlow wrote may have inside its functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.define import op


def _of_attr(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> Sequence[Any]:
    """The shapes that the node tells, if it does."""
    count = len(attrs["Tout"] if "Tout" in attrs else attrs["T"])
    told = attrs.get("output_shapes") or ()
    return tuple(told) if len(told) == count else (None,) * count


def _call(ctx: Any, name: Any, arguments: Sequence[Any]) -> list[Any]:
    """What a function that the graph knows returns."""
    text = name if isinstance(name, str) else name.name
    body = ctx.op.graph._function(text)
    if body is None:
        raise errors.NotFoundError(
            None, None, f"Function {text} is not defined.\nThe graph has no such function."
        )
    engine, context = ctx.session._engine, type(ctx)
    function = engine.function(
        body, arguments, lambda op: context(ctx.session, op), {body: engine.randomness}
    )
    try:
        return function()
    except errors.OpError as error:
        # what failed is in the function: this node failed too
        error._op = None
        raise


def _is_true(value: Any) -> bool:
    """What counts as true: of an array with dimensions that it has elements, of a text that it is not empty."""
    if np.ndim(value):
        return bool(np.size(value))
    return bool(value.item() if isinstance(value, np.ndarray) else value)


def _if(cond: Any, input: Any, *, then_branch: Any, else_branch: Any, ctx: Any) -> Any:
    """What one of two functions returns."""
    return _call(ctx, then_branch if _is_true(cond) else else_branch, input)


_IF = (
    "(cond: Tcond, input: [Tin]; Tcond: type, Tin: list(type) >= 0, Tout: list(type) >= 0, then_branch: func, "
    "else_branch: func, output_shapes: list(shape) = []) -> (output: [Tout])"
)
if_op = op(f"If{_IF} # stateful", shape=_of_attr, host=True)(_if)
stateless_if = op(f"StatelessIf{_IF}", shape=_of_attr, host=True)(_if)


@op(
    "Case(branch_index: int32, input: [Tin]; Tin: list(type) >= 0, Tout: list(type) >= 0, branches: list(func) >= 1, "
    "output_shapes: list(shape) = []) -> (output: [Tout]) # stateful",
    shape=_of_attr,
    host=True,
)
def case_op(branch_index: Any, input: Any, *, branches: Any, ctx: Any) -> Any:
    """What one of several functions returns; the last one's for an index that there is none for."""
    index = int(branch_index)
    return _call(ctx, branches[index if 0 <= index < len(branches) else -1], input)


def _while(input: Any, *, cond: Any, body: Any, ctx: Any) -> Any:
    """What a function makes of its own results, as long as another one says so."""
    values = list(input)
    while _is_true(_call(ctx, cond, values)[0]):
        if getattr(ctx.session, "_closed", False):
            raise errors.CancelledError(None, None, "Loop execution was cancelled.")
        values = _call(ctx, body, values)
    return values


_WHILE = (
    "(input: [T]; T: list(type) >= 0, cond: func, body: func, output_shapes: list(shape) = [], "
    "parallel_iterations: int = 10) -> (output: [T])"
)
while_op = op(f"While{_WHILE} # stateful", shape=_of_attr, host=True)(_while)
stateless_while = op(f"StatelessWhile{_WHILE}", shape=_of_attr, host=True)(_while)


def _called(args: Any, *, f: Any, ctx: Any) -> Any:
    """What a function returns."""
    return _call(ctx, f, args)


_CALL = (
    '(args: [Tin]; Tin: list(type) >= 0, Tout: list(type) >= 0, f: func, config: string = "", '
    'config_proto: string = "", executor_type: string = "") -> (output: [Tout])'
)
partitioned_call = op(f"PartitionedCall{_CALL}", shape=_of_attr, host=True)(_called)
stateful_partitioned_call = op(
    f"StatefulPartitionedCall{_CALL} # stateful", shape=_of_attr, host=True
)(_called)
