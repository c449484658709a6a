"""What only a graph of this process knows: its variable scopes, what is shared, why names are so."""

from __future__ import annotations

from collections.abc import Sequence

from scopeflow.graph.core import Graph
from scopeflow.graph.roles import (
    GRADIENT,
    INITIALIZER,
    MODEL,
    READ,
    SAVER,
    VARIABLE,
    VARIABLE_OPS,
)
from scopeflow.inspect.explaining import explain
from scopeflow.inspect.picture.reading import Seen
from scopeflow.inspect.shared_variables import times_got
from scopeflow.inspect.showing import as_text
from scopeflow.scopes.state import existing_store

# how many explanations go into one page
MANY = 4000
MANY_STEPS = 4_000_000
_NO_USE = frozenset({INITIALIZER, SAVER, GRADIENT})


def variable_scopes(graph: Graph) -> dict[str, str]:
    """Name scopes that belong to a variable scope: name scope -> the variable scope's name.

    Where a graph was built without notes, the scopes that names of shared variables span.
    """
    found: dict[str, str] = {}
    for name, notes in graph._variable_scope_notes.items():
        found.update((part, part) for part in (*_prefixes(name), name) if part)
        found.update((scope.removesuffix("/"), name) for scope, _, _ in notes if scope and name)
    if not found:
        for stored in existing_store(graph)._vars:
            found.update((part, part) for part in _prefixes(stored))
    return dict(sorted(found.items()))


def _prefixes(name: str) -> list[str]:
    """The scopes around a name: `a/b/c` gives `a` and `a/b`."""
    return [name[:at] for at, letter in enumerate(name) if letter == "/"]


def shared(graph: Graph, nodes: Sequence[Seen], roles: Sequence[str]) -> dict[str, int]:
    """How often a program got each variable by its name: op name -> times, of those got more than once.

    Where a graph was built without such notes, what `used_apart` sees.
    """
    got = times_got(graph)
    if not got:
        return used_apart(nodes, roles)
    return {name: times for name, times in got.items() if times > 1}


def used_apart(nodes: Sequence[Seen], roles: Sequence[str]) -> dict[str, int]:
    """Variables that nodes of several scopes take: name -> scopes, of those taken in more than one.

    It is what can be seen in a graph that was read from a file.
    """
    users: dict[int, set[str]] = {i: set() for i, role in enumerate(roles) if role == VARIABLE}
    reads: dict[int, int] = {}
    for place, node in enumerate(nodes):
        for source in node.inputs:
            variable = reads.get(source, source)
            if variable not in users:
                continue
            if roles[place] == READ:
                reads[place] = variable
            elif roles[place] not in _NO_USE:
                users[variable].add(node.name.rpartition("/")[0])
    return {nodes[place].name: len(scopes) for place, scopes in users.items() if len(scopes) > 1}


def explanations(graph: Graph, nodes: Sequence[Seen], roles: Sequence[str]) -> dict[str, str]:
    """What `tf.explain` says of scopes ("a/"), variables and other nodes ("a") that a picture shows.

    Of a large graph the first scopes and variables alone, so that the page stays small.
    """
    shown = [node for node, role in zip(nodes, roles, strict=True) if role in (MODEL, VARIABLE)]
    operations = {node.name for node in nodes}
    paths = {
        node.name[:at] for node in shown for at, letter in enumerate(node.name) if letter == "/"
    }
    # the scope of an operation's own details is explained with the operation
    scopes = sorted(paths - operations, key=lambda path: (path.count("/"), path))
    # to explain a scope takes a walk over the graph
    names = [path + "/" for path in scopes[: max(20, MANY_STEPS // max(1, len(nodes)))]]
    names += [node.name for node in shown if node.op in VARIABLE_OPS]
    if len(names) + len(shown) <= MANY:
        names += [node.name for node in shown if node.op not in VARIABLE_OPS]
    found = {}
    for name in names[:MANY]:
        explanation = explain(name, graph)
        if explanation.kind != "nothing":
            # (the page breaks lines itself)
            found[name] = as_text(explanation, width=None)
    return found
