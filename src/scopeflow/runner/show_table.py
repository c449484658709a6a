"""Prints the table of a graph's variables: for people, with colours where there is a terminal, or as JSON."""

from __future__ import annotations

import json
from typing import Any

import click

from scopeflow.graph.core import Graph
from scopeflow.runner.sources import Found


def show(found: Found, *, depth: int | None, as_json: bool) -> None:
    """Prints the table, its scopes down to `depth` levels."""
    from scopeflow.inspect.table import SummaryTable, summary_table
    from scopeflow.inspect.table_rows import facts_of_graph_def, parted
    from scopeflow.inspect.variable_kinds import kept_by_optimizers

    if isinstance(found.graph, Graph):
        table = summary_table(found.graph, depth)
    else:
        trainable = _trainable(found.graph)
        facts = facts_of_graph_def(found.graph_def, trainable)
        model, kept = parted(facts, kept_by_optimizers(found.graph_def, trainable))
        table = SummaryTable(model, depth, kept)
    if as_json:
        click.echo(json.dumps({"source": found.title, "rows": table.as_json()}, indent=2))
        return
    from rich.console import Console

    console = Console(highlight=False)
    if console.is_terminal:
        console.print(table)
    else:
        click.echo(str(table))


def _trainable(graph: Any) -> set[str] | None:
    """The names of trainable variables, which a MetaGraphDef may tell."""
    from tensorboard.compat.proto.meta_graph_pb2 import MetaGraphDef
    from tensorboard.compat.proto.variable_pb2 import VariableDef

    if not isinstance(graph, MetaGraphDef) or "trainable_variables" not in graph.collection_def:
        return None
    kept = graph.collection_def["trainable_variables"].bytes_list.value
    return {VariableDef.FromString(each).variable_name.partition(":")[0] for each in kept}
