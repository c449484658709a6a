"""Functions: graphs of their own, which take what they use of the graphs around them as further arguments."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

from scopeflow.graph import ports
from scopeflow.graph.core import BUILDING, GRAPH_STACK, Graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor

_numbers = itertools.count()


def next_number() -> int:
    """A number that no other function of this process has: part of the function's name."""
    return next(_numbers)


class FunctionGraph(Graph):
    """The body of a function, while it is built and afterwards.

    A tensor of a graph around this one that a new node takes is *captured*: an argument stands for it inside.

    Args:
      name: the function's name in a GraphDef.
      outer: the graph that it is built in.

    Attributes:
      name: its name.
      outer: the graph around it.
      inputs: the arguments, as tensors in here: those that the function declares, then the captured ones.
      outputs: the results.
      control_outputs: operations that every call runs.
      captures: tensor outside -> the argument that stands for it, in the order of the arguments.
      declared: how many of the arguments the function declares.
      legacy: whether it is named, and its arguments are, as older versions of TensorFlow did.
      attrs: attributes of the function in a GraphDef: name -> (kind, value).
      description: what the GraphDef says of it.
    """

    def __init__(self, name: str, outer: Graph) -> None:
        super().__init__()
        self.name = name
        self.outer = outer
        self.inputs: list[Tensor] = []
        self.outputs: list[Tensor] = []
        self.control_outputs: list[Operation] = []
        self.captures: dict[Tensor, Tensor] = {}
        self.attrs: dict[str, Any] = {}
        self.description = ""
        self.declared = 0
        self.legacy = False
        self.seed = outer.seed
        # a variable made in here is one of the graph around
        self._collections = outer._collections

    @property
    def building_function(self) -> bool:
        """Whether this graph is a function's body; True."""
        return True

    @property
    def captured(self) -> list[Tensor]:
        """The tensors outside that it captured, in the order of the arguments."""
        return list(self.captures)

    @property
    def is_stateful(self) -> bool:
        """Whether two calls with equal arguments may differ."""
        return any(op.definition.stateful for op in self._ops)

    def capture(self, tensor: Tensor, name: str | None = None) -> Tensor:
        """What stands in here for `tensor`: itself if it is of this graph, else an argument.

        Args:
          tensor: of this graph or one around it.
          name: the wish for the argument's name; that of the tensor's operation by default.
        """
        if tensor._op.graph is self:
            return tensor
        known = self.captures.get(tensor)
        if known is None:
            known = self._stand_in(tensor, name)
            self.captures[tensor] = known
            self.inputs.append(known)
        return known

    def take_devices(self) -> None:
        """Gives new nodes the devices that they would get outside."""
        self._device_stack = self.outer._device_stack
        self._refresh_marks()

    def _stand_in(self, tensor: Tensor, name: str | None) -> Tensor:
        with self.control_dependencies(None):
            return self.argument(tensor.dtype, tensor._dims, name or self._wish(tensor))

    def _wish(self, tensor: Tensor) -> str:
        return "Placeholder" if self.legacy else tensor._op.name

    def argument(self, dtype: Any, dims: Any, name: str) -> Tensor:
        """A new node that stands for an argument."""
        shape = None if dims is None else list(dims)
        with _Entered(self):
            op = ports.create_op.call(
                self, "Placeholder", (), None, name, {"dtype": dtype.base_dtype, "shape": shape}
            )
        made: Tensor = op._outputs[0]
        if dtype is not made.dtype:
            made.dtype = dtype  # a reference stays one
        return made

    def outside(self, make: Callable[[], Any]) -> Any:
        """What `make` makes in the graph around all functions, under the same names."""
        graph = self.outer
        while isinstance(graph, FunctionGraph):
            graph = graph.outer
        scope = self._name_scope.current
        GRAPH_STACK.items.append(graph)
        try:
            with graph.name_scope(f"{scope}/" if scope else None), graph.control_dependencies(None):
                return make()
        finally:
            GRAPH_STACK.items.pop()

    def building(self) -> Any:
        """A context manager in which nodes are added to this function."""
        return _Entered(self)

    def control_dependencies(self, control_inputs: Any) -> Any:
        """As in any graph; operations of graphs around this one have run before it is called."""
        if control_inputs is not None:
            control_inputs = [
                given for given in control_inputs if getattr(_element(given), "graph", self) is self
            ]
        return super().control_dependencies(control_inputs)

    def _function(self, name: str) -> Any:
        found = super()._function(name)
        return self.outer._function(name) if found is None else found

    def _add_function(self, function: Any) -> None:
        super()._add_function(function)
        # the graph that a program exports must hold what its functions call
        self.outer._add_function(function)


def _element(given: Any) -> Any:
    convert = getattr(given, "_as_graph_element", None)
    return given if convert is None or isinstance(given, (Tensor, Operation)) else convert()


class _Entered:
    """Makes a function graph the default graph, while others capture."""

    __slots__ = ("_graph",)

    def __init__(self, graph: FunctionGraph) -> None:
        self._graph = graph

    def __enter__(self) -> FunctionGraph:
        BUILDING.append(self._graph)
        GRAPH_STACK.items.append(self._graph)
        return self._graph

    def __exit__(self, *exc: object) -> None:
        GRAPH_STACK.items.pop()
        BUILDING.remove(self._graph)


def argument_name(name: str) -> str:
    """An operation's name as a function's signature writes it: `Mul/Const` is `mul_const`."""
    plain = re.sub(r"[^a-z0-9_]", "_", name.lower()).lstrip("0123456789_")
    return plain or "unknown"


class Names:
    """Names that are told apart by a number behind them where they would be the same."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, wish: str) -> str:
        """The name, or the name with the first number that makes it another than all before."""
        name, number = wish, 0
        while name in self._taken:
            name, number = f"{wish}_{number}", number + 1
        self._taken.add(name)
        return name


__all__ = ["FunctionGraph", "Names", "argument_name", "next_number"]
