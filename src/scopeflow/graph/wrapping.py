"""Long lines broken for reading: at spaces, never inside of code or quotes, and long names cut in their middle."""

from __future__ import annotations

import re

WIDTH = 100
# A word without a space that is longer is cut.
_LONGEST = 200
_KEPT = 60
_LONG = re.compile(rf"\S{{{_LONGEST + 1},}}")


def shorten(text: str) -> str:
    """A text whose words of more than 200 letters show their beginning and end alone."""
    if len(text) <= _LONGEST:
        return text
    return _LONG.sub(lambda found: f"{found[0][:_KEPT]}...{found[0][-_KEPT:]}", text)


def wrap(text: str, width: int | None = WIDTH, first: int = 0, hang: int = 0) -> list[str]:
    """The lines of a text, without indents.

    Args:
      text: one paragraph.
      width: the width of the page; None keeps one line.
      first: how much of the first line is taken already.
      hang: how far the other lines are indented.
    """
    if width is None or first + len(text) <= width:
        return [text]
    lines: list[str] = []
    line, room = "", width - first
    for word in _words(text, max(width - hang, 20)):
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line, room = word, width - hang
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def paragraphs(text: str, width: int = WIDTH) -> str:
    """A text whose lines are wrapped each; lines that begin with a space, such as code, stay as they are."""
    return "\n".join(
        line if line.startswith(" ") else "\n".join(wrap(line, width)) for line in text.split("\n")
    )


def _words(text: str, most: int) -> list[str]:
    """The pieces between which a line may end: code and what stands in quotes is one piece, unless it is too long."""
    found: list[str] = []
    piece = ""
    depth = 0
    quoted = ticked = False
    for word in text.split(" "):
        piece = f"{piece} {word}" if piece else word
        depth += word.count("(") + word.count("{") - word.count(")") - word.count("}")
        quoted ^= word.count('"') % 2 == 1
        ticked ^= word.count("`") % 2 == 1
        if depth <= 0 and not quoted and not ticked:
            found.append(piece)
            piece, depth = "", 0
    if piece:
        found.append(piece)
    return [part for one in found for part in (one.split(" ") if len(one) > most else [one])]
