"""A graph - of this process, or read from a file - as plain records that a picture is made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scopeflow.formats.attr_values import from_attr_value
from scopeflow.graph.core import Graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.graph.roles import MARK, VARIABLE_OPS, Link

Dims = tuple[int | None, ...] | None


@dataclass(slots=True)
class Seen(Link):
    """A node as a picture shows it.

    Attributes:
      outputs: (dtype, dims) of each output that is known.
      place: "file:line" of the user's call, where known.
      source: that line's text.
      trainable: of a variable; None where nobody knows.
    """

    outputs: tuple[tuple[str, Dims], ...] = ()
    place: str = ""
    source: str = ""
    trainable: bool | None = None

    @property
    def parameters(self) -> int | None:
        """How many numbers a variable holds; None where its shape leaves that open."""
        dims = self.outputs[0][1] if self.outputs else None
        if dims is None or None in dims:
            return None
        return math.prod(size for size in dims if size is not None)


def read(graph: Any, places: bool = True) -> list[Seen]:
    """The nodes of a Graph or of a GraphDef, in their order; with `places` the lines that made them."""
    return _of_graph(graph, places) if isinstance(graph, Graph) else _of_graph_def(graph)


def _of_graph(graph: Graph, with_lines: bool) -> list[Seen]:
    ops: Sequence[Operation] = list(graph._ops)
    places = {op: place for place, op in enumerate(ops)}
    trainable = {v.op.name for v in graph.get_collection(GraphKeys.TRAINABLE_VARIABLES)}
    seen = []
    for op in ops:
        extra = op._extra
        node = Seen(
            op.name,
            op.type,
            tuple(places[tensor.op] for tensor in op._inputs),
            tuple(places[source] for source in op._control_inputs if source in places),
            bool(extra and MARK in extra),
            tuple((_dtype(tensor.dtype), tensor._dims) for tensor in op._outputs),
        )
        if with_lines and (origin := op.origin) is not None:
            node.place, node.source = str(origin), origin.source
        if op.type in VARIABLE_OPS:
            node.outputs = (_of_variable(op._attrs, node.outputs),)
            node.trainable = op.name in trainable
        seen.append(node)
    return seen


def _of_variable(attrs: Any, outputs: Any) -> tuple[str, Dims]:
    """A variable's own dtype and dims; what its op gives may be a handle or a reference."""
    dtype, shape = attrs.get("dtype"), attrs.get("shape")
    name = _dtype(dtype) if dtype is not None else (outputs[0][0] if outputs else "")
    dims = getattr(shape, "_dims", shape) if shape is not None else None
    return name, None if dims is None else tuple(dims)


def _dtype(dtype: Any) -> str:
    return getattr(dtype, "base_dtype", dtype).name


def _of_graph_def(graph_def: Any) -> list[Seen]:
    places = {node.name: place for place, node in enumerate(graph_def.node)}
    seen = []
    for node in graph_def.node:
        inputs: list[int] = []
        controls: list[int] = []
        for text in node.input:
            name = text.removeprefix("^").partition(":")[0]
            if name in places:  # a cut-out of a graph may lack it
                (controls if text.startswith("^") else inputs).append(places[name])
        outputs = _outputs(node)
        if node.op in VARIABLE_OPS:
            dtype = getattr(_attr(node, "dtype"), "name", "")
            outputs = ((dtype, _attr(node, "shape")),)
        marked = MARK in node.attr
        seen.append(Seen(node.name, node.op, tuple(inputs), tuple(controls), marked, outputs))
    return seen


def _outputs(node: Any) -> tuple[tuple[str, Dims], ...]:
    shapes = _attr(node, "_output_shapes")
    dtype = getattr(_attr(node, "dtype") or _attr(node, "T"), "name", "")
    if shapes is None:
        return ((dtype, None),) if dtype else ()
    return tuple((dtype, dims) for dims in shapes)


def _attr(node: Any, name: str) -> Any:
    """An attribute's value; None where it is not there or not understood."""
    if name not in node.attr:
        return None
    try:
        return from_attr_value(node.attr[name])[1]
    except (TypeError, ValueError):  # a dtype that nobody has heard of
        return None
