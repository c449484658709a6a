"""Stacks of tensors that live as long as a run: what a loop keeps for the loop of its gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import errors, xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.control.tracing import active
from scopeflow.ops.define import op


class StackState:
    """The values on one stack, the last on top."""

    def __init__(self, name: str, most: int) -> None:
        self.name = name
        self.most = most
        self.values: list[Any] = []
        self.closed = False

    def push(self, value: Any) -> None:
        """Puts a value on top."""
        self._check_open()
        if 0 <= self.most <= len(self.values):
            raise errors.InvalidArgumentError(
                None, None, f"Stack[{self.name}] overflowed its max_size ({self.most})"
            )
        self.values.append(value)

    def pop(self) -> Any:
        """Takes the top value off."""
        self._check_open()
        if not self.values:
            raise errors.InvalidArgumentError(
                None, None, f"Stack[{self.name}] is empty when calling Pop()."
            )
        return self.values.pop()

    def close(self) -> None:
        """Frees it: nothing may use it afterwards."""
        self.closed = True
        self.values = []

    def _check_open(self) -> None:
        if self.closed:
            raise errors.InvalidArgumentError(
                None, None, f"Stack[{self.name}] has already been closed."
            )


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
    name, most = stack_name or ctx.op.name, xp.static_int(max_size, "The size of a stack")
    trace = active()
    if trace is None:
        return StackState(name, most)
    from scopeflow.ops.control.traced_stack import TracedStack  # few programs compile loops

    return TracedStack(trace, name, most)


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
    handle.push(elem)
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
    return handle.pop()


@op("StackCloseV2(handle: resource; ) -> () # stateful", shape=rules.none, host=True)
def stack_close_v2(handle: Any) -> None:
    """Frees a stack before the run ends."""
    handle.close()
