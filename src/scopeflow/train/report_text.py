"""A restore report in words: plain, for a terminal, and for a notebook."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from scopeflow.formats.name_matching import Form

if TYPE_CHECKING:
    from scopeflow.train.comparing import Clash, RestoreReport

_SHOWN = 10


class Part(NamedTuple):
    """One list of a report: its title and its lines."""

    title: str
    lines: list[str]


def parts_of(report: RestoreReport) -> Iterator[Part]:
    """What is wrong, list by list."""
    missing = [f"{name}{_hint(report, name)}" for name in report.missing]
    clashing = [_clash(clash) for clash in report.clashing]
    kinds = {_kinds(clash) for clash in report.clashing}
    title = "Of another " + (kinds.pop() if len(kinds) == 1 else "shape or type")
    for part in (
        Part("Missing from the checkpoint", missing),
        Part("In the checkpoint, but not wanted", list(report.left_over)),
        Part(title, clashing),
    ):
        if part.lines:
            yield part


def text_of(report: RestoreReport) -> str:
    """The report as plain lines."""
    lines = [summary(report)]
    for part in parts_of(report):
        lines += [f"{part.title}:", *(f"  {line}" for line in cut(part.lines))]
    return "\n".join([*lines, *advice(report)])


def differences_of(report: RestoreReport) -> str:
    """What an error about the restore says after its first words: nothing if nothing differs."""
    lines: list[str] = []
    for part in parts_of(report):
        lines += [f"{part.title}:", *(f"  {line}" for line in cut(part.lines))]
    return "\n\n" + "\n".join([*lines, *advice(report)]) if lines else ""


def summary(report: RestoreReport) -> str:
    """How much of the graph the checkpoint has."""
    wanted = len(report.matched) + len(report.missing) + len(report.clashing)
    words = f"{len(report.matched)} of {_count(wanted, 'variable')} as they are"
    return f"{report.checkpoint}: {words}"


def advice(report: RestoreReport) -> list[str]:
    """What to write so that all that can be matched is restored."""
    if not report.assignment_map or not (report.missing or report.clashing):
        return []
    start = "If those are the same variables: " if report.renamed else "What fits is restored by: "
    return [
        f"{start}tf.train.init_from_checkpoint(path, {_map(report)})",
        "Write that instead of restore, then run the initializer: sess.run(tf.global_variables_initializer())",
    ]


def _map(report: RestoreReport) -> str:
    entries = report.assignment_map
    if len(entries) > _SHOWN or not all(isinstance(value, str) for value in entries.values()):
        return "tf.train.restore_report(path).assignment_map"
    return "{" + ", ".join(f"{stored!r}: {name!r}" for stored, name in entries.items()) + "}"


def cut(lines: Sequence[str]) -> list[str]:
    """The first lines, and how many more there are."""
    more = len(lines) - _SHOWN
    return [*lines[:_SHOWN], *([f"... and {more} more"] if more > 0 else [])]


def _hint(report: RestoreReport, name: str) -> str:
    near = report.closest.get(name)
    if near is None:
        return ""
    other = "" if name in report.renamed else f", which is {_form(report.stored[near])}"
    return f" (closest: {near}{other})"


def _clash(clash: Clash) -> str:
    kinds = _kinds(clash)
    sides = [
        {"shape": _dims, "type": _dtype}.get(kinds, _form)(form)
        for form in (clash.in_graph, clash.in_checkpoint)
    ]
    return f"{clash.name}: {sides[0]} in the graph, {sides[1]} in the checkpoint"


def _kinds(clash: Clash) -> str:
    shape = not clash.in_graph.fits_shape(clash.in_checkpoint)
    dtype = not clash.in_graph.fits_dtype(clash.in_checkpoint)
    return "shape or type" if shape and dtype else "shape" if shape else "type"


def _form(form: Form) -> str:
    return " ".join(text for text in (_dtype(form), _dims(form)) if text)


def _dims(form: Form) -> str:
    if form.dims is None:
        return ""
    return "[" + ", ".join("?" if size is None else str(size) for size in form.dims) + "]"


def _dtype(form: Form) -> str:
    return "" if form.dtype is None else form.dtype.name


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + "s" * (number != 1)


# -- with colours, and as HTML ---------------------------------------------------------------------

_STYLES = {"Missing": "bold red", "In the": "bold yellow", "Of another": "bold magenta"}


def rich_of(report: RestoreReport) -> Any:
    """The report as rich's text."""
    from rich.text import Text

    made = Text(summary(report))
    for part in parts_of(report):
        style = next(style for start, style in _STYLES.items() if part.title.startswith(start))
        made.append(f"\n{part.title}:", style=style)
        for line in cut(part.lines):
            name, hint, rest = _split(line)
            made.append("\n  ")
            made.append(name, style="bold")
            made.append(hint + rest, style="dim")
    for line in advice(report):
        made.append(f"\n{line}", style="green")
    return made


def _split(line: str) -> tuple[str, str, str]:
    for mark in (" (closest", ": "):
        if mark in line:
            return line.partition(mark)
    return line, "", ""


def html_of(report: RestoreReport) -> str:
    """The report as HTML: each list folded out, however long."""
    rows = [f"<p>{html.escape(summary(report))}</p>"]
    for part in parts_of(report):
        items = "".join(f"<li><code>{html.escape(line)}</code></li>" for line in part.lines)
        opened = " open" if len(part.lines) <= _SHOWN else ""
        title = html.escape(f"{part.title} ({len(part.lines)})")
        rows.append(f"<details{opened}><summary>{title}</summary><ul>{items}</ul></details>")
    rows += [f"<pre>{html.escape(line)}</pre>" for line in advice(report)]
    return f'<div class="scopeflow-restore-report">{"".join(rows)}</div>'
