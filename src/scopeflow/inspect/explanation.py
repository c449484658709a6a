"""Explanation: why a thing has its name, as data, plain text, coloured text and HTML."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scopeflow.graph.origin import Origin

if TYPE_CHECKING:
    from rich.text import Text


@dataclass(frozen=True)
class Part:
    """A part of a name and where it comes from; without text, a scope that gave nothing.

    Attributes:
      text: what it adds to the name, with its "/" or ":".
      kind: "name_scope", "variable_scope", "variable", "op", "library", "given", "default", "imported", "unknown" or
        "output"; "none" for a scope that gave nothing.
      reason: where it comes from, in words.
      construct: the call that it comes from, as in a program; "" if none is known.
      place: the line of that call.
      repeated: whether that line had opened the scope of the name without a number before.
    """

    text: str
    kind: str
    reason: str
    construct: str = ""
    place: Origin | None = None
    repeated: bool = False

    def as_dict(self) -> dict[str, Any]:
        """This part as JSON can hold it."""
        return {
            "text": self.text,
            "kind": self.kind,
            "reason": self.reason,
            "construct": self.construct,
            "place": place_as_dict(self.place),
        }


@dataclass(frozen=True)
class Line:
    """One sentence of an explanation, and the place in the program that it speaks of."""

    text: str
    place: Origin | None = None


@dataclass(frozen=True)
class Section:
    """Sentences under a heading."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Explanation:
    """Why a thing has its name: what `tf.explain` returns.

    `str()` gives plain text, a notebook shows HTML, a terminal colours; `show()` prints it. `as_dict()` gives what JSON can
    hold:

        {"name": "scope/v:0", "kind": "variable", "summary": "a variable, made by ...",
         "place": PLACE, "parts": [{"text": "scope/", "kind": "variable_scope", "reason": "from ...",
         "construct": 'tf.variable_scope("scope")', "place": PLACE}, ...],
         "sections": [{"title": "Who gets it", "lines": [{"text": "...", "place": PLACE}, ...]}, ...],
         "closest": ["names that are alike, if there is no such name"],
         "nearest": the explanation of the name that is probably meant, in this form, or None}

    where PLACE is {"file": ..., "line": ..., "function": ..., "source": ...} or None.

    Attributes:
      name: the name that is explained.
      kind: "tensor", "operation", "variable", "scope", or "nothing" if the graph has no such name.
      summary: what it is, in some words.
      place: the user's line that made it.
      parts: the parts of the name, first to last.
      sections: what else there is to say.
      closest: names that are alike, where the graph has no such name.
      nearest: the explanation of the one that is probably meant.
    """

    name: str
    kind: str
    summary: str
    place: Origin | None = None
    parts: tuple[Part, ...] = ()
    sections: tuple[Section, ...] = ()
    closest: tuple[str, ...] = ()
    nearest: Explanation | None = None

    def as_dict(self) -> dict[str, Any]:
        """The explanation as JSON can hold it; see the class for its form."""
        return {
            "name": self.name,
            "kind": self.kind,
            "summary": self.summary,
            "place": place_as_dict(self.place),
            "parts": [part.as_dict() for part in self.parts],
            "sections": [
                {
                    "title": section.title,
                    "lines": [
                        {"text": line.text, "place": place_as_dict(line.place)}
                        for line in section.lines
                    ],
                }
                for section in self.sections
            ],
            "closest": list(self.closest),
            "nearest": None if self.nearest is None else self.nearest.as_dict(),
        }

    def __str__(self) -> str:
        from scopeflow.inspect.showing import as_text

        return as_text(self)

    def __repr__(self) -> str:
        # what a Python prompt shows
        if not sys.stdout.isatty():
            return str(self)
        from scopeflow.inspect.showing import as_terminal_text

        return as_terminal_text(self)

    def __rich__(self) -> Text:
        from scopeflow.inspect.showing import as_rich

        return as_rich(self)

    def _repr_html_(self) -> str:
        from scopeflow.inspect.showing import as_html

        return as_html(self)

    def show(self) -> None:
        """Prints it: with colours in a terminal, plainly elsewhere."""
        print(repr(self))


def place_as_dict(place: Origin | None) -> dict[str, Any] | None:
    """A place in a program as JSON can hold it."""
    if place is None:
        return None
    return {
        "file": place.filename,
        "line": place.line,
        "function": place.function,
        "source": place.source,
    }
