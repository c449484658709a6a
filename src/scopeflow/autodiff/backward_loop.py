"""The loop of gradients that belongs to a loop: it counts the trips down and takes what they kept from stacks.

The forward loop gets a counter, and for every value that a gradient needs a stack it pushes the value on; the
backward loop runs as many trips and pops.  What is the same in every trip is taken as it is, and constants are made anew.
"""

from __future__ import annotations

from typing import Any

from scopeflow.graph.core import Graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.calling import call
from scopeflow.ops.control.contexts import (
    is_loop_constant,
    output_context,
    within,
)
from scopeflow.ops.control.looping import again, entered, left, loop_cond
from scopeflow.ops.control.loops import WhileContext, close_loop
from scopeflow.ops.control.sliced import as_slices, merge_gradients, slice_parts
from scopeflow.ops.control.switching import merge, switch, switch_beside
from scopeflow.ops.math.arithmetic import add, subtract
from scopeflow.ops.math.comparison import greater_equal
from scopeflow.ops.static import constant_value

_SHOWING = frozenset(["Switch", "RefSwitch", "Identity", "RefIdentity"])


class BackwardLoop:
    """The gradients of one loop.

    Attributes:
      forward_context: the loop.
      grad_context: the loop of its gradients.
      outer: the gradients of the loop around it, or None.
      history_map: name of a forward value -> what stands for it in the backward loop.
      switch_map: a Switch of the forward loop -> the Merge that its gradient goes round through.
      exits: the loop variables that come out of the forward loop.
      pending_exits, deferred_exits, unused_exits: which of them the walk has yet to reach, has
        reached, and will not reach.
    """

    def __init__(self, forward: WhileContext, outer: BackwardLoop | None) -> None:
        self.forward_context = forward
        self.outer = outer
        self.graph: Graph = forward.graph
        self.history_map: dict[str, Tensor] = {}
        self.switch_map: dict[Operation, Any] = {}
        self.exits = list(forward.loop_exits)
        self.pending_exits = len(self.exits)
        self.deferred_exits: list[Tensor] = []
        self.unused_exits: list[Tensor] = []
        self._sync: Operation | None = None
        self._forward_sync: Operation | None = None

        # not in the branch of an outer loop that this one may stand on: the counter of trips is there anyway
        with within(forward.outer_context if outer is None else outer.forward_context):
            trips, self.forward_index = self._count_up()
        if outer is None:
            with within(forward.outer_context):
                self.grad_context = self._context()
                self.grad_index = self._count_down(trips)
        else:
            forward.outer_context.AddName(trips.name)  # type: ignore[union-attr]
            history = outer.keep(trips)
            with outer.grad_context:
                self.grad_context = self._context()
                self.grad_index = self._count_down(outer.recall(history, trips))

    def _context(self) -> WhileContext:
        forward = self.forward_context
        return WhileContext(
            maximum_iterations=forward.maximum_iterations,
            parallel_iterations=forward.parallel_iterations,
            back_prop=forward.back_prop,
            swap_memory=forward.swap_memory,
            name=forward.name,
            grad_state=self,
        )

    # -- counters ----------------------------------------------------------------------------------

    def _count_up(self) -> tuple[Tensor, Tensor]:
        """How many trips the forward loop makes, and the counter as it goes to the next trip."""
        loop = self.forward_context
        start = constant(0, name="f_count")
        if self.outer is not None:
            # the pushes of one run of this loop come before those of the next
            start.op._add_control_input(self.outer.forward_index.op._inputs[0].op)
        with loop:
            loop.AddName(start.name)
            first = entered(start, loop.name, False, loop.parallel_iterations, name="f_count")
            loop.loop_enters.append(first)
            merged = merge([first, first])[0]
            switched = switch(merged, loop.pivot)
            following = again(add(switched[1], 1))
            merged.op._update_input(1, following)
            trips = left(switched[0], name="f_count")
            loop.loop_exits.append(trips)
            loop.ExitResult([trips])
        return trips, following

    def _count_down(self, trips: Tensor) -> Tensor:
        """The backward loop's condition; gives its counter as it goes to the next trip."""
        loop = self.grad_context
        one = constant(1, name="b_count")
        with loop:
            loop.AddName(trips.name)
            first = entered(trips, loop.name, False, loop.parallel_iterations, name="b_count")
            loop.loop_enters.append(first)
            merged = merge([first, first])[0]
            loop.pivot_for_pred = merged
            loop.pivot = loop_cond(greater_equal(merged, one), name="b_count")
            switched = switch(merged, loop.pivot)
            index = subtract(switched[1], one)
            loop.pivot_for_body = index
            following = again(index)
            merged.op._update_input(1, following)
            zero = left(switched[0], name="b_count")
            loop.loop_exits.append(zero)
            if self.outer is not None:
                # the pops of one run of this loop come before those of the next
                self.outer.sync._add_control_input(zero.op)
            loop.ExitResult([zero])
        return following

    # -- order -------------------------------------------------------------------------------------

    @property
    def sync(self) -> Operation:
        """In the backward loop: after all pops of a trip."""
        if self._sync is None:
            with self.graph.control_dependencies(None):
                made: Operation = call("ControlTrigger", name="b_sync")
            made._set_control_flow_context(self.grad_context)
            self.grad_index.op._add_control_input(made)
            if self.grad_context.outer_context is not None:
                self.grad_context.outer_context.AddInnerOp(made)
            self._sync = made
        return self._sync

    @property
    def forward_sync(self) -> Operation:
        """In the forward loop: after the pushes of a trip that stand on branches."""
        if self._forward_sync is None:
            with self.graph.control_dependencies(None):
                made: Operation = call("ControlTrigger", name="f_sync")
            made._set_control_flow_context(self.forward_context)
            self.forward_index.op._add_control_input(made)
            self._forward_sync = made
        return self._forward_sync

    # -- history -----------------------------------------------------------------------------------

    def keep(self, value: Tensor, dead_branch: bool = False) -> Tensor:
        """A stack that the forward loop pushes `value` on in every trip: its handle.

        Args:
          value: a tensor of the forward loop.
          dead_branch: it stands on the other branch than its context says.
        """
        current = self.graph._get_control_flow_context()
        with (
            self.graph.control_dependencies(None),
            within(current),
            self.graph.colocate_with(value),
        ):
            stack = call("StackV2", constant(-1), elem_type=value.dtype.base_dtype, name="f_acc")
        handle = self.forward_context.AddValue(stack)
        home = output_context(value.op)
        if home is self.forward_context:
            with self.forward_context:
                push = self._push(handle, value)
            self.forward_index.op._add_control_input(push.op)
        elif home is None or not home.IsCondContext():
            raise TypeError(f"value_ctxt is not a CondContext: {home}")
        elif dead_branch:
            with within(home.outer_context):
                push = self._push(handle, value)
            push.op._set_control_flow_context(home)
            self.forward_sync._add_control_input(push.op)
        else:
            with home:
                push = self._push(handle, value)
            self.forward_sync._add_control_input(push.op)
        push.op._add_control_input(self.forward_index.op._inputs[0].op)
        return stack

    def _push(self, handle: Tensor, value: Tensor) -> Tensor:
        return call(
            "StackPushV2", handle, value, swap_memory=self.forward_context.swap_memory, name=None
        )

    def recall(self, stack: Tensor, value: Tensor, dead_branch: bool = False) -> Tensor:
        """In the backward loop: what the forward loop kept of `value`, last trip first."""
        branch = _branch_of(value, stack)
        with self.graph.control_dependencies(None), self.grad_context:
            if branch is not None:
                side = 1 - branch.branch if dead_branch else branch.branch
                stack = switch_beside(stack, self._pred_of(branch))[side]
            pop = call("StackPopV2", stack, elem_type=value.dtype.base_dtype, name=None)
            pop._dims = value._dims
        if self.grad_context.parallel_iterations > 1:
            self.sync._add_control_input(pop.op)
        return pop

    def _pred_of(self, branch: Any) -> Tensor:
        """The predicate of a forward branch, as the backward loop knows it."""
        state: BackwardLoop | None = self
        while state is not None:
            known = state.history_map.get(branch.pred.name)
            if known is not None:
                return known
            state = state.outer
        return branch.pred

    def value_of(self, value: Tensor) -> Tensor:
        """What stands in the backward loop for a value of the forward loop."""
        known = self.history_map.get(value.name)
        if known is not None:
            return known
        found = self._found(value)
        self.history_map[value.name] = found
        return found

    def _found(self, value: Tensor) -> Tensor:
        state: BackwardLoop | None = self
        current = value
        while True:
            enter = _constant_enter(current)
            if enter is None:
                break
            current = enter._inputs[0]
            assert state is not None
            state = state.outer
            if state is None:
                # the same in every trip of every loop
                return self.grad_context.AddValue(current)
        assert state is not None
        if current.op.type == "Const":
            return constant(constant_value(current), current.dtype)
        self.grad_context.Exit()
        try:
            history = state.keep(current)
        finally:
            self.grad_context.Enter()
        found = state.recall(history, current)
        return found if state is self else self.grad_context.AddValue(found)

    # -- gradients of the loop's own nodes ----------------------------------------------------------

    def pred_of_merge(self, branch: Any) -> Tensor:
        """The predicate of a branch in the forward loop, kept for every trip."""
        known = self.history_map.get(branch.pred.name)
        if known is None:
            self.grad_context.Exit()
            try:
                history = self.keep(branch.pred)
            finally:
                self.grad_context.Enter()
            known = self.history_map[branch.pred.name] = self.recall(history, branch.pred)
        return known

    def switch_gradient(self, op: Operation, on_exit: Any, on_trip: Any) -> tuple[Any, None]:
        """The gradient of a loop's Switch, which the walk visits twice: from the exit, then from the body."""
        merged = self.switch_map.get(op)
        if merged is not None:
            if isinstance(merged, IndexedSlices) and on_trip is not None:
                self._close_slices(merged, as_slices(on_trip))
            elif on_trip is not None:
                close_loop(merged, on_trip, enforce=False)
            return None, None
        if on_exit is None:
            return None, None
        merged = self.switch_map[op] = merge_gradients([on_exit, on_exit], name="b_switch")
        return merged, None

    def _close_slices(self, merged: IndexedSlices, value: IndexedSlices) -> None:
        following = [again(part) for part in slice_parts(value)]
        for part, next_part in zip(slice_parts(merged), following, strict=True):
            part.op._update_input(1, next_part)


def _branch_of(value: Tensor, stack: Tensor) -> Any:
    """The branch, within the loop of the stack's use, that controls `value`."""
    home = stack.op._control_flow_context
    context = value.op._control_flow_context
    while context is not None and context is not home:
        if context.IsCondContext():
            return context
        context = context.outer_context
    return None


def _constant_enter(value: Tensor) -> Operation | None:
    """The Enter behind a value that is the same in every trip."""
    op = value.op
    while op.type in _SHOWING:
        op = op._inputs[0].op
    return op if is_loop_constant(op) else None
