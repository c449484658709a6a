"""Writes a graph's picture to a file, and says what was written."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from scopeflow.graph.core import Graph
from scopeflow.runner.sources import Found


def write(found: Found, *, html: str | None, svg: str | None, depth: int | None) -> None:
    """Writes the pictures that were asked for; `depth` opens so many levels of scopes.

    Raises:
      ClickException: if a file cannot be written, or the SVG cannot be drawn here.
    """
    from scopeflow.inspect.picture.model import model_of

    graph = found.graph if isinstance(found.graph, Graph) else found.graph_def
    model = model_of(graph, Path(found.title).name, depth=depth)
    if html is not None:
        from scopeflow.inspect.picture.page import page_of

        _write(html, page_of(model), "open it in a browser")
    if svg is not None:
        from scopeflow.inspect.picture.svg import NoEngine, svg_of

        try:
            text = svg_of(model)
        except NoEngine as problem:
            raise click.ClickException(str(problem)) from None
        _write(svg, text, "the picture as the page shows it first")


def _write(file: str, text: str, what: str) -> None:
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror or error}") from None
    click.echo(f"wrote {shlex.quote(file)} ({len(text.encode()):,} bytes): {what}")
