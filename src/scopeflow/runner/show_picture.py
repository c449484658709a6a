"""Writes a graph's picture to a file, and says what was written."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from scopeflow.graph.core import Graph
from scopeflow.runner.sources import Found, visible


def check(*, html: str | None, svg: str | None) -> None:
    """Finds out before a script is run whether the pictures can be written.

    Raises:
      ClickException: if a file cannot be written.
    """
    for option, file in (("--html", html), ("--svg", svg)):
        if file == "":
            raise click.UsageError(f"{option} needs the name of a file, or - for standard output.")
    if html == svg:
        raise click.UsageError("--html and --svg need a file each.")
    for file in (html, svg):
        if file is not None and file != "-":
            _try(Path(file))


def _try(file: Path) -> None:
    """Opens a file for writing and leaves it as it was."""
    there = file.exists()
    if there and not (file.is_file() or file.is_dir()):
        return  # a pipe or a device would notice
    try:
        with file.open("ab"):
            pass
        if not there:
            file.unlink()
    except OSError as error:
        raise click.ClickException(_why_not(file, error)) from None


def _why_not(file: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{visible(str(file))}: there is no folder {visible(str(file.parent))}"
    return f"{visible(str(file))}: {error.strerror or error}"


def write(found: Found, *, html: str | None, svg: str | None, depth: int | None) -> None:
    """Writes the pictures that were asked for; `depth` opens so many levels of scopes.

    Raises:
      ClickException: if a file cannot be written, or the SVG cannot be drawn here.
    """
    from scopeflow.inspect.picture.model import model_of

    graph = found.graph if isinstance(found.graph, Graph) else found.graph_def
    model = model_of(graph, found.name, depth=depth, trainable=found.trainable)
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
    if file == "-":
        click.echo(text, nl=False)
        return
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(_why_not(Path(file), error)) from None
    click.echo(f"wrote {shlex.quote(file)} ({len(text.encode()):,} bytes): {what}")
