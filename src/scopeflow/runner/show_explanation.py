"""`scopeflow explain` and `scopeflow graph --sharing`: what a script's graph has to say about its names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from scopeflow.runner import sources


def show(script: str, name: str, arguments: Sequence[str], *, as_json: bool) -> int:
    """Runs a script and explains a name of its default graph; the exit status."""
    if not script.endswith(".py"):
        raise click.ClickException(f"{script}: not a script (.py)")
    try:
        graph = sources.find(script, arguments).graph
    except sources.CannotLoad as problem:
        raise click.ClickException(str(problem)) from None
    from scopeflow.inspect.explaining import explain

    explanation = explain(name, graph)
    if as_json:
        click.echo(json.dumps(explanation.as_dict(), indent=2))
    else:
        explanation.show()
    return int(explanation.kind == "nothing")


def show_sharing(found: Any, *, as_json: bool) -> None:
    """Prints which calls share the variables of a script's graph."""
    if not hasattr(found.graph, "get_operations"):
        raise click.ClickException(
            f"{found.title}: only a script (.py) tells which calls share variables; a file has the graph alone"
        )
    from scopeflow.inspect.sharing import sharing_report

    report = sharing_report(found.graph)
    if as_json:
        click.echo(json.dumps(report.as_dict(), indent=2))
    else:
        report.show()
