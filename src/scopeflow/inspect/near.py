"""What to say about a name that a graph does not have: the closest ones, and why they are called otherwise."""

from __future__ import annotations

import gc
import re
from collections.abc import Sequence
from typing import Any

from scopeflow.graph import live_graphs
from scopeflow.graph.alike import alike, described, others
from scopeflow.graph.core import Graph
from scopeflow.inspect.explanation import Explanation, Line, Section
from scopeflow.inspect.name_parts import VARIABLE_OPS
from scopeflow.inspect.of_variables import explain_variable
from scopeflow.inspect.python_names import assigned_to
from scopeflow.inspect.wording import short
from scopeflow.scopes.querying import all_variables
from scopeflow.scopes.state import existing_store
from scopeflow.scopes.uses import uses_of

_LISTED = 4
_FIRST = 8
_SUFFIX = re.compile(r"_\d+\Z")
_NO_SUCH_NAME = "there is no such name in this graph"


def explain_missing(graph: Graph, name: str) -> Explanation:
    """The explanation of a name that is not there."""
    plain = name.partition(":")[0].rstrip("/")
    meant = variable_meant(graph, plain)
    if meant is not None:
        line = Line(_under_a_name_scope(meant, plain))
        return _nothing(
            name,
            [Section(f"You may mean {meant.name}", (line,))],
            (meant.name,),
            explain_variable(graph, meant),
        )
    return (
        _of_python(graph, name, plain)
        or _of_another_graph(graph, name, plain)
        or _closest(graph, name, plain)
    )


def _nothing(
    name: str,
    sections: Sequence[Section],
    closest: Sequence[str] = (),
    nearest: Explanation | None = None,
) -> Explanation:
    return Explanation(
        name,
        "nothing",
        _NO_SUCH_NAME,
        sections=tuple(sections),
        closest=tuple(closest),
        nearest=nearest,
    )


# -- what may be meant -----------------------------------------------------------------------------


def variable_meant(graph: Graph, name: str) -> Any:
    """The variable that a name would be, if name scopes counted; None if there is none."""
    store = existing_store(graph)
    for key in store._uses:
        if not name.endswith("/" + key) or key not in store._vars:
            continue
        outer = name[: -len(key)].rstrip("/")
        for use in uses_of(store, key):
            if use.name_scope and _holds(use.name_scope, outer):
                return store._vars[key]
    return None


def _under_a_name_scope(variable: Any, name: str) -> str:
    key = variable.name.partition(":")[0]
    outer = name.removesuffix(key).rstrip("/")
    return f"It was asked for inside {outer}/. But that is a name scope, and get_variable looks at variable scopes only."


def meant_section(graph: Graph, name: str) -> list[Section]:
    """What an error says of a name that a name scope is no part of; nothing if that is not the case."""
    meant = variable_meant(graph, name)
    if meant is None:
        return []
    key = meant.name.partition(":")[0]
    outer, _, last = key.rpartition("/")
    scope = f'"{outer}"' if outer else "tf.get_variable_scope()"
    return [
        Section(
            f"You may mean {key}",
            (
                Line(_under_a_name_scope(meant, name)),
                Line(
                    f'Write tf.variable_scope({scope}, reuse=True), and in it tf.get_variable("{last}").',
                    meant.op.origin,
                ),
            ),
        )
    ]


def _of_python(graph: Graph, name: str, plain: str) -> Explanation | None:
    """What a name stands for in the program that is none in the graph."""
    from scopeflow.inspect.explaining import explain

    found = assigned_to(graph, plain)
    if found is None:
        return None
    op = found if hasattr(found, "node_def") and not hasattr(found, "initializer") else found.op
    place = op.origin
    where = f"line {place.line} of {short(place.filename)}"
    lines = (
        Line(f"{plain} is a name in Python: {where} has {place.source!r}.", place),
        Line(
            f"In the graph its name is {found.name}, with the scopes around it."
            if op.name.rpartition("/")[2] == plain
            else "A graph does not know it. It knows the name that the node was given, or its type."
        ),
    )
    return _nothing(
        name, [Section(f"You may mean {found.name}", lines)], (found.name,), explain(found)
    )


def _of_another_graph(graph: Graph, name: str, plain: str) -> Explanation | None:
    """What another graph of this process has, if this one has nothing or that one has the name."""
    from scopeflow.inspect.explaining import explain

    gc.collect()  # a graph that nobody holds is not meant
    found = others(graph)
    having = [other for other in found if plain in other._by_name]
    if not having and (graph._ops or not found):
        return None
    other = (having or found)[0]
    place = live_graphs.made_at(other)
    lines = [Line(f"It is {described(other)}.", place)]
    lines.append(
        Line("In Python, ask inside `with graph.as_default():`, or by tf.explain(name, graph).")
    )
    if not graph._ops:
        lines.insert(0, Line("Nothing was made in this graph."))
    title = f"Another graph has {plain}" if having else "Another graph is not empty"
    return _nothing(
        name, [Section(title, tuple(lines))], (plain,) if having else (), explain(name, other)
    )


# -- what is alike ---------------------------------------------------------------------------------


def _closest(graph: Graph, name: str, plain: str) -> Explanation:
    if not graph._by_name:
        return _nothing(
            name, [Section("The graph is empty", (Line("Nothing was made in it yet."),))]
        )
    closest = closest_names(graph, plain)
    title = "The closest names"
    lines = [_line_of(graph, one) for one in closest]
    if not closest:
        title = "No name is like it. The first names of the graph"
        known = {variable.name.partition(":")[0] for variable in all_variables(graph)}
        first = [one for one in graph._by_name if not _inside(one, known)]
        lines = [_line_of(graph, one) for one in first[:_FIRST]]
        if len(first) > _FIRST:
            lines.append(Line("`scopeflow graph SCRIPT` shows them all."))
    return _nothing(name, [Section(title, tuple(lines))], closest)


def closest_names(graph: Graph, name: str) -> list[str]:
    """Names that a graph has and that are alike: first those that only differ in their scope, variables before others."""
    variables = [variable.name.partition(":")[0] for variable in all_variables(graph)]
    known = set(variables)
    own = _inside(name, known)
    named = [one for one in graph._by_name if own or not _inside(one, known)]
    scopes = [*graph._scope_notes, *graph._variable_scope_notes]
    last = name.rpartition("/")[2]
    found = [one for one in variables if one.rpartition("/")[2] == last]
    stem = _SUFFIX.sub("", name)
    found += [one for one in dict.fromkeys([*named, *scopes]) if one == stem]
    found += alike(name, dict.fromkeys([*variables, *named, *scopes]), _LISTED)
    found += [one for one in named if one.rpartition("/")[2] == last]
    return list(dict.fromkeys(found))[:_LISTED]


def _inside(name: str, variables: set[str]) -> bool:
    """Whether a node is one of a variable's own, such as its initial value."""
    end = name.rfind("/")
    while end > 0:
        if name[:end] in variables:
            return True
        end = name.rfind("/", 0, end)
    return False


def _line_of(graph: Graph, name: str) -> Line:
    op = graph._by_name.get(name)
    place: Any = None if op is None else op.origin
    what = "scope" if op is None else "variable" if op.type in VARIABLE_OPS else op.type
    where = f", made on line {place.line}" if place is not None else ""
    return Line(f"{name}  ({what}{where})", place)


def _holds(name_scope: str, outer: str) -> bool:
    return (
        name_scope == outer
        or name_scope.startswith(outer + "/")
        or name_scope.endswith("/" + outer)
    )
