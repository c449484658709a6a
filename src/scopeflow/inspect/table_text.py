"""A parameter table for people: plain text, a terminal's colours, a notebook's HTML."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scopeflow.inspect.table_rows import Row
from scopeflow.inspect.variable_kinds import middle_out

if TYPE_CHECKING:
    from rich.table import Table

HEAD = ("name", "variables", "shape", "dtype", "parameters", "bytes", "trainable", "shared")
# which columns hold numbers, and so stand at the right
_RIGHT = frozenset({"variables", "parameters", "bytes"})
# of a longer part of a name the middle is left out
LONGEST = 60
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")


def plain(rows: Sequence[Row]) -> str:
    """The table as text of fixed width; columns in which nothing stands are left out."""
    lines = [HEAD, *(_cells(row) for row in rows)]
    kept = [at for at in range(len(HEAD)) if at == 0 or any(line[at] for line in lines[1:])]
    widths = {at: max(len(line[at]) for line in lines) for at in kept}
    texts = [
        "  ".join(
            line[at].rjust(widths[at]) if HEAD[at] in _RIGHT else line[at].ljust(widths[at])
            for at in kept
        ).rstrip()
        for line in lines
    ]
    rule = "─" * max(map(len, texts))
    parts = [texts[0]]
    for row, before, text in zip(rows, (None, *rows), texts[1:], strict=False):
        if before is None or bool(before.sums_up) != bool(row.sums_up):
            parts.append(rule)
        parts.append(text)
    return "\n".join(parts)


def rich_table(rows: Sequence[Row]) -> Table:
    """The table for a terminal."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    lines = [_cells(row) for row in rows]
    kept = [at for at in range(len(HEAD)) if at == 0 or any(line[at] for line in lines)]
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for at in kept:
        justify = "right" if HEAD[at] in _RIGHT else "left"
        table.add_column(HEAD[at], justify=justify, no_wrap=at == 0)  # type: ignore[arg-type]
    for place, (row, line) in enumerate(zip(rows, lines, strict=True)):
        if place and bool(row.sums_up) != bool(rows[place - 1].sums_up):
            table.add_section()
        style = "bold blue" if row.is_scope else "dim" if row.trainable == 0 else ""
        if row.sums_up:
            style = "bold" if row.sums_up == "total" else ""
        cells = [Text(line[at]) for at in kept]
        cells[0].stylize("bold green" if not row.is_scope else style)
        if HEAD[kept[-1]] == "shared":
            cells[-1].stylize("dark_orange3")
        table.add_row(*cells, style="" if row.is_scope and not row.sums_up else style)
    return table


def as_html(rows: Sequence[Row]) -> str:
    """The table for a notebook; it takes the colours of the page around it."""
    lines = [_cells(row, indent="\u2003") for row in rows]
    kept = [at for at in range(len(HEAD)) if at == 0 or any(line[at] for line in lines)]

    def cells(line: Sequence[str], tag: str) -> str:
        parts = []
        for at in kept:
            side = "right" if HEAD[at] in _RIGHT else "left"
            style = f"text-align: {side}; white-space: pre"
            parts.append(f'<{tag} style="{style}">{html.escape(line[at])}</{tag}>')
        return "".join(parts)

    body, foot = [], []
    for row, line in zip(rows, lines, strict=True):
        weight = ' style="font-weight: 600"' if row.is_scope and not row.sums_up else ""
        if row.sums_up:
            foot.append(f"<tr>{cells(line, 'th')}</tr>")
        else:
            body.append(f"<tr{weight}>{cells(line, 'td')}</tr>")
    return (
        '<table class="scopeflow-variables">'
        f"<thead><tr>{cells(HEAD, 'th')}</tr></thead><tbody>{''.join(body)}</tbody>"
        f"<tfoot>{''.join(foot)}</tfoot></table>"
    )


def _cells(row: Row, indent: str = "  ") -> tuple[str, ...]:
    """A row's texts, one for each of HEAD."""
    if row.sums_up:
        name = row.sums_up
    else:
        last = middle_out(row.name.rpartition("/")[2], LONGEST)
        name = indent * row.depth + last + "/" * row.is_scope
    shape = "" if row.is_scope else _shape(row)
    known = row.unknown < row.variables
    parameters = f"{row.parameters:,}" if known else "?"
    if row.is_scope and row.unknown and known:
        parameters += " + ?"
    size = human(row.bytes) if known and (row.bytes or not row.parameters) else "?"
    return (
        name,
        f"{row.variables:,}" if row.is_scope else "",
        shape,
        row.dtype,
        parameters if row.variables else "0",
        size if row.variables else "0 B",
        _trainable(row),
        _shared(row),
    )


def _shape(row: Row) -> str:
    if row.dims is None:
        return "unknown"
    return "[" + ", ".join("?" if size is None else str(size) for size in row.dims) + "]"


def _trainable(row: Row) -> str:
    if row.trainable is None or not row.variables:
        return ""
    if row.trainable in (0, row.variables):
        return "yes" if row.trainable else "no"
    return f"{row.trainable:,} of {row.variables:,}"


def _shared(row: Row) -> str:
    if not row.shared:
        return ""
    return f"{row.shared:,} of {row.variables:,}" if row.is_scope else f"got {row.got} times"


def human(number: int) -> str:
    """A number of bytes as people read it: `12 B`, `1.5 KiB`."""
    size = float(number)
    for unit in _UNITS:
        if size < 1024 or unit == _UNITS[-1]:
            break
        size /= 1024
    return f"{number} B" if unit == "B" else f"{size:,.1f} {unit}"
