"""What an error offers instead of a name that is not there: names that are alike, and other graphs that have it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from scopeflow.graph import live_graphs

if TYPE_CHECKING:
    from scopeflow.graph.core import Graph


def alike(name: str, names: Iterable[str], most: int = 3) -> list[str]:
    """The names that are most alike, whatever their upper and lower case: those that differ by it alone come first.

    Args:
      name: the name that was looked for.
      names: the names that there are.
      most: how many to give at most.
    """
    import difflib  # needed only for an error's text

    by_lower: dict[str, list[str]] = {}
    for one in names:
        by_lower.setdefault(one.lower(), []).append(one)
    wanted = name.lower()
    found = list(by_lower.get(wanted, ()))
    for near in difflib.get_close_matches(wanted, by_lower, n=most):
        found += by_lower[near]
    return list(dict.fromkeys(found))[:most]


def others(graph: Graph) -> list[Graph]:
    """The other graphs of this process that have nodes, the newest first."""
    return [
        other
        for other in reversed(live_graphs.live_graphs())
        if other is not graph and other._ops and "_replaced_by" not in other.__dict__
    ]


def elsewhere(graph: Graph, name: str | None = None) -> str:
    """A sentence about another graph that has a name, or has nodes where this one is empty; '' if there is none.

    Args:
      graph: the graph that was asked.
      name: the name of the node that was looked for; None if none was.
    """
    found = others(graph)
    having = [other for other in found if name in other._by_name] if name is not None else []
    if having:
        return f" Another graph has it: {described(having[0])}."
    if found and not graph._ops:
        return f" This graph is empty; another one is not: {described(found[0])}."
    return ""


def described(graph: Graph) -> str:
    """'that made at prog.py:3, which has 12 nodes'"""
    place = live_graphs.made_at(graph)
    number = f"{len(graph._ops):,} node{'s' * (len(graph._ops) != 1)}"
    return f"that made at {place}, with {number}" if place is not None else f"one with {number}"
