"""Runs the text of a program in a graph of its own, with lines that tracebacks and explanations can show."""

from __future__ import annotations

import itertools
import linecache
import textwrap
from typing import Any

import scopeflow as tf

_numbers = itertools.count()


class Ran:
    """A program that was run.

    Args:
      text: the program; its first line has the number 1.
      filename: what its lines are said to be in; a name of its own if "".
    """

    def __init__(self, text: str, filename: str = "") -> None:
        text = textwrap.dedent(text).lstrip("\n")
        name = filename or f"<program {next(_numbers)}>"
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        self.filename = name
        self.error: Exception | None = None
        self.names: dict[str, Any] = {"tf": tf}
        with tf.Graph().as_default() as self.graph:
            try:
                exec(compile(text, name, "exec"), self.names)
            except Exception as error:
                self.error = error

    def told(self, name: Any) -> str:
        """What `tf.explain` says of something."""
        return str(tf.explain(name, self.graph))

    @property
    def says(self) -> str:
        """The error's message with its notes."""
        assert self.error is not None, "nothing was raised"
        return "\n".join([str(self.error), *getattr(self.error, "__notes__", [])])


def flat(text: str) -> str:
    """A text without its line breaks and indents, which depend on the width."""
    return " ".join(text.split())
