"""What to say about a name that a graph does not have: the closest ones, and why they are called otherwise."""

from __future__ import annotations

import difflib
import re
from typing import Any

from scopeflow.graph.core import Graph
from scopeflow.inspect.explanation import Explanation, Line, Section
from scopeflow.inspect.of_variables import explain_variable
from scopeflow.scopes.querying import all_variables
from scopeflow.scopes.state import existing_store
from scopeflow.scopes.uses import uses_of

_LISTED = 4
_SUFFIX = re.compile(r"_\d+\Z")
_NO_SUCH_NAME = "there is no such name in this graph"


def explain_missing(graph: Graph, name: str) -> Explanation:
    """The explanation of a name that is not there."""
    plain = name.partition(":")[0].rstrip("/")
    meant = _asked_for_as(graph, plain)
    if meant is not None:
        key = meant.name.partition(":")[0]
        outer = plain.removesuffix(key).rstrip("/")
        line = Line(
            f"It was asked for inside {outer}/. But that is a name scope, and get_variable looks at variable scopes only."
        )
        return Explanation(
            name,
            "nothing",
            _NO_SUCH_NAME,
            sections=(Section(f"You may mean {meant.name}", (line,)),),
            closest=(meant.name,),
            nearest=explain_variable(graph, meant),
        )
    closest = closest_names(graph, plain)
    lines = tuple(_line_of(graph, one) for one in closest)
    sections = (Section("The closest names", lines),) if lines else ()
    if not graph._by_name:
        sections = (Section("The graph is empty", (Line("Nothing was made in it yet."),)),)
    return Explanation(
        name,
        "nothing",
        _NO_SUCH_NAME,
        sections=sections,
        closest=tuple(closest),
    )


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
    found += difflib.get_close_matches(
        name, dict.fromkeys([*variables, *named, *scopes]), n=_LISTED
    )
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
    what = "scope" if op is None else op.type
    where = f", made on line {place.line}" if place is not None else ""
    return Line(f"{name}  ({what}{where})", place)


def _asked_for_as(graph: Graph, name: str) -> Any:
    """The variable that this name would be, if name scopes counted."""
    store = existing_store(graph)
    for key in store._uses:
        if not name.endswith(key) or key == name:
            continue
        outer = name[: -len(key)].rstrip("/")
        for use in uses_of(store, key):
            if key in store._vars and use.name_scope and _holds(use.name_scope, outer):
                return store._vars[key]
    return None


def _holds(name_scope: str, outer: str) -> bool:
    return (
        name_scope == outer
        or name_scope.startswith(outer + "/")
        or name_scope.endswith("/" + outer)
    )
