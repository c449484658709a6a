"""Explanations as plain text, with colours, and as HTML: one layout, written three ways."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scopeflow.inspect.explanation import Explanation

if TYPE_CHECKING:
    from rich.text import Text

# a piece of a line: its text and its style
Piece = tuple[str, str]

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


def lines_of(explanation: Explanation) -> Iterator[list[Piece]]:
    """The lines to show, each as styled pieces."""
    yield [(explanation.name or "(root)", "bold"), (f": {explanation.summary}", "")]
    if explanation.place is not None and explanation.place.source:
        yield [(f"    {explanation.place.source}", "dim")]
    if explanation.parts:
        yield []
        yield [("The name, part by part", "bold")]
        width = max(len(part.text) for part in explanation.parts)
        for part in explanation.parts:
            style = COLOURS.get(part.kind, "")
            yield [(f"  {part.text or '-':{width}}", style), (f"  {part.reason}", "")]
    for section in explanation.sections:
        yield []
        yield [(section.title, "bold")]
        for line in section.lines:
            yield [(f"  {line.text}", "")]
    if explanation.nearest is not None:
        yield []
        yield from lines_of(explanation.nearest)


def as_text(explanation: Explanation) -> str:
    """Plain text, without a line break at its end."""
    return "\n".join("".join(text for text, _ in line).rstrip() for line in lines_of(explanation))


def as_rich(explanation: Explanation) -> Text:
    """Text for rich to print."""
    from rich.text import Text

    shown = Text()
    for number, line in enumerate(lines_of(explanation)):
        if number:
            shown.append("\n")
        for text, style in line:
            shown.append(text, style or None)
    return shown


def as_terminal_text(explanation: Explanation) -> str:
    """Text with the terminal's codes for colours."""
    from rich.console import Console

    console = Console(highlight=False, force_terminal=True)
    with console.capture() as capture:
        console.print(as_rich(explanation), soft_wrap=True, end="")
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
