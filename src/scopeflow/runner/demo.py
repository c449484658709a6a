"""`scopeflow demo`: runs the scoping example and says why each name is what it is."""

from __future__ import annotations

import glob
import linecache
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scopeflow.inspect.showing import COLOURS

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from scopeflow.inspect.explanation import Explanation

EXAMPLE = Path(__file__).with_name("scoping.py")
# The kinds of parts in the names of what the program made by itself, rather than the library for it.
_OF_THE_PROGRAM = {"variable_scope", "name_scope", "none", "given", "output"}


def show(logdir: str) -> None:
    """Runs the example, leaves its event file in `logdir`, and prints the story."""
    from rich.console import Console

    from scopeflow.errors import OpError

    console = Console(highlight=False)
    source = EXAMPLE.read_text()
    _show_source(console, source)
    try:
        named, results = run_example(source, logdir)
    except OpError as error:
        raise click.ClickException(f"cannot write to {logdir}: {error.message}") from None
    _show_names(console, named)
    _show_answer(console, results)
    _show_files(console, logdir)


def run_example(source: str, logdir: str) -> tuple[list[Explanation], list[Any]]:
    """Runs the example's `main` in a new graph: why each name is what it is, and what Session.run gave."""
    import scopeflow

    # Under a file name of its own, so that nodes and tracebacks point into the text that is shown.
    linecache.cache[EXAMPLE.name] = (len(source), None, source.splitlines(True), EXAMPLE.name)
    names: dict[str, Any] = {"__name__": EXAMPLE.stem}
    exec(compile(source, EXAMPLE.name, "exec"), names)
    names["tf"] = scopeflow
    with scopeflow.Graph().as_default() as graph, scopeflow.provenance():
        results = names["main"](logdir)
    return list(_named(graph)), results


def _named(graph: Any) -> Iterator[Explanation]:
    """The explanations of what the program itself gave a name."""
    from scopeflow.inspect.explaining import explain

    for op in graph.get_operations():
        if op.outputs:
            found = explain(op.outputs[0])
            kinds = [part.kind for part in found.parts]
            if kinds[-2] == "given" and {*kinds} <= _OF_THE_PROGRAM:
                yield found


def _say(console: Console, *pieces: str | tuple[str, str]) -> None:
    """Prints one line; no line is ever broken, so that what is piped can be read by programs."""
    from rich.text import Text

    console.print(Text.assemble(*pieces), soft_wrap=True)


def _heading(console: Console, text: str) -> None:
    _say(console, "")
    _say(console, (text, "bold"))


def _show_source(console: Console, source: str) -> None:
    from rich.syntax import Syntax

    _say(console, (f"The program ({EXAMPLE.name})", "bold"))
    code: Text = Syntax("", "python", theme="ansi_dark").highlight(source)
    code.rstrip()
    for number, line in enumerate(code.split("\n", allow_blank=True), start=1):
        _say(console, (f"{number:4}  ", "dim"), line)  # type: ignore[arg-type]


def _show_names(console: Console, named: list[Explanation]) -> None:
    _heading(console, "The names, and why")
    outermost = None
    for thing in named:
        first = thing.parts[0]
        if (first.construct, first.place) != outermost:
            outermost = first.construct, first.place
            _say(console, "")
            _say(console, "  with ", (first.construct, "bold"), ":")
        _show_name(console, thing)


def _show_name(console: Console, thing: Explanation) -> None:
    parts = thing.parts
    styles = [COLOURS.get(part.kind, "") for part in parts]
    name = [(part.text, style) for part, style in zip(parts, styles, strict=True)]
    pad = " " * max(2, 22 - len(thing.name))
    place = thing.place
    call = f"line {place.line}: {place.source}" if place is not None else ""
    _say(console, "    ", *name, pad, (call, "dim"))
    width = max(len(part.text) for part in parts)
    for part, style in zip(parts, styles, strict=True):
        if part.kind != "output":
            _say(console, "      ", (f"{part.text or '-':{width}}", style), f"  {part.reason}")


def _show_answer(console: Console, results: list[Any]) -> None:
    _heading(console, "The difference")
    for line in (
        "variable_scope prefixes everything made inside it.",
        "name_scope prefixes everything but what get_variable makes: such a variable can be asked",
        "for again by name, anywhere in the program, so only variable scopes are part of its name.",
    ):
        _say(console, f"  {line}")
    _heading(console, "The values")
    values = ", ".join(str(value) for value in results)
    _say(console, f"  Session.run([d1, d2]) gives [{values}]")


def _show_files(console: Console, logdir: str) -> None:
    _heading(console, "The graph in TensorBoard")
    newest = max(glob.glob(os.path.join(glob.escape(logdir), "*tfevents*")), key=os.path.getmtime)
    beside = Path(sys.executable).with_name("tensorboard")
    program = "tensorboard" if shutil.which("tensorboard") else _shortest(beside)
    _say(console, f"  written:  {newest}")
    _say(console, "  to open:  ", (shlex.join([program, "--logdir", logdir]), "bold"))
    _say(
        console,
        "            then http://localhost:6006/#graphs in a browser; double-click a scope",
    )
    _say(console, "  to see:   b inside the box scope_vars; the other b outside the box scope_name")


def _shortest(path: Path) -> str:
    relative = os.path.relpath(path)
    return relative if len(relative) < len(str(path)) else str(path)
