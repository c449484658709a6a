"""Prints a tree of scopes: for people, with colours where there is a terminal, or as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from scopeflow.graph.roles import HELPERS
from scopeflow.inspect.variable_kinds import count, middle_out
from scopeflow.runner.tree import Node, Scope, build
from scopeflow.runner.tree_lines import Item, chosen_lines

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

# of a longer part of a name the middle is left out
LONGEST = 60
_PLURALS = {"auxiliary": "marked as auxiliary", "slot": "optimizers' state"}


def show(
    title: str,
    nodes: Sequence[Node],
    *,
    depth: int | None,
    variables_only: bool,
    as_json: bool,
    everything: bool = False,
) -> None:
    """Prints the tree of `nodes`.

    Args:
      title: its first line.
      nodes: the nodes.
      depth: how many levels of scopes to show; what can be read at once if None.
      variables_only: whether to leave out other ops.
      as_json: whether to print JSON, in which nothing is folded.
      everything: whether to show helpers, each of the scopes that are alike, and all levels.
    """
    if as_json:
        root = build(nodes)
        plain = {"source": title, **root.as_json(depth or 100, variables_only)}
        click.echo(json.dumps(plain, indent=2))
        return
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

    root = build(nodes, helpers=everything)
    lines = chosen_lines(root, depth, variables_only, everything)
    tree = Tree(Text(title, style="bold"), guide_style="dim")
    _fill(tree, lines.items)
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 10_000  # no line of what is piped is cut or broken
    console.print(tree, soft_wrap=False)
    console.print(_totals(root), soft_wrap=True)
    folded = Counter(node.role for node in nodes if node.role in HELPERS)
    if folded and not everything and root.has_model:
        parts = [
            f"{_PLURALS.get(role, role + 's')} {folded[role]:,}" for role in HELPERS if folded[role]
        ]
        lines.hints.append(f"folded nodes: {', '.join(parts)}")
    if lines.hints:
        console.print(f"{'; '.join(lines.hints)} (--all shows all)", soft_wrap=True, style="dim")


def _fill(tree: Tree, items: Sequence[Item]) -> None:
    from rich.text import Text

    for item in items:
        if item.scope is not None:
            _fill(tree.add(_scope_line(item.scope)), item.inner)
        elif item.node is not None:
            line = _variable_line if item.is_variable else _node_line
            tree.add(line(item.node))
        else:
            tree.add(Text(item.words, style="dim"))


def _scope_line(scope: Scope) -> Text:
    from rich.text import Text

    line = Text(f"{_last(scope.name)}/", style="bold blue")
    line.append(f"  {count(scope.total_nodes, 'node')}", style="dim")
    if scope.counts.folded:
        line.append(f", {scope.counts.folded:,} folded", style="dim")
    if scope.total_variables:
        line.append(f", {count(scope.parameters, 'parameter')}", style="dim")
    return line


def _variable_line(variable: Node) -> Text:
    from rich.text import Text

    line = Text(_last(variable.name), style="bold green")
    size = variable.parameters
    shape = "unknown shape" if variable.shape is None else _shape(variable.shape)
    line.append(f"  variable {shape} {variable.dtype}", style="not bold")
    if variable.role == "slot":
        line.append(", kept by the optimizer", style="not bold dim")
    elif size is not None:
        what = count(size, "parameter") + ", not trained" * (variable.trainable is False)
        line.append(f", {what}", style="not bold dim")
    return line


def _node_line(node: Node) -> Text:
    from rich.text import Text

    line = Text(_last(node.name))
    line.append(f"  {node.op}", style="dim")
    return line


def _totals(root: Scope) -> str:
    text = count(root.total_nodes, "node")
    return f"{text}, {count(root.total_scopes, 'scope')}, {root.counts.of_variables()}"


def _shape(shape: tuple[int | None, ...]) -> str:
    return "[" + ", ".join("?" if size is None else str(size) for size in shape) + "]"


def _last(name: str) -> str:
    return middle_out(name.rsplit("/", 1)[-1], LONGEST)
