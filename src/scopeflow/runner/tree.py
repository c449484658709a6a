"""The tree of scopes of a graph, as plain data: what is in each scope, and how much of it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scopeflow.graph.roles import HELPERS, SLOT, VARIABLE_OPS, owner
from scopeflow.inspect.variable_kinds import Counts


class Node(NamedTuple):
    """A node of a graph. `shape` and `dtype` are those of its attributes, where it has such.

    `role` is what it is for (see graph/roles.py), and `trainable` whether a variable is; None if nobody knows.
    """

    name: str
    op: str
    shape: tuple[int | None, ...] | None = None
    dtype: str = ""
    role: str | None = None
    trainable: bool | None = None

    @property
    def parameters(self) -> int | None:
        """How many numbers a variable holds; None where its shape leaves that open."""
        if self.shape is None or None in self.shape:
            return None
        return math.prod(size for size in self.shape if size is not None)


@dataclass
class Scope:
    """A scope: the scopes in it by name, its variables, its other nodes, and counts of all in it.

    A variable's own nodes (its initial value, Assign, read) are counted with the variable and not
    shown as a scope of their own. `parameters` leaves out variables of unknown shape and what
    optimizers keep.
    """

    name: str = ""
    scopes: dict[str, Scope] = field(default_factory=dict)
    variables: list[Node] = field(default_factory=list)
    others: list[Node] = field(default_factory=list)
    total_scopes: int = 0
    counts: Counts = field(default_factory=Counts)

    @property
    def total_nodes(self) -> int:
        """How many nodes are in it."""
        return self.counts.nodes

    @property
    def total_variables(self) -> int:
        """How many variables of the model are in it."""
        return self.counts.variables

    @property
    def parameters(self) -> int:
        """How many numbers the model's variables in it hold."""
        return self.counts.parameters

    @property
    def unknown_sizes(self) -> int:
        """How many variables in it have a size that is not known."""
        return self.counts.unknown

    @property
    def has_model(self) -> bool:
        """Whether anything in it is no helper."""
        return self.counts.folded < self.counts.nodes

    def as_json(self, depth: int = 100, variables_only: bool = False) -> dict[str, Any]:
        """This scope as JSON can hold it, its inner scopes down to `depth` levels."""
        plain: dict[str, Any] = {
            "name": self.name,
            "nodes": self.total_nodes,
            "parameters": self.parameters,
            "kept_by_optimizers": self.counts.kept_parameters,
            "variables": [
                {
                    "name": variable.name,
                    "shape": variable.shape,
                    "dtype": variable.dtype,
                    "parameters": variable.parameters,
                    "trainable": variable.trainable,
                    "kept_by_optimizer": variable.role == SLOT,
                }
                for variable in self.variables
            ],
        }
        if not variables_only:
            plain["ops"] = [{"name": node.name, "op": node.op} for node in self.others]
        if depth > 0:
            plain["scopes"] = [
                scope.as_json(depth - 1, variables_only)
                for scope in self.scopes.values()
                if not variables_only or scope.total_variables or scope.counts.kept
            ]
        return plain


def build(nodes: Iterable[Node], helpers: bool = True) -> Scope:
    """Sorts nodes into the tree that their names span.

    A node whose name is also a prefix of others (`a/b` beside `a/b/c`) stands beside that scope.

    Args:
      nodes: the nodes.
      helpers: whether helpers have a place of their own; without it they are counted alone.
    """
    known = list(nodes)
    variables = {node.name for node in known if node.op in VARIABLE_OPS}
    helpers = helpers or not any(node.role not in HELPERS for node in known)
    root = Scope()
    paths = set() if helpers else _paths(node.name for node in known if node.role not in HELPERS)
    for node in known:
        is_variable = node.op in VARIABLE_OPS
        above = None if is_variable else owner(node.name, variables)
        if not helpers and node.role in HELPERS:
            path = _path(root, node.name, paths)
        elif above is not None and (helpers or node.role is None):
            path = _path(root, above)
        else:
            path = _path(root, node.name)
            (path[-1].variables if is_variable else path[-1].others).append(node)
        for scope in path:
            scope.counts.add(is_variable, node.role, node.parameters, node.trainable)
    return root


def _paths(names: Iterable[str]) -> set[str]:
    """All scopes that these nodes stand in."""
    return {name[:at] for name in names for at, letter in enumerate(name) if letter == "/"}


def _path(root: Scope, name: str, known: set[str] | None = None) -> list[Scope]:
    """The scopes that hold the node `name`, outermost first, made where they are not there yet.

    It ends before the first that is not `known`, if that is given.
    """
    path = [root]
    start = 0
    while (end := name.find("/", start)) >= 0:
        part = name[start:end]
        if part not in path[-1].scopes:
            if known is not None and name[:end] not in known:
                break
            path[-1].scopes[part] = Scope(name[:end])
            for outer in path:
                outer.total_scopes += 1
        path.append(path[-1].scopes[part])
        start = end + 1
    return path
