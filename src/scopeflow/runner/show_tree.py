"""Prints a tree of scopes: for people, with colours where there is a terminal, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from scopeflow.runner.tree import Node, Scope, build

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree


def show(
    title: str, nodes: Sequence[Node], *, depth: int, variables_only: bool, as_json: bool
) -> None:
    """Prints the tree of `nodes`, its scopes down to `depth` levels, with or without other ops."""
    root = build(nodes)
    if as_json:
        plain = {"source": title, **root.as_json(depth, variables_only)}
        click.echo(json.dumps(plain, indent=2))
        return
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

    tree = Tree(Text(title, style="bold"), guide_style="dim")
    _fill(tree, root, depth, variables_only)
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 10_000  # no line of what is piped is cut or broken
    console.print(tree, soft_wrap=False)
    console.print(_totals(root), soft_wrap=True)


def _fill(tree: Tree, scope: Scope, depth: int, variables_only: bool) -> None:
    for inner in scope.scopes.values():
        if variables_only and not inner.total_variables:
            continue
        branch = tree.add(_scope_line(inner))
        if depth > 1:
            _fill(branch, inner, depth - 1, variables_only)
    for variable in scope.variables:
        tree.add(_variable_line(variable))
    if not variables_only:
        for node in scope.others:
            tree.add(_node_line(node))


def _scope_line(scope: Scope) -> Text:
    from rich.text import Text

    line = Text(f"{_last(scope.name)}/", style="bold blue")
    line.append(f"  {_count(scope.total_nodes, 'node')}", style="dim")
    if scope.total_variables:
        line.append(f", {_count(scope.parameters, 'parameter')}", style="dim")
    return line


def _variable_line(variable: Node) -> Text:
    from rich.text import Text

    line = Text(_last(variable.name), style="bold green")
    count = variable.parameters
    shape = "unknown shape" if variable.shape is None else _shape(variable.shape)
    line.append(f"  variable {shape} {variable.dtype}", style="not bold")
    if count is not None:
        line.append(f", {_count(count, 'parameter')}", style="not bold dim")
    return line


def _node_line(node: Node) -> Text:
    from rich.text import Text

    line = Text(_last(node.name))
    line.append(f"  {node.op}", style="dim")
    return line


def _totals(root: Scope) -> str:
    text = f"{_count(root.total_nodes, 'node')}, {_count(root.total_scopes, 'scope')}, "
    text += f"{_count(root.total_variables, 'variable')}, {_count(root.parameters, 'parameter')}"
    if root.unknown_sizes:
        text += f" (without {_count(root.unknown_sizes, 'variable')} of unknown size)"
    return text


def _shape(shape: tuple[int | None, ...]) -> str:
    return "[" + ", ".join("?" if size is None else str(size) for size in shape) + "]"


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + "s" * (number != 1)


def _last(name: str) -> str:
    return name.rsplit("/", 1)[-1]
