"""Explanations as plain text, with colours, and as HTML: one layout, written three ways."""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from scopeflow.graph.wrapping import WIDTH, shorten, wrap
from scopeflow.inspect.explanation import Explanation, Part
from scopeflow.inspect.moving import is_silent

if TYPE_CHECKING:
    from rich.text import Text

# a piece of a line: its text and its style
Piece = tuple[str, str]

# So wide is the column of a name's parts at most.
_WIDEST = 40
COLOURS = {
    "name_scope": "cyan",
    "variable_scope": "green",
    "variable": "green",
    "given": "bold",
    "default": "bold",
    "none": "dim",
    "output": "dim",
}
_CSS = {
    "cyan": "color:light-dark(#0b7285,#66d9e8)",
    "green": "color:light-dark(#2b8a3e,#8ce99a)",
    "bold": "font-weight:600",
    "dim": "opacity:.65",
}


def lines_of(explanation: Explanation, width: int | None = WIDTH) -> Iterator[list[Piece]]:
    """The lines to show, each as styled pieces.

    Args:
      explanation: what to show.
      width: where lines end; None leaves them as long as they are.
    """
    name = shorten(explanation.name) or "(root)"
    yield from _line([(name, "bold")], f": {explanation.summary}", width, 4)
    if explanation.place is not None and explanation.place.source:
        yield [(f"    {shorten(explanation.place.source)}", "dim")]
    if explanation.parts:
        yield []
        yield [("The name, part by part", "bold")]
        yield from _parts(explanation.parts, width)
    for section in explanation.sections:
        yield []
        yield [(shorten(section.title), "bold")]
        for line in section.lines:
            yield from _line([("  ", "")], line.text, width, 4)
    if explanation.nearest is not None:
        yield []
        yield from lines_of(explanation.nearest, width)


def _parts(parts: Sequence[Part], width: int | None) -> Iterator[list[Piece]]:
    column = min(_WIDEST, max(len(part.text) for part in parts))
    for same in _runs(parts):
        part = same[0]
        style, text = COLOURS.get(part.kind, ""), shorten(part.text) or "-"
        start = (f"  {text:{column}}", style)
        if len(text) > column:
            yield [start]
            start = (" " * (2 + column), "")
        yield from _line([start, ("  ", "")], part.reason, width, column + 4)
        if len(same) > 1:
            more = f"nothing from {len(same) - 1} more name scopes of that line"
            yield from _line([(f"  {'-':{column}}", style), ("  ", "")], more, width, column + 4)


def _runs(parts: Sequence[Part]) -> list[list[Part]]:
    """The parts, those together of which a line opened more than two that gave nothing."""
    found: list[list[Part]] = []
    for silent, run in itertools.groupby(
        parts, lambda part: part.place if is_silent(part) and part.place is not None else None
    ):
        same = list(run)
        found += [same] if silent is not None and len(same) > 2 else [[part] for part in same]
    return found


def _line(start: list[Piece], text: str, width: int | None, hang: int) -> Iterator[list[Piece]]:
    """A line that begins with some pieces, and goes on below its beginning."""
    taken = sum(len(piece) for piece, _ in start)
    first, *others = wrap(shorten(text), width, taken, hang)
    yield [*start, (first, "")]
    for line in others:
        yield [(" " * hang + line, "")]


def as_text(explanation: Explanation, width: int | None = WIDTH) -> str:
    """Plain text, without a line break at its end; a width of None leaves lines as long as they are."""
    lines = lines_of(explanation, width)
    return "\n".join("".join(text for text, _ in line).rstrip() for line in lines)


def as_rich(explanation: Explanation, width: int | None = None) -> Text:
    """Text for rich to print."""
    from rich.text import Text

    shown = Text()
    for number, line in enumerate(lines_of(explanation, width)):
        if number:
            shown.append("\n")
        for text, style in line:
            shown.append(text, style or None)
    return shown


def as_terminal_text(explanation: Explanation) -> str:
    """Text with the terminal's codes for colours, as wide as it is."""
    from rich.console import Console

    console = Console(highlight=False, force_terminal=True)
    with console.capture() as capture:
        console.print(as_rich(explanation, console.width), soft_wrap=True, end="")
    return capture.get()


def as_html(explanation: Explanation) -> str:
    """A piece of HTML: the name in colours, its parts as a table, and the sections as lists."""

    def styled(text: str, style: str) -> str:
        css = _CSS.get(style)
        text = html.escape(text)
        return f'<span style="{css}">{text}</span>' if css else text

    coloured = "".join(styled(part.text, COLOURS.get(part.kind, "")) for part in explanation.parts)
    made = [
        '<div class="scopeflow-explanation" style="line-height:1.5">',
        f"<p><code>{coloured or html.escape(explanation.name)}</code>: {html.escape(explanation.summary)}",
    ]
    if explanation.place is not None and explanation.place.source:
        made.append(f"<br><code>{html.escape(explanation.place.source)}</code>")
    made.append("</p>")
    if explanation.parts:
        made.append('<table style="text-align:left">')
        for part in explanation.parts:
            text = styled(part.text or "-", COLOURS.get(part.kind, ""))
            made.append(
                f'<tr><td style="text-align:left"><code>{text}</code></td>'
                f'<td style="text-align:left">{html.escape(part.reason)}</td></tr>'
            )
        made.append("</table>")
    for section in explanation.sections:
        made.append(f"<p><b>{html.escape(section.title)}</b></p><ul>")
        made += [f"<li>{html.escape(line.text)}</li>" for line in section.lines]
        made.append("</ul>")
    if explanation.nearest is not None:
        made.append(as_html(explanation.nearest))
    made.append("</div>")
    return "\n".join(made)
