"""Control dependencies: operations that must run before the ones made inside a `with`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from scopeflow.graph.composite import CompositeTensor
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor

if TYPE_CHECKING:
    from scopeflow.graph.core import Graph


class ControlDependencies:
    """The part of a graph that knows what must come first."""

    def _init_control(self) -> None:
        self._control_stack: tuple[ControlController, ...] = ()
        self._control_flow_context: Any = None
        # set by the first context: refuses a node that reaches into a region it is not in
        self._check_regions: Any = None

    def control_dependencies(self, control_inputs: Any) -> ControlController:
        """A context manager: operations made inside run after `control_inputs`.

        Args:
          control_inputs: a list of operations, tensors or objects with an operation; None clears the
            dependencies (and leaves the control-flow context) inside.

        Raises:
          TypeError: if `control_inputs` is no list, or holds something that is no node.
        """
        graph: Graph = self  # type: ignore[assignment]
        if control_inputs is None:
            return ControlController(graph, None)
        ops = dict.fromkeys([_as_operation(graph, given) for given in control_inputs])
        # what an outer `with` waits for already is not waited for again
        for controller in self._control_stack:
            if not controller.op_set.isdisjoint(ops):
                ops = dict.fromkeys([op for op in ops if op not in controller.op_set])
        return ControlController(graph, tuple(ops))

    def _current_control_dependencies(self) -> set[Operation]:
        return set().union(*[controller.ops for controller in self._control_stack])

    def _control_inputs_for(self, inputs: Iterable[Tensor]) -> tuple[Operation, ...]:
        """The control inputs of a node with these inputs.

        A `with` whose own operations already feed the new node, through its inputs, adds nothing.
        """
        waiting = [controller for controller in self._control_stack if controller.ops]
        if not waiting:
            return ()
        producers = {tensor._op for tensor in inputs}
        if len(waiting) == 1 and producers.isdisjoint(waiting[0].op_set):
            return waiting[0].ops if producers.isdisjoint(waiting[0].seen) else ()
        found: dict[Operation, None] = {}
        for controller in waiting:
            if producers.isdisjoint(controller.seen):
                for op in controller.ops:
                    if op not in producers:
                        found[op] = None
        return tuple(found)

    def _get_control_flow_context(self) -> Any:
        return self._control_flow_context

    def _set_control_flow_context(self, context: Any) -> None:
        self._control_flow_context = context


class ControlController:
    """One `with control_dependencies(...)`: its operations, and the nodes made inside it so far."""

    def __init__(self, graph: Graph, ops: tuple[Operation, ...] | None) -> None:
        self._graph = graph
        self._clears = ops is None
        self.ops = ops or ()
        self.op_set = frozenset(self.ops)
        self.seen: set[Operation] = set()
        self._outer: tuple[ControlController, ...] = ()
        self._outer_context: Any = None

    def __enter__(self) -> None:
        graph = self._graph
        self._outer = graph._control_stack
        if self._clears:
            self._outer_context = graph._get_control_flow_context()
            graph._control_stack = (self,)
            graph._set_control_flow_context(None)
        else:
            graph._control_stack = (*self._outer, self)

    def __exit__(self, *exc: object) -> None:
        graph = self._graph
        if not graph._control_stack or graph._control_stack[-1] is not self:
            raise AssertionError(
                "control_dependencies: leave the contexts in the opposite order of entering them."
            )
        graph._control_stack = self._outer
        if self._clears:
            graph._set_control_flow_context(self._outer_context)


def _as_operation(graph: Graph, given: Any) -> Operation:
    """The operation that stands for one entry of `control_dependencies`."""
    if type(given) is Operation:
        graph._assert_same_graph_op(given)
        return given
    # An IndexedSlices has `op`; a resource variable's own operation is its handle.
    if (
        not isinstance(given, Tensor)
        and isinstance(getattr(given, "op", None), Operation)
        and _is_composite(given)
    ):
        given = given.op
    element = graph.as_graph_element(given)
    return element.op if isinstance(element, Tensor) else element


def _is_composite(given: Any) -> bool:
    if isinstance(given, CompositeTensor):
        return given._is_one_op
    return hasattr(given, "_handle") or not hasattr(given, "_as_graph_element")
