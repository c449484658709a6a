"""`scopeflow explain` and `scopeflow graph --sharing`: what a script's graph has to say about its names."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

import click


def show(path: str, name: str, arguments: Sequence[str], *, as_json: bool) -> int:
    """Runs a script and explains a name of its graph, as far as it was built; the exit status."""
    if not path.endswith(".py"):
        raise click.ClickException(f"{path}: not a script (.py)")
    if not os.path.exists(path):
        raise click.ClickException(f"{path}: no such file or directory")
    from scopeflow.graph.core import get_default_graph
    from scopeflow.graph.live_graphs import kept_alive
    from scopeflow.inspect.explaining import explain
    from scopeflow.runner.sources import visible

    # what the script dropped with its end may be what is asked for
    with kept_alive():
        status = _run(path, arguments)
        graph = get_default_graph()
        if status:
            if not graph.get_operations():
                raise click.ClickException(f"{path}: the script ended with status {status}")
            click.echo(
                f"{path}: the script ended with status {status}. This is its graph as far as it was built:\n",
                err=True,
            )
        explanation = explain(visible(name), graph)
        if as_json:
            click.echo(json.dumps(explanation.as_dict(), indent=2))
        else:
            explanation.show()
    return int(bool(status) or explanation.kind == "nothing")


def _run(path: str, arguments: Sequence[str]) -> Any:
    """Runs a script, whose output is no part of the answer; its exit status."""
    import scopeflow
    from scopeflow.runner import script

    scopeflow.reset_default_graph()
    with contextlib.redirect_stdout(sys.stderr):
        try:
            return script.run_as_main(path, arguments)
        except SystemExit as end:
            return end.code


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
