"""Stacks of tensors that live as long as a run: what a loop keeps for the loop of its gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import errors, xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op


class StackState:
    """The values on one stack, the last on top."""

    def __init__(self, name: str, most: int) -> None:
        self.name = name
        self.most = most
        self.values: list[Any] = []
        self.closed = False


def _pushed(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    return (inputs[1]._dims,)


@op(
    'StackV2(max_size: int32; elem_type: type, stack_name: string = "") -> (handle: resource) # stateful',
    shape=rules.fixed((2,)),
    static=("max_size",),
    host=True,
)
def stack_v2(max_size: Any, *, stack_name: str, ctx: Any) -> Any:
    """A stack of tensors.

    Args:
      max_size: the most it may hold, an int32 scalar; negative for no bound.
      elem_type: the dtype of its values.
      stack_name: its name; the node's by default.
      name: the wish for the node's name.
    """
    return StackState(stack_name or ctx.op.name, xp.static_int(max_size, "The size of a stack"))


@op(
    "StackPushV2(handle: resource, elem: T; T: type, swap_memory: bool = False) -> (output: T) # stateful",
    shape=_pushed,
    host=True,
)
def stack_push_v2(handle: Any, elem: Any) -> Any:
    """Puts a value on a stack, and gives it.

    Args:
      handle: the stack.
      elem: any tensor.
      swap_memory: accepted; the value stays where it is.
      name: the wish for the node's name.
    """
    _check_open(handle)
    if 0 <= handle.most <= len(handle.values):
        raise errors.InvalidArgumentError(
            None, None, f"Stack[{handle.name}] overflowed its max_size ({handle.most})"
        )
    handle.values.append(elem)
    return elem


@op(
    "StackPopV2(handle: resource; elem_type: type) -> (elem: elem_type) # stateful",
    shape=rules.unknown,
    host=True,
)
def stack_pop_v2(handle: Any) -> Any:
    """Takes the value off the top of a stack.

    Args:
      handle: the stack.
      elem_type: the value's dtype.
      name: the wish for the node's name.
    """
    _check_open(handle)
    if not handle.values:
        raise errors.InvalidArgumentError(
            None, None, f"Stack[{handle.name}] is empty when calling Pop()."
        )
    return handle.values.pop()


@op("StackCloseV2(handle: resource; ) -> () # stateful", shape=rules.none, host=True)
def stack_close_v2(handle: Any) -> None:
    """Frees a stack before the run ends."""
    handle.closed = True
    handle.values = []


def _check_open(stack: StackState) -> None:
    if stack.closed:
        raise errors.InvalidArgumentError(
            None, None, f"Stack[{stack.name}] has already been closed."
        )
