"""The tree of scopes of a graph, as plain data: what is in each scope, and how much of it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

VARIABLE_OPS = frozenset({"Variable", "VariableV2", "VarHandleOp"})


class Node(NamedTuple):
    """A node of a graph. `shape` and `dtype` are those of its attributes, where it has such."""

    name: str
    op: str
    shape: tuple[int | None, ...] | None = None
    dtype: str = ""

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
    shown as a scope of their own. `parameters` leaves out variables of unknown shape.
    """

    name: str = ""
    scopes: dict[str, Scope] = field(default_factory=dict)
    variables: list[Node] = field(default_factory=list)
    others: list[Node] = field(default_factory=list)
    total_nodes: int = 0
    total_variables: int = 0
    total_scopes: int = 0
    unknown_sizes: int = 0
    parameters: int = 0

    def as_json(self, depth: int = 100, variables_only: bool = False) -> dict[str, Any]:
        """This scope as JSON can hold it, its inner scopes down to `depth` levels."""
        plain: dict[str, Any] = {
            "name": self.name,
            "nodes": self.total_nodes,
            "parameters": self.parameters,
            "variables": [
                {
                    "name": variable.name,
                    "shape": variable.shape,
                    "dtype": variable.dtype,
                    "parameters": variable.parameters,
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
                if not variables_only or scope.total_variables
            ]
        return plain


def build(nodes: Iterable[Node]) -> Scope:
    """Sorts nodes into the tree that their names span.

    A node whose name is also a prefix of others (`a/b` beside `a/b/c`) stands beside that scope.
    """
    known = list(nodes)
    variables = {node.name for node in known if node.op in VARIABLE_OPS}
    root = Scope()
    for node in known:
        is_variable = node.name in variables
        owner = None if is_variable else _owner(node.name, variables)
        path = _path(root, owner or node.name)
        if is_variable:
            path[-1].variables.append(node)
        elif owner is None:
            path[-1].others.append(node)
        for scope in path:
            scope.total_nodes += 1
            scope.total_variables += is_variable
            if is_variable:
                scope.parameters += node.parameters or 0
                scope.unknown_sizes += node.parameters is None
    return root


def _owner(name: str, variables: set[str]) -> str | None:
    """The variable inside whose name `name` lies."""
    end = name.rfind("/")
    while end > 0:
        if name[:end] in variables:
            return name[:end]
        end = name.rfind("/", 0, end)
    return None


def _path(root: Scope, name: str) -> list[Scope]:
    """The scopes that hold the node `name`, outermost first, made where they are not there yet."""
    path = [root]
    start = 0
    while (end := name.find("/", start)) >= 0:
        part = name[start:end]
        if part not in path[-1].scopes:
            path[-1].scopes[part] = Scope(name[:end])
            for outer in path:
                outer.total_scopes += 1
        path.append(path[-1].scopes[part])
        start = end + 1
    return path
