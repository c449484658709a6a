"""Explanations of scopes: who opened them, which names they give, and how to go on in one without a `_1`."""

from __future__ import annotations

from scopeflow.graph.core import Graph
from scopeflow.graph.provenance import places
from scopeflow.inspect.explanation import Explanation, Line, Part, Section
from scopeflow.inspect.name_parts import Names
from scopeflow.inspect.of_variables import steps_to, wish_parts
from scopeflow.inspect.reuse_chain import reuse_lines
from scopeflow.inspect.suffixes import without_suffix
from scopeflow.inspect.wording import Words, construct, first_place, short
from scopeflow.scopes.querying import in_scope
from scopeflow.scopes.scope import VariableScope
from scopeflow.scopes.state import existing_store
from scopeflow.scopes.uses import uses_of

_LISTED = 8


def is_scope(graph: Graph, name: str) -> bool:
    """Whether a graph has a scope of this full name, of either kind."""
    return (
        name in graph._scope_notes
        or name in graph._variable_scope_notes
        or any(op.name.startswith(name + "/") for op in graph._ops)
    )


def explain_scope(graph: Graph, scope: VariableScope) -> Explanation:
    """The explanation of a VariableScope."""
    place = first_place(scope._opened)
    words = Words(None if place is None else place.filename)
    names = Names(graph, words)
    where = f", opened on line {place.line} of {short(place.filename)}" if place else ""
    if scope._base is None:
        where = ", the root of all variable scopes"
    parts = wish_parts(names, scope, None, scope.name + "/" if scope.name else "")[:-1]
    sections = [
        *_op_scopes(names, scope.name),
        *reuse_lines(words, scope),
        *_contents(names, scope.name),
    ]
    return Explanation(
        scope.name, "scope", f"a variable scope{where}", place, tuple(parts), tuple(sections)
    )


def explain_scope_name(graph: Graph, name: str) -> Explanation:
    """The explanation of the scope of a full name: of operations, of variables, or both."""
    note = graph._scope_notes.get(name)
    opened = graph._variable_scope_notes.get(name, [])
    place = first_place(note[2]) if note else first_place(opened[0][2]) if opened else None
    words = Words(None if place is None else place.filename)
    names = Names(graph, words)
    kinds = ["a variable scope"] if opened else []
    if note is not None and construct(note[2], note[1])[0] != "variable_scope":
        kinds.insert(0, "a name scope")
    elif not opened:
        kinds = ["the name scope of a variable scope" if note is not None else "a name scope"]
    where = f", opened on line {place.line} of {short(place.filename)}" if place else ""
    parts = (
        names.scope_parts(name) if note is not None or not opened else _of_variables(names, name)
    )
    sections = [
        *without_suffix(names, parts, ""),
        *_op_scopes(names, name),
        *_contents(names, name),
    ]
    summary = " and ".join(kinds) + where
    return Explanation(name, "scope", summary, place, tuple(parts), tuple(sections))


def _of_variables(names: Names, name: str) -> list[Part]:
    """The parts of a variable scope's name, each from the first opening of its scope."""
    found: list[Part] = []
    known = names.graph._variable_scope_notes
    while name:
        outer = name.rpartition("/")[0]
        while outer and outer not in known:
            outer = outer.rpartition("/")[0]
        text = name[len(outer) + 1 :] if outer else name
        trail = known[name][0][2]
        kind, call = construct(trail, text)
        found.append(
            Part(
                f"{text}/", kind, f"from {call}{names.words.calls(trail)}", call, first_place(trail)
            )
        )
        name = outer
    return found[::-1]


def _op_scopes(names: Names, name: str) -> list[Section]:
    """Where a variable scope was opened, and the name scope that each time gave to operations."""
    graph, words = names.graph, names.words
    opened = graph._variable_scope_notes.get(name, [])
    if not name or not opened:
        return []
    lines = []
    second = ""
    for op_scope, again, trail in opened[:_LISTED]:
        how = "entered again" if again else "opened"
        ops = f"operations get {op_scope}" if op_scope else "operations stay where they were"
        lines.append(
            Line(f"{how}{words.calls(trail)}: variables get {name}/, {ops}", first_place(trail))
        )
        if op_scope.rstrip("/") not in ("", name) and names.graph._names.was_suffixed(
            op_scope.rstrip("/")
        ):
            second = second or op_scope
    if len(opened) > _LISTED:
        lines.append(Line(f"and {len(opened) - _LISTED} times more"))
    made = [Section("Where it is opened", tuple(lines))]
    if second:
        made += without_suffix(names, names.scope_parts(second.rstrip("/")), "")
    return made


def _contents(names: Names, name: str) -> list[Section]:
    """The variables of a scope, and those made inside it that are named as if they were not."""
    graph = names.graph
    found = in_scope(graph, name) if name else []
    sections = []
    if found:
        lines = [Line(variable.name, variable.op.origin) for variable in found[:_LISTED]]
        if len(found) > _LISTED:
            lines.append(Line(f"and {len(found) - _LISTED} more"))
        sections.append(Section("Its variables", tuple(lines)))
    outside = _made_inside_named_outside(names, name)
    if outside:
        sections.append(Section("Asked for inside it, but named elsewhere", tuple(outside)))
    return sections


def _made_inside_named_outside(names: Names, name: str) -> list[Line]:
    store = existing_store(names.graph)
    own = names.variables_in(name)
    lines = []
    for key in store._uses:
        for use in uses_of(store, key):
            inside = (use.name_scope or "") + "/"
            if not name or not inside.startswith(name + "/") or key.startswith(name + "/"):
                continue
            where = names.words.calls(use.trail) if places(use.trail) else ""
            scopes = [scope.name for scope in steps_to(use.scope)]
            if name in scopes:
                continue
            why = "get_variable looks at variable scopes only"
            if own is not None and own in scopes:
                why = f"variables keep the scope's own name, {own}/"
                if names.graph._names.was_suffixed(name):
                    why += "; the number counts the boxes of operations only"
            lines.append(Line(f"{key}{where}: {why}", first_place(use.trail)))
            break
    return lines[:_LISTED]
