"""`scopeflow demo`: runs the scoping example and says why each name is what it is."""

from __future__ import annotations

import glob
import linecache
import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scopeflow.runner.explain import Made, Watched, explain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

EXAMPLE = Path(__file__).with_name("scoping.py")
COLOURS = {"variable_scope": "green", "name_scope": "cyan"}


def show(logdir: str) -> None:
    """Runs the example, leaves its event file in `logdir`, and prints the story."""
    from rich.console import Console

    from scopeflow.errors import OpError

    console = Console(highlight=False)
    source = EXAMPLE.read_text()
    _show_source(console, source)
    try:
        watched, results = run_example(source, logdir)
    except OpError as error:
        raise click.ClickException(f"cannot write to {logdir}: {error.message}") from None
    _show_names(console, watched.made)
    _show_answer(console, results)
    _show_files(console, logdir)


def run_example(source: str, logdir: str) -> tuple[Watched, list[Any]]:
    """Runs the example's `main` in a new graph: what was noted, and what Session.run gave."""
    import scopeflow

    watched = Watched(scopeflow)
    # Under a file name of its own, so that nodes and tracebacks point into the text that is shown.
    linecache.cache[EXAMPLE.name] = (len(source), None, source.splitlines(True), EXAMPLE.name)
    names: dict[str, Any] = {"__name__": EXAMPLE.stem}
    exec(compile(source, EXAMPLE.name, "exec"), names)
    names["tf"] = watched
    with scopeflow.Graph().as_default():
        return watched, names["main"](logdir)


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


def _show_names(console: Console, made: list[Made]) -> None:
    _heading(console, "The names, and why")
    outermost = None
    for thing in made:
        if thing.scopes and thing.scopes[0] != outermost:
            outermost = thing.scopes[0]
            _say(console, "")
            _say(console, "  with ", (f'tf.{outermost.kind}("{outermost.given}")', "bold"), ":")
        _show_name(console, thing)


def _show_name(console: Console, thing: Made) -> None:
    parts = explain(thing)
    styles = [COLOURS[part.scope.kind] if part.scope else "bold" for part in parts]
    call = linecache.getline(EXAMPLE.name, thing.line).strip()
    name = [(part.text, style) for part, style in zip(parts, styles, strict=True)]
    pad = " " * max(2, 22 - len(thing.name))
    _say(console, "    ", *name, pad, (f"line {thing.line}: {call}", "dim"))
    width = max(len(part.text) for part in parts)
    for part, style in zip(parts, styles, strict=True):
        if not part.text.startswith(":"):
            text = part.text or "-"
            _say(console, "      ", (f"{text:{width}}", style), f"  {part.reason}")


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
