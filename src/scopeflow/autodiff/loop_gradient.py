"""The loops that one reverse walk passes through: see `autodiff.loops.LoopState`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from scopeflow.autodiff.backward_loop import BackwardLoop
from scopeflow.autodiff.zeros import zeros_outside_loop
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import zeros, zeros_like
from scopeflow.ops.arrays.shaping import shape_internal
from scopeflow.ops.control.contexts import EXITS, SWITCHES, containing_context, within
from scopeflow.ops.control.looping import again
from scopeflow.ops.control.switching import switch_beside


class LoopGradients:
    """The backward loops of one walk, by forward loop."""

    def __init__(self) -> None:
        self._loops: dict[Any, BackwardLoop] = {}

    def include(self, op: Operation, between: list[Operation], inside: set[Operation]) -> None:
        """Makes the backward loop of the loop that `op` leaves, and has the walk go through all its exits."""
        forward: Any = op._control_flow_context
        if forward in self._loops:
            return
        around = forward.outer_context
        outer = None if around is None else self._loops.get(around.GetWhileContext())
        state = self._loops[forward] = BackwardLoop(forward, outer)
        for value in state.exits:
            if value.op not in inside:
                inside.add(value.op)
                between.append(value.op)

    def _of(self, op: Operation, before: bool) -> BackwardLoop | None:
        if before and op.type in EXITS:
            home: Any = op._control_flow_context
            around = home.outer_context
            loop = None if around is None else around.GetWhileContext()
        else:
            loop = containing_context(op)
        return None if loop is None else self._loops.get(loop)

    def enter(self, op: Operation, before: bool) -> None:
        """Enters the backward loop that belongs to the loop of `op`, if it lies in one."""
        state = self._of(op, before)
        if state is not None:
            state.grad_context.Enter()

    def exit(self, op: Operation, before: bool) -> None:
        """Undoes `enter`."""
        state = self._of(op, before)
        if state is not None:
            state.grad_context.Exit()

    # -- exits -------------------------------------------------------------------------------------

    def unused_exits(
        self, pending: Mapping[Operation, int], targets: Iterable[Operation]
    ) -> list[Tensor]:
        """The exits that no gradient will reach, of loops of which no exit is reached later."""
        counts: Any = pending
        found: list[Tensor] = []
        wanted = set(targets)
        for state in self._loops.values():
            for value in state.exits:
                if not counts.get(value.op, 0):
                    state.pending_exits -= 1
                    if value.op not in wanted:
                        state.unused_exits.append(value)
                    if state.pending_exits == 0:
                        found.extend(state.unused_exits)
            # so that the walk ends at each of them, once
            for value in state.forward_context.loop_enters:
                if not counts.get(value.op, 0):
                    counts[value.op] = 1
        return found

    def reached_exit(
        self, exit_value: Tensor, has_gradient: Callable[[Operation], bool]
    ) -> tuple[list[Operation], list[Tensor]]:
        """Hears that an exit is reached; says how to go on once all exits of its loop are."""
        state = self._of(exit_value.op, before=False)
        assert state is not None
        state.deferred_exits.append(exit_value)
        state.pending_exits -= 1
        if state.pending_exits:
            return [], []
        following: list[Operation] = []
        for value in state.deferred_exits:
            if has_gradient(value.op):
                following.append(value.op)
            else:
                state.unused_exits.append(value)
        without = list(state.unused_exits) if following else []
        following.extend(value.op for value in state.unused_exits)
        return following, without

    # -- zeros -------------------------------------------------------------------------------------

    def zeros_for_exit(self, exit_value: Tensor) -> Tensor | None:
        """A zero gradient for an exit."""
        home: Any = exit_value.op._control_flow_context
        around = home.outer_context
        loop = None if around is None else around.GetWhileContext()
        outer = None if loop is None else self._loops.get(loop)
        dims, dtype = exit_value._dims, exit_value.dtype.base_dtype
        known = dims is not None and None not in dims
        if outer is None:
            return zeros(dims, dtype) if known else zeros_like(exit_value, optimize=False)
        if known:
            with outer.grad_context:
                return zeros(dims, dtype)
        assert around is not None
        with around:
            sizes = shape_internal(exit_value, optimize=False)
        history = outer.keep(sizes)
        with outer.grad_context:
            return zeros(outer.recall(history, sizes), dtype)

    def zeros_like(self, op: Operation, index: int) -> Tensor | None:
        """A zero gradient for an output of `op`; None for a Switch that a loop is made of."""
        context = op._control_flow_context
        is_switch = op.type in SWITCHES
        if is_switch and context is not None and context.IsWhileContext():
            return None
        loop = None if context is None else context.GetWhileContext()
        state = None if loop is None else self._loops.get(loop)
        if state is None:
            return zeros_outside_loop(op, index)
        value = op._outputs[index]
        if value._dims is not None and None not in value._dims:
            made = constant(0, value.dtype.base_dtype, shape=value._dims)
            if is_switch:
                pred = state.history_map[context.pred.name]
                made = switch_beside(made, pred)[1 - context.branch]
            return made
        if is_switch:
            with within(context.outer_context):
                other = switch_beside(op._inputs[0], context.pred)[1 - context.branch]
                sizes = shape_internal(other, optimize=False)
            other.op._set_control_flow_context(context)
            sizes.op._set_control_flow_context(context)
        else:
            with context:
                sizes = shape_internal(value, optimize=False)
        state.grad_context.Exit()
        try:
            history = state.keep(sizes, dead_branch=is_switch)
        finally:
            state.grad_context.Enter()
        return zeros(state.recall(history, sizes, is_switch), value.dtype.base_dtype)

    def finish(self) -> None:
        """Closes the backward loops: a variable whose next value does not depend on it gets zeros."""
        for state in self._loops.values():
            for merged in state.switch_map.values():
                first, following = merged.op._inputs
                if first is not following:
                    continue
                if first._dims is not None and None not in first._dims:
                    with state.grad_context:
                        made = again(constant(0, first.dtype.base_dtype, shape=first._dims))
                else:
                    with within(state.grad_context.outer_context):
                        # outside, since zeros enter the loop like the gradient itself
                        entered_grad = first.op._inputs[0]
                        sizes = shape_internal(entered_grad, optimize=False)
                        value = zeros(sizes, entered_grad.dtype.base_dtype)
                    with state.grad_context:
                        made = again(value)
                merged.op._update_input(1, made)


def make_state(
    between: list[Operation], inside: set[Operation], colocate: bool
) -> LoopGradients | None:
    """What knows the loops among the operations between; adds their exits to them."""
    made: LoopGradients | None = None
    for op in between:  # grows while it is gone through
        if op.type in EXITS:
            made = made or LoopGradients()
            if colocate:
                with op.graph.colocate_with(op):
                    made.include(op, between, inside)
            else:
                made.include(op, between, inside)
    return made
