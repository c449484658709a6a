"""What a notebook shows: a graph or a scope as its picture, a list of variables as a table."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

from scopeflow.graph import ports
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.inspect.picture.model import model_of
from scopeflow.inspect.picture.page import page_of
from scopeflow.inspect.table_rows import facts_of_variables, rows_of
from scopeflow.inspect.table_text import as_html
from scopeflow.scopes.scope import VariableScope

_HEIGHT = 520


@ports.graph_picture.register
def graph_picture(graph: Graph) -> str:
    """The HTML of a graph's picture: the page in a frame of its own."""
    return _framed(model_of(graph, "Graph"))


@ports.scope_picture.register
def scope_picture(scope: VariableScope) -> str:
    """The HTML of the default graph's picture with this scope open and the others closed."""
    graph = get_default_graph()
    model = model_of(graph, f"Variable scope {scope.name}" if scope.name else "Graph")
    if scope.name:
        boxes = [box for box, name in model["variableScopes"].items() if name == scope.name]
        model["open"], model["focus"] = boxes, boxes[0] + "/" if boxes else None
    return _framed(model)


@ports.variable_table.register
def variable_table(variables: Iterable[Any]) -> str:
    """The HTML of a table of variables."""
    return as_html(rows_of(facts_of_variables(variables), None))


def _framed(model: dict[str, Any]) -> str:
    """A page as a frame that a notebook's cell can hold; nothing in it can reach the notebook."""
    return (
        f'<iframe title="{html.escape(model["title"])}" sandbox="allow-scripts" '
        f'style="width: 100%; height: {_HEIGHT}px; border: 1px solid #8884; border-radius: 6px" '
        f'srcdoc="{html.escape(page_of(model))}"></iframe>'
    )
