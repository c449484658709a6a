"""What a picture is drawn from: a graph as JSON, read by the scripts of the page.

The form, which `static/scene.js` reads:

    {"title": text, "totals": a sentence, "live": whether the graph is one of this process,
     "ops": [[name, type, [inputs], [control inputs], role, outputs, place, facts], ...],
     "places": ["file:line", ...], "sources": [that line's text, ...],
     "variableScopes": {name scope: name of the variable scope it belongs to},
     "explanations": {name, of a scope with "/": text}, "open": [scopes] or null, "depth": number or null,
     "focus": a scope with "/" to bring to the middle, or null}

Inputs are places in `ops`, `place` is one in `places` or -1, and `facts` are 0 or, of a variable,
{"p": parameters or null, "shape", "dtype", "trainable", "shared": how often it was got}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scopeflow.graph.core import Graph
from scopeflow.graph.roles import SLOT, VARIABLE, VARIABLE_OPS
from scopeflow.inspect.picture import scopes
from scopeflow.inspect.picture.reading import Dims, Seen, read
from scopeflow.inspect.variable_kinds import count, counts_of, roles_of, told_trainable


def model_of(
    graph: Any,
    title: str = "",
    *,
    open_scopes: Sequence[str] | None = None,
    depth: int | None = None,
    trainable: set[str] | None = None,
) -> dict[str, Any]:
    """The picture's model of a Graph or GraphDef.

    Args:
      graph: a Graph, which knows lines and variable scopes, or a GraphDef.
      title: what the picture is called.
      open_scopes: the scopes to open at first; the picture chooses if None.
      depth: open the scopes of so many levels instead.
      trainable: names of trainable variables, where a GraphDef's are known.
    """
    nodes = read(graph)
    told_trainable(nodes, trainable)
    found = roles_of(nodes)
    live = isinstance(graph, Graph)
    shared = scopes.shared(graph, nodes, found) if live else scopes.used_apart(nodes, found)
    places: dict[tuple[str, str], int] = {}
    rows = []
    for node, role in zip(nodes, found, strict=True):
        place = -1
        if node.place:
            place = places.setdefault((node.place, node.source), len(places))
        rows.append(
            [
                node.name,
                node.op,
                list(node.inputs),
                list(node.controls),
                role,
                " ".join(_output(dtype, dims) for dtype, dims in node.outputs[:4]),
                place,
                _facts(node, role, shared) if node.op in VARIABLE_OPS else 0,
            ]
        )
    total = counts_of(nodes, found)
    totals = [count(total.nodes, "node")]
    if total.variables or total.kept:
        totals.append(total.of_variables())
    return {
        "title": title,
        "totals": ", ".join(totals),
        "live": live,
        "ops": rows,
        "places": [place for place, _ in places],
        "sources": [source for _, source in places],
        "variableScopes": scopes.variable_scopes(graph) if live else {},
        "explanations": scopes.explanations(graph, nodes, found) if live else {},
        "open": None if open_scopes is None else list(open_scopes),
        "depth": depth,
        "focus": None,
    }


def _facts(node: Seen, role: str, shared: Mapping[str, int]) -> dict[str, Any]:
    dtype, dims = node.outputs[0] if node.outputs else ("", None)
    return {
        "p": node.parameters,
        "shape": shape_text(dims),
        "dtype": dtype,
        "trainable": node.trainable,
        "shared": shared.get(node.name, 0) if role in (VARIABLE, SLOT) else 0,
    }


def _output(dtype: str, dims: Dims) -> str:
    return f"{dtype}{shape_text(dims)}" if dims is not None else dtype


def shape_text(dims: Dims) -> str:
    """Dims as people read them: `[?, 10]`, or "unknown shape"."""
    if dims is None:
        return "unknown shape"
    return "[" + ", ".join("?" if size is None else str(size) for size in dims) + "]"
