"""The functions of a GraphDef's library, whose bodies are built when a node first calls them."""

from __future__ import annotations

import threading
from typing import Any

from scopeflow.formats.functions import body_graph_def
from scopeflow.graph.core import Graph
from scopeflow.graph.function import FunctionGraph

_building = threading.RLock()


class ImportedFunction:
    """A FunctionDef that stands for the function it describes.

    Args:
      function_def: the proto.
      outer: the graph that knows it.

    Attributes:
      name: the function's name.
      function_def: the proto, as it was read.
    """

    def __init__(self, function_def: Any, outer: Graph) -> None:
        self.name: str = function_def.signature.name
        self.function_def = function_def
        self._outer = outer
        self._body: FunctionGraph | None = None

    def built(self) -> FunctionGraph:
        """The body.

        Raises:
          ValueError, NotFoundError: if it is malformed, or has ops that nobody knows.
        """
        with _building:
            if self._body is None:
                self._body = self._build()
            return self._body

    def _build(self) -> FunctionGraph:
        # imported here because importing graphs asks for this module
        from scopeflow.ops.catalog import find
        from scopeflow.ops.importing import import_graph_def

        graph_def, arguments, results = body_graph_def(self.function_def, find)
        body = FunctionGraph(self.name, self._outer)
        body.declared = len(arguments)
        with body.building():
            import_graph_def(graph_def, name="")
        body.inputs = [body._by_name[name]._outputs[0] for name in arguments]
        body.outputs = [body.get_tensor_by_name(name) for name in results]
        body.control_outputs = [body._by_name[n] for n in self.function_def.control_ret.values()]
        return body


def add_library(graph: Graph, library: Any) -> None:
    """Makes the functions of a FunctionDefLibrary known to a graph.

    Raises:
      ValueError: if it knows another one of the same name.
    """
    for function in library.function:
        name = function.signature.name
        known = graph._functions.get(name)
        if known is None:
            graph._add_function(ImportedFunction(function, graph))
        elif isinstance(known, ImportedFunction) and known.function_def != function:
            raise ValueError(
                f"Cannot add function '{name}' because a different function with the same name already exists."
            )
