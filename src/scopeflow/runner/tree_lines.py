"""Which lines of a tree are shown: scopes and nodes that are alike once, and no more than can be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from scopeflow.graph.roles import VARIABLE_OPS
from scopeflow.inspect.variable_kinds import middle_out
from scopeflow.runner.tree import Node, Scope

# so many siblings of one series - tower_0, tower_1 - and one form are shown as one
ALIKE = 6
# so many lines are shown where nobody says how many, so many of them of one scope
LINES = 200
LINES_OF_A_SCOPE = 60
_NUMBER = re.compile(r"_?\d+\Z")


@dataclass(slots=True)
class Item:
    """A line: a scope with the lines in it, a node, or - if it is neither - `words`."""

    scope: Scope | None = None
    node: Node | None = None
    words: str = ""
    inner: list[Item] = field(default_factory=list)

    @property
    def is_variable(self) -> bool:
        """Whether it is a variable's line."""
        return self.node is not None and self.node.op in VARIABLE_OPS

    @property
    def name(self) -> str:
        """The last part of what it shows."""
        shown = self.scope or self.node
        return shown.name.rsplit("/", 1)[-1] if shown is not None else ""


@dataclass(slots=True)
class Lines:
    """What is shown, and what is to be said of the rest."""

    items: list[Item]
    hints: list[str]


def chosen_lines(
    root: Scope, depth: int | None, variables_only: bool, everything: bool = False
) -> Lines:
    """The lines of a tree.

    Args:
      root: the tree.
      depth: how many levels of scopes to open; None opens what can be read at once.
      variables_only: whether to leave out what is no variable.
      everything: whether to show each line of a series, and so many lines as there are.
    """
    forms = {} if everything else _forms(root)
    limited = depth is None and not everything

    def items(scope: Scope) -> list[Item]:
        found = _items(scope, variables_only, helpers=everything)
        found = found if everything else _series(found, forms)
        if limited and len(found) > LINES_OF_A_SCOPE:
            left = len(found) - LINES_OF_A_SCOPE
            found = [*found[:LINES_OF_A_SCOPE], Item(words=f"… and {left:,} lines more")]
            hints.append(f"of {_called(scope)} the first {LINES_OF_A_SCOPE} lines")
        return found

    hints: list[str] = []
    top = items(root)
    shown, closed = len(top), 0
    level = [(item, 1) for item in top if item.scope is not None]
    while level:
        below: list[tuple[Item, int]] = []
        # small scopes first, so that one large one does not close all the others
        opened = [
            (items(item.scope), item, at)
            for item, at in level
            if item.scope is not None and at < (depth or 100)
        ]
        for inner, item, at in sorted(opened, key=lambda each: len(each[0])):
            if limited and shown + len(inner) > LINES:
                closed += bool(inner)
                continue
            shown += len(inner)
            item.inner = inner
            below += [(each, at + 1) for each in inner if each.scope is not None]
        level = below
    if closed:
        hints.append(f"{closed:,} scope{'s' * (closed > 1)} closed here (--depth N opens them)")
    return Lines(top, hints)


def _called(scope: Scope) -> str:
    return f"{middle_out(scope.name, 40)}/" if scope.name else "the root"


def _items(scope: Scope, variables_only: bool, helpers: bool) -> list[Item]:
    """The lines right in a scope: its scopes, variables and other nodes."""
    every = [
        Item(scope=inner)
        for inner in scope.scopes.values()
        if not variables_only or inner.total_variables or (helpers and inner.counts.kept)
    ]
    every += [Item(node=node) for node in scope.variables]
    return every + [Item(node=node) for node in scope.others if not variables_only]


def _series(items: list[Item], forms: dict[int, int]) -> list[Item]:
    """The lines with each series of six and more that are alike as its first and a line on the others."""
    found: dict[tuple[object, ...], list[Item]] = {}
    for item in items:
        form = forms[id(item.scope)] if item.scope is not None else _form(item.node)
        found.setdefault((_NUMBER.sub("", item.name), form), []).append(item)
    kept = []
    for series in found.values():
        if len(series) < ALIKE:
            kept += series
            continue
        first = series[0]
        what = "scopes" if first.scope else "variables" if first.is_variable else "nodes"
        second, last = (middle_out(each.name, 40) for each in (series[1], series[-1]))
        kept += [first, Item(words=f"{second} … {last}  {len(series) - 1:,} more {what} alike")]
    return kept


def _form(node: Node | None) -> tuple[object, ...]:
    return () if node is None else (node.op, node.shape, node.dtype, node.trainable)


def _forms(root: Scope) -> dict[int, int]:
    """A number for each scope, the same for those that hold the same."""
    order = [root]
    for scope in order:
        order.extend(scope.scopes.values())
    numbers: dict[object, int] = {}
    forms: dict[int, int] = {}
    for scope in reversed(order):
        what = (
            scope.total_nodes,
            tuple((name, forms[id(inner)]) for name, inner in scope.scopes.items()),
            tuple((_part(node), _form(node)) for node in (*scope.variables, *scope.others)),
        )
        forms[id(scope)] = numbers.setdefault(what, len(numbers))
    return forms


def _part(node: Node) -> str:
    return node.name.rsplit("/", 1)[-1]
