"""The calls that go upward: what a graph object may ask of rooms above it, in one place.

A tensor has operators, `eval` and a default session; a graph has `as_graph_def`.  Their code lives in
rooms that this one must not import, so those rooms register it here.  An unregistered port names
itself when called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Port:
    """A slot for one function of a higher room."""

    __slots__ = ("call", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.call: Callable[..., Any] = self._missing

    def _missing(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(f"{self.name} is not available: the part of scopeflow that provides it is not loaded.")

    def register(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Sets the function behind this port; usable as a decorator."""
        self.call = function
        return function


# value, dtype, name -> Tensor: builds the Const node of a Python value
constant = Port("Building constants")
# tensors, feed_dict, graph, session -> values: Tensor.eval and Operation.run
evaluate = Port("Tensor.eval")
# graph, from_version, add_shapes -> GraphDef
graph_def = Port("Graph.as_graph_def")
# operation -> NodeDef
node_def = Port("Operation.node_def")
# kind, value -> AttrValue; AttrValue -> (kind, value)
to_attr_value = Port("Reading attributes as protos")
from_attr_value = Port("Setting attributes from protos")
# graph, op_type, inputs, dtypes, name, attrs -> Operation: Graph.create_op
create_op = Port("Graph.create_op")
# -> the default Session of this thread, or None
default_session = Port("The default session")
