"""What the reverse walk must know of loops: one object for each walk that passes through any.

The walk hands over four decisions to it: which context an operation's gradient is built in, when the
exits of a loop are ready, what stands for the gradient of an output that nothing depends on, and how the
backward loops are closed in the end.  `ops.control` registers what makes such an object where loops exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.control.contexts import EXITS, SWITCHES


class LoopState(Protocol):
    """The loops that one walk passes through.  `before`: whether a Switch of a loop counts as outside it."""

    def enter(self, op: Operation, before: bool) -> None:
        """Enters the backward loop that belongs to the loop of `op`, if it lies in one."""

    def exit(self, op: Operation, before: bool) -> None:
        """Undoes `enter`."""

    def unused_exits(
        self, pending: Mapping[Operation, int], targets: Iterable[Operation]
    ) -> list[Tensor]:
        """The exits that no gradient will reach, of loops of which some exit is reached."""

    def zeros_for_exit(self, exit_value: Tensor) -> Tensor | None:
        """A zero gradient for an exit, or None where there can be none."""

    def zeros_like(self, op: Operation, index: int) -> Tensor | None:
        """A zero gradient for an output of `op`."""

    def reached_exit(
        self, exit_value: Tensor, has_gradient: Callable[[Operation], bool]
    ) -> tuple[list[Operation], list[Tensor]]:
        """Hears that an exit is reached.

        Once all exits of its loop are: the operations to go on with, and the exits among them that need
        a zero gradient.  Before that: nothing.
        """

    def finish(self) -> None:
        """Closes the backward loops."""


# between operations in the order they were found, the same as a set, colocate -> LoopState or None
Maker = Callable[[list[Operation], set[Operation], bool], "LoopState | None"]


def is_exit(op: Operation) -> bool:
    """Whether `op` leads a value out of a loop."""
    return op.definition.type in EXITS


def is_loop_switch(op: Operation) -> bool:
    """Whether `op` is a Switch that a loop itself is made of, not one of a conditional."""
    if op.definition.type not in SWITCHES:
        return False
    context = op._control_flow_context
    return context is not None and context.IsWhileContext()


def state_for(between: list[Operation], as_set: set[Operation], colocate: bool) -> LoopState | None:
    """What knows the loops among these operations, or None if there are none."""
    if not any(is_exit(op) for op in between):
        return None
    from scopeflow.autodiff.loop_gradient import (
        make_state,  # a program without loops never loads it
    )

    return make_state(between, as_set, colocate)
