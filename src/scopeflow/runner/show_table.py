"""Prints the table of a graph's variables: for people, with colours where there is a terminal, or as JSON."""

from __future__ import annotations

import json

import click

from scopeflow.graph.core import Graph
from scopeflow.runner.sources import Found


def show(found: Found, *, depth: int | None, as_json: bool, slots: bool = False) -> None:
    """Prints the table, its scopes down to `depth` levels; with `slots` what optimizers keep, too."""
    from scopeflow.inspect.table import SummaryTable, summary_table
    from scopeflow.inspect.table_rows import facts_of_graph_def, parted
    from scopeflow.inspect.variable_kinds import kept_by_optimizers

    if isinstance(found.graph, Graph):
        table = summary_table(found.graph, depth, slots)
    else:
        trainable = found.trainable
        facts = facts_of_graph_def(found.graph_def, trainable)
        model, kept = parted(facts, kept_by_optimizers(found.graph_def, trainable))
        table = SummaryTable(model, depth, kept, slots)
    if as_json:
        click.echo(json.dumps({"source": found.title, "rows": table.as_json()}, indent=2))
        return
    from rich.console import Console

    console = Console(highlight=False)
    if console.is_terminal:
        console.print(table)
    else:
        click.echo(str(table))
