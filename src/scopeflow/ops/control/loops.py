"""A loop as a region of a graph: its values enter, are merged with those of the last trip, switched by the condition, and go round."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scopeflow.graph.composite import CompositeTensor
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.calling import call
from scopeflow.ops.control.carried import as_carried, parts_of, whole
from scopeflow.ops.control.contexts import (
    EXITS,
    ControlFlowContext,
    containing_context,
    is_loop_constant,
    output_context,
    while_context,
)
from scopeflow.ops.control.looping import again, entered, left, loop_cond
from scopeflow.ops.control.sliced import switch_gradient
from scopeflow.ops.control.switching import merge, switch_beside
from scopeflow.ops.nesting import assert_same_structure, is_nested, leaves, rebuild

# Where a gradient asks for these of a value of the forward loop, the forward loop computes them: less to keep.
_SMALLER_THAN_THEIR_INPUT = frozenset(["Shape", "Size", "Rank"])


class WhileContext(ControlFlowContext):
    """A loop.

    Attributes:
      parallel_iterations: how many trips may run beside each other.
      back_prop: whether gradients may go through it.
      swap_memory: whether what gradients need may be moved to the host.
      maximum_iterations: the tensor that bounds its trips, or None.
      pivot: the LoopCond's output.
      pivot_for_pred: a tensor that is live in every evaluation of the condition.
      pivot_for_body: a tensor that is live in every trip.
      loop_enters, loop_exits: the loop variables where they come in and go out.
    """

    def __init__(
        self,
        maximum_iterations: Tensor | None = None,
        parallel_iterations: int = 10,
        back_prop: bool = True,
        swap_memory: bool = False,
        name: str = "while_context",
        grad_state: Any = None,
    ) -> None:
        super().__init__(name)
        self.maximum_iterations = maximum_iterations
        self.parallel_iterations = parallel_iterations
        self.back_prop = back_prop
        self.swap_memory = swap_memory
        self.pivot: Any = None
        self.pivot_for_pred: Any = None
        self.pivot_for_body: Any = None
        self.loop_enters: list[Tensor] = []
        self.loop_exits: list[Tensor] = []
        self._grad_state = grad_state

    @property
    def grad_state(self) -> Any:
        """What is known of the forward loop, if this is a loop of gradients; else None."""
        return self._grad_state

    def IsWhileContext(self) -> bool:
        """True: this is a loop."""
        return True

    def GetWhileContext(self) -> WhileContext:
        """This loop."""
        return self

    def GetControlPivot(self) -> Tensor | None:
        """A tensor that is live in every trip."""
        return self.pivot_for_pred if self.pivot_for_body is None else self.pivot_for_body

    def switch_gradient(self, op: Operation, on_exit: Any, on_trip: Any) -> Any:
        """The gradient of one of this loop's Switches, in the loop of gradients that is entered."""
        current = self.graph._get_control_flow_context()
        return current.grad_state.switch_gradient(op, on_exit, on_trip)

    def merge_gradient(self, op: Operation, grad: Any) -> Any:
        """The gradient of one of this loop's Merges."""
        current = self.graph._get_control_flow_context()
        return list(switch_gradient(grad, current.pivot, beside=True))

    # -- taking in -------------------------------------------------------------------------------

    def AddValue(self, val: Tensor) -> Tensor:
        """The tensor that stands for `val` in this loop: `val`, or an Enter of it."""
        if val.name in self.values or val.op._control_flow_context is self:
            return self.external_values.get(val.name, val)
        self.values.add(val.name)
        kept = self._kept_by_the_forward_loop(val)
        if kept is not None:
            self.external_values[val.name] = kept
            return kept
        result = val
        outer = self.outer_context
        if outer is not None:
            result = outer.AddValue(val)
        with self.graph.control_dependencies(None):
            result = entered(result, self.name, True, self.parallel_iterations)
            self.graph.prevent_feeding(result)
            if outer is not None:
                outer.AddInnerOp(result.op)
        self.adopt_enters([result])
        self.values.add(result.name)
        self.external_values[val.name] = result
        return result

    def _kept_by_the_forward_loop(self, val: Tensor) -> Tensor | None:
        """A gradient's use of a value of the forward loop: its history, read backwards."""
        current = self.graph._get_control_flow_context()
        loop = None if current is None else current.GetWhileContext()
        if loop is None or loop.grad_state is None:
            return None
        forward = while_context(val.op)
        return (
            loop.grad_state.value_of(val)
            if forward is not None and forward is loop.grad_state.forward_context
            else None
        )

    def adopt_enters(self, enters: Sequence[Tensor]) -> None:
        """Makes Enters part of this loop, after the control inputs that hold outside of it too."""
        graph = self.graph
        for made in enters:
            op = made.op
            outside = []
            for before in graph._control_inputs_for([op._inputs[0]]):
                home = output_context(before)
                outer = self.outer_context
                loop = None if outer is None else outer.GetWhileContext()
                while outer is not home and outer is not None and outer is not loop:
                    outer = outer.outer_context
                if outer is home:
                    outside.append(before)
            op._set_control_flow_context(self)
            op._add_control_inputs(outside)
            for controller in graph._control_stack:
                controller.seen.add(op)

    def AddOp(self, op: Operation) -> None:
        """Takes a new operation into this loop; the graph calls it."""
        if op.type in _SMALLER_THAN_THEIR_INPUT:
            current = self.graph._get_control_flow_context()
            loop = None if current is None else current.GetWhileContext()
            if loop is not None and loop.grad_state is not None:
                forward = containing_context(op._inputs[0].op)
                if forward is not None and forward is loop.grad_state.forward_context:
                    home: Any = op._inputs[0].op._control_flow_context
                    op._set_control_flow_context(home)
                    home.take_in(op)
                    return
        self.take_in(op)

    def take_in(self, op: Operation) -> None:
        """Leads the op's inputs into this loop and ties it to its trips."""
        if not op._inputs:
            inside, outside = self.remove_external_control(op)
            pivot = self.GetControlPivot()
            if not inside and pivot is not None:
                op._add_control_input(pivot.op)
        else:
            self.replace_inputs(op)
            _, outside = self.remove_external_control(op)
            self._tie_to_a_trip(op)
        for made in op._outputs:
            self.values.add(made.name)
        if outside:
            self._wait_inside(op, outside)
        if self.outer_context is not None or op.type not in EXITS:
            self.graph.prevent_fetching(op)
            for made in op._outputs:
                self.graph.prevent_feeding(made)
        if self.outer_context is not None:
            self.outer_context.AddInnerOp(op)

    def _tie_to_a_trip(self, op: Operation) -> None:
        """An op that takes only what is the same in every trip must not run where the loop does not."""
        if not op._control_inputs and all(is_loop_constant(given._op) for given in op._inputs):
            pivot = self.GetControlPivot()
            if pivot is not None:
                op._add_control_input(pivot.op)

    def _wait_inside(self, op: Operation, outside: Sequence[Operation]) -> None:
        """What must come first but stands outside comes in as a value."""
        with self.graph.control_dependencies(None), self:
            waits = [identity(before._outputs[0]).op for before in outside if before._outputs]
        op._add_control_inputs(waits)

    # -- building --------------------------------------------------------------------------------

    def build(
        self,
        pred: Callable[..., Any],
        body: Callable[..., Any],
        loop_vars: Any,
        shape_invariants: Any,
        return_same_structure: bool,
    ) -> Any:
        """Adds the nodes of the loop."""
        # made outside: what is constant stands there
        carried = [as_carried(value) for value in leaves(loop_vars)]
        with self:
            original_body, exits = self._build(pred, body, loop_vars, carried, shape_invariants)
        # what the body gave tells the structure; its flows become arrays again
        found = iter(exits)
        packed = rebuild(original_body, (whole(leaf, found) for leaf in leaves(original_body)))
        if return_same_structure:
            return packed
        return packed[0] if len(exits) == 1 else packed

    def _build(
        self,
        pred: Callable[..., Any],
        body: Callable[..., Any],
        loop_vars: Any,
        carried: Sequence[Any],
        shape_invariants: Any,
    ) -> tuple[Any, list[Tensor]]:
        tensors = [part for value in carried for part in parts_of(value)]
        self.values = {tensor.name for tensor in tensors}
        wanted = _invariant_dims(carried, shape_invariants)
        outer = self.outer_context
        real = [outer.AddValue(tensor) for tensor in tensors] if outer is not None else tensors
        with self.graph.control_dependencies(None):
            enters = [
                entered(
                    tensor, self.name, False, self.parallel_iterations, shape_invariants is None
                )
                for tensor in real
            ]
            for made in enters:
                self.graph.prevent_feeding(made)
                if outer is not None:
                    outer.AddInnerOp(made.op)
        self._tie_to_outer_pivot(enters)
        if wanted is not None:
            _set_invariants(real, enters, wanted)
        else:
            _relax_composites(carried, enters)
        self.adopt_enters(enters)
        self.values = {made.name for made in enters}
        self.loop_enters = enters

        merges = [_merged(made) for made in enters]
        self.pivot_for_pred = merges[0]
        condition = pred(*_packed(loop_vars, carried, merges))
        self.pivot = loop_cond(convert_to_tensor(condition), name="LoopCond")
        switches = [switch_beside(merged, self.pivot) for merged in merges]
        trip = [identity(switch[1]) for switch in switches]
        self.pivot_for_body = trip[0]
        given = _packed(loop_vars, carried, trip)

        before = len(self.graph.get_collection(GraphKeys._SUMMARY_COLLECTION))
        result = body(*given)
        if not is_nested(result):
            result = [result]
        result = self._keep_summaries(result, before)
        assert_same_structure(list(given), list(result))
        following = [part for leaf in leaves(result) for part in parts_of(as_carried(leaf))]
        if len(following) != len(merges):
            raise ValueError(
                "Number of inputs and outputs of body must match loop_vars: "
                f"{len(merges)}, {len(following)}"
            )
        for merged, value in zip(merges, following, strict=True):
            close_loop(merged, value)
        exits = [left(switch[0]) for switch in switches]
        self.loop_exits = exits
        self.ExitResult(exits)
        return result, exits

    def _keep_summaries(self, result: Any, before: int) -> Any:
        """Summaries made in the body run in every trip: the results wait for them."""
        made = self.graph.get_collection_ref(GraphKeys._SUMMARY_COLLECTION)
        fresh = made[before:]
        if not fresh:
            return result
        del made[before:]
        with self.graph.control_dependencies(fresh):
            found = iter(
                [identity(part) for leaf in leaves(result) for part in parts_of(as_carried(leaf))]
            )
            result = rebuild(result, (whole(leaf, found) for leaf in leaves(result)))
        made.extend(fresh)
        return result

    def _tie_to_outer_pivot(self, enters: Sequence[Tensor]) -> None:
        """A loop variable that is the same in every trip of an outer loop enters once in each of them."""
        context = self.outer_context
        pivot = None
        while context is not None and pivot is None:
            pivot = context.GetControlPivot()
            context = context.outer_context
        if pivot is not None:
            for made in enters:
                if is_loop_constant(made.op._inputs[0].op):
                    made.op._add_control_input(pivot.op)

    def __repr__(self) -> str:
        return f"<WhileContext '{self.name}'>"


def _merged(made: Tensor) -> Tensor:
    if made.dtype._is_ref_dtype:
        return call("RefMerge", [made, made], name="Merge")[0]
    return merge([made, made])[0]


def close_loop(merged: Tensor, value: Any, enforce: bool = True) -> Tensor:
    """Makes `value` the merge's value in the next trip.

    Raises:
      ValueError: if its shape is less known than the loop variable's.
    """
    following = again(convert_to_tensor(value))
    if enforce:
        _enforce_shape(merged, following)
    merged.op._update_input(1, following)
    return following


def _enforce_shape(merged: Tensor, following: Tensor) -> None:
    if not _at_least_as_known(following._dims, merged._dims):
        first = merged.op._inputs[0].op._inputs[0]
        raise ValueError(
            f"Input tensor '{first.name}' enters the loop with shape {merged.shape}, but has shape {following.shape} after "
            "one iteration. To allow the shape to vary across iterations, use the `shape_invariants` argument of tf.while_loop "
            "to specify a less-specific shape."
        )


def _at_least_as_known(dims: Any, bound: Any) -> bool:
    if bound is None:
        return True
    if dims is None or len(dims) != len(bound):
        return False
    return all(b is None or d == b for d, b in zip(dims, bound, strict=True))


def _packed(loop_vars: Any, carried: Sequence[Any], tensors: Sequence[Tensor]) -> Any:
    """The structure of the loop variables around these tensors."""
    found = iter(tensors)
    return rebuild(loop_vars, (whole(value, found) for value in carried))


def _relax_composites(carried: Sequence[Any], enters: Sequence[Tensor]) -> None:
    """Forgets of the Enters what a trip may change of a sparse or ragged tensor: how many values it has."""
    left = iter(enters)
    for value in carried:
        made = [next(left) for _ in parts_of(value)]
        if isinstance(value, CompositeTensor):
            for one, dims in zip(made, value._loop_dims(), strict=True):
                one._dims = dims


def _invariant_dims(carried: Sequence[Any], shape_invariants: Any) -> list[Any] | None:
    """The shapes that the tensors of the loop variables are said to have in every trip."""
    if shape_invariants is None:
        return None
    wanted: list[Any] = []
    for value, invariant in zip(carried, leaves(shape_invariants), strict=True):
        dims = TensorShape(invariant)._dims
        if isinstance(value, CompositeTensor):
            wanted.extend(value._invariant_dims(dims))
        else:
            wanted.append(dims)
    return wanted


def _set_invariants(
    given: Sequence[Tensor], enters: Sequence[Tensor], wanted: Sequence[Any]
) -> None:
    """Gives the Enters the shapes that hold in every trip."""
    for tensor, made, dims in zip(given, enters, wanted, strict=True):
        if not _at_least_as_known(tensor._dims, dims):
            raise ValueError(
                f"The shape invariant specified for {tensor.name} is not compatible with the initial shape of the loop "
                f"variable. It enters the loop with shape {tensor.shape}, but the specified shape invariant is "
                f"{TensorShape(dims)}."
            )
        made._dims = dims
