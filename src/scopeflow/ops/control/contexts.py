"""What a branch of a `cond` and the body of a loop have in common: they take in what is made inside them.

While a context is entered it lies on the graph, which shows it every new operation (`AddOp`).  The context
leads tensors from outside in through nodes of its own (`AddValue`) and stays on the operations, so that gradients know where a
node stands.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.nesting import leaves

EXITS = frozenset(["Exit", "RefExit"])
ENTERS = frozenset(["Enter", "RefEnter"])
SWITCHES = frozenset(["Switch", "RefSwitch"])


class ControlFlowContext:
    """A region of a graph that runs under a condition.

    Attributes:
      name: its unique name in the graph.
      graph: the graph it is a region of.
      outer_context: the context that this one lies in, or None.
      values: names of the tensors that may be used in here as they are.
      external_values: name of a tensor from outside -> the tensor that stands for it in here.
    """

    def __init__(self, name: str) -> None:
        graph: Graph = get_default_graph()
        self._begin(graph, graph.unique_name(name))

    def _begin(self, graph: Graph, name: str) -> None:
        self.graph = graph
        graph._check_regions = refuse_foreign_inputs
        self.name = name
        self.outer_context: ControlFlowContext | None = graph._get_control_flow_context()
        self.values: set[str] = set()
        self.external_values: dict[str, Tensor] = {}
        self._entered_from: list[Any] = []

    def Enter(self) -> None:
        """Makes this the current context of the graph."""
        self._entered_from.append(self.graph._get_control_flow_context())
        self.graph._set_control_flow_context(self)

    def Exit(self) -> None:
        """Makes the context current that was so before."""
        self.graph._set_control_flow_context(self._entered_from.pop())

    def __enter__(self) -> Any:
        self.Enter()
        return self

    def __exit__(self, *exc: object) -> None:
        self.Exit()

    def IsCondContext(self) -> bool:
        """Whether this is a branch of a cond."""
        return False

    def IsWhileContext(self) -> bool:
        """Whether this is a loop."""
        return False

    def GetWhileContext(self) -> Any:
        """The innermost loop that this context is or lies in, or None."""
        return self.outer_context.GetWhileContext() if self.outer_context is not None else None

    def GetControlPivot(self) -> Tensor | None:
        """A tensor that is live wherever this context runs."""
        return None

    @property
    def grad_state(self) -> Any:
        """What is known of a loop of gradients; None for any other context."""
        return None

    def AddName(self, name: str) -> None:
        """Notes that the tensor `name` may be used in here as it is."""
        self.values.add(name)

    def AddValue(self, val: Tensor) -> Tensor:
        """The tensor that stands for `val` in here."""
        raise NotImplementedError

    def AddOp(self, op: Operation) -> None:
        """Takes a new operation into this context; the graph calls it."""
        raise NotImplementedError

    def AddInnerOp(self, op: Operation) -> None:
        """Hears of an operation of a context inside this one."""
        if self.outer_context is not None:
            self.outer_context.AddInnerOp(op)

    def ExitResult(self, result: Any) -> None:
        """Tells the context around this one what comes out of it."""
        outer = self.outer_context
        if outer is not None:
            for value in leaves(result, True):
                if value is not None:
                    outer.AddName(value.name)

    def replace_inputs(self, op: Operation) -> None:
        """Puts what stands in here for the op's inputs in their place."""
        for index, given in enumerate(op._inputs):
            inside = self.AddValue(given)
            if inside is not given:
                op._update_input(index, inside)

    def remove_external_control(self, op: Operation) -> tuple[list[Operation], list[Operation]]:
        """Takes away the op's control inputs from outside the innermost loop.

        Returns:
          The control inputs that stay and those that went.
        """
        loop = self.GetWhileContext()
        given = list(op._control_inputs)
        if loop is None:
            return given, []
        inside: list[Operation] = []
        outside: list[Operation] = []
        for before in given:
            context = output_context(before)
            at_home = context is not None and context.GetWhileContext() is loop
            (inside if at_home else outside).append(before)
        if outside:
            op._remove_all_control_inputs()
            op._add_control_inputs(inside)
        return inside, outside

    def guard(self, op: Operation) -> None:
        """Keeps a session from fetching an operation that may not run."""
        if self.outer_context is not None or op.type not in EXITS:
            self.graph.prevent_fetching(op)


@contextlib.contextmanager
def within(context: ControlFlowContext | None) -> Iterator[None]:
    """Enters a context; None stands for what lies in no context, and leaves the current one as it is."""
    if context is None:
        yield
    else:
        with context:
            yield


def output_context(op: Operation) -> ControlFlowContext | None:
    """The context that an operation's outputs live in: a loop's exits live outside it."""
    context = op._control_flow_context
    if context is not None and op.type in EXITS:
        return context.outer_context
    return context


def while_context(op: Operation) -> Any:
    """The loop that an operation's outputs live in, or None."""
    context = output_context(op)
    return None if context is None else context.GetWhileContext()


def containing_context(op: Operation) -> Any:
    """The loop that an operation stands in, or None."""
    context = op._control_flow_context
    return None if context is None else context.GetWhileContext()


def is_loop_constant(op: Operation) -> bool:
    """Whether this leads a value into a loop that is the same in every trip."""
    return op.type in ENTERS and bool(op._attrs["is_constant"])


def refuse_foreign_inputs(op: Operation, context: ControlFlowContext | None) -> None:
    """Refuses a new operation that takes what lives inside a loop that it does not stand in.

    Raises:
      ValueError: TensorFlow's words.
    """
    for given in op._inputs:
        if given._op._control_flow_context is not None and not _may_take(op, context, given._op):
            where = (
                "they are in different while loops"
                if context is not None and context.GetWhileContext() is not None
                else f"'{given._op.name}' is in a while loop"
            )
            raise ValueError(
                f"Cannot use '{given._op.name}' as input to '{op.name}' because {where}. See info log for more details. "
                "A value of a loop leaves it as one of the results of tf.while_loop."
            )


def _may_take(op: Operation, context: ControlFlowContext | None, producer: Operation) -> bool:
    home = output_context(producer)
    if home is None or home is context:
        return True
    home_loop = home.GetWhileContext()
    loop = None if context is None else context.GetWhileContext()
    if loop is None:
        # the nodes that lead values in are made outside of any context
        return home_loop is None or op.type in ENTERS or op.type in SWITCHES
    if _lies_in(loop, home_loop):
        return True
    state = loop.grad_state
    return state is not None and (
        _lies_in(state.forward_context, home_loop)
        or (home_loop is not None and state.forward_context is home_loop.outer_context)
    )


def _lies_in(loop: ControlFlowContext, around: ControlFlowContext | None) -> bool:
    """Whether a loop is `around` or lies in it; None is around everything."""
    inner: ControlFlowContext | None = loop
    while inner is not around and inner is not None:
        inner = inner.outer_context
    return inner is around
