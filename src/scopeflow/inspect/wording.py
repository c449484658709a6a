"""How explanations call things: places in the program, the constructs that open scopes, the library's functions."""

from __future__ import annotations

import functools
import importlib
import os
import re
from types import CodeType
from typing import Any

from scopeflow import lazy
from scopeflow.graph.origin import Origin
from scopeflow.graph.provenance import Trail, places

_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
# The functions that open a scope because the user's own `with` says so.
_WITH = {
    "name_scope.__enter__": ("name_scope", "tf.name_scope"),
    "GraphNameScope.__enter__": ("name_scope", "Graph.name_scope"),
    "variable_scope.__enter__": ("variable_scope", "tf.variable_scope"),
    "op_scope": ("name_scope", "tf.op_scope"),
    "variable_op_scope": ("variable_scope", "tf.variable_op_scope"),
    "reopen": ("name_scope", "scope.reopen"),
}
# how a notebook calls the files of its cells: by a number that people see, or by one that says nothing
_CELL = re.compile(r"<ipython-input-(\d+)-|()ipykernel_\d+")
_MAKERS = {
    "RefVariable.__init__": "tf.Variable",
    "ResourceVariable.__init__": "tf.Variable",
    "Template.__call__": "a template of tf.make_template",
}


class Words:
    """The words of one explanation.

    Args:
      main: the file that the explanation is about: its lines are named by their number alone.
    """

    def __init__(self, main: str | None) -> None:
        self.main = main

    def at(self, place: Origin | None) -> str:
        """'line 7', or 'line 7 of other.py'; '' if the place is not known."""
        if place is None:
            return ""
        if place.filename == self.main:
            return f"line {place.line}"
        return f"line {place.line} of {short(place.filename)}"

    def on(self, place: Origin | None) -> str:
        """' on line 7', to be put behind what stands there; '' if the place is not known."""
        text = self.at(place)
        return f" on {text}" if text else ""

    def calls(self, trail: Trail) -> str:
        """' on line 3, called from line 12 and that from line 20'; '' if nothing is known."""
        known = places(trail)
        if not known:
            return ""
        text = f" on {self.at(known[0])}"
        for number, place in enumerate(known[1:]):
            text += (", called from " if not number else ", that from ") + self.at(place)
        return text


def times(count: int, made: bool) -> str:
    """How often a call got a variable, to be put behind it; '' if once.

    Args:
      count: how often.
      made: whether the first of these times made it.
    """
    if count < 2:
        return ""
    if not made:
        return f" ({count} times)"
    return f", then got again {count - 1} time{'s' * (count > 2)}"


def short(filename: str) -> str:
    """A file's name as people write it: relative where that is shorter."""
    cell = _CELL.search(filename)
    if cell is not None:
        return f"notebook cell {cell[1]}" if cell[1] else "a notebook cell"
    if filename.startswith("<"):
        return filename
    try:
        relative = os.path.relpath(filename)
    except ValueError:  # another drive
        return filename
    return relative if len(relative) < len(filename) else filename


def first_place(trail: Trail | None) -> Origin | None:
    """The innermost of the user's lines of a trail."""
    known = places(trail) if trail else []
    return known[0] if known else None


def construct(trail: Trail, wish: Any) -> tuple[str, str]:
    """What opened a scope: its kind, and the call as it stands in a program.

    Args:
      trail: the note of its opening.
      wish: the name that was asked for.
    """
    function = trail[0] if trail else None
    if function is None:
        return "name_scope", f'Graph.name_scope("{wish}")'
    known = _WITH.get(function.co_qualname)
    if known is not None:
        return known[0], f'{known[1]}("{wish}")' if known[1] != "scope.reopen" else "scope.reopen()"
    return "library", public_name(function)


def public_name(function: CodeType) -> str:
    """How programs call a function of the library: 'tf.gradients', 'tf.train.Optimizer.minimize'; else 'the library'."""
    qualified = function.co_qualname
    if qualified in _MAKERS:
        return _MAKERS[qualified]
    outer, _, _ = qualified.partition(".<locals>")
    top, dot, rest = outer.partition(".")
    path = function.co_filename.removeprefix(_ROOT).removesuffix(".py")
    home = "scopeflow." + path.replace(os.sep, ".").removesuffix(".__init__")
    public = _public_names().get((home, top))
    if public is None:
        return "tf.gradients" if path.startswith("autodiff" + os.sep) else "the library"
    return f"tf.{public}" + ("" if not dot or rest == "__call__" else f".{rest}")


def maker(function: CodeType, source: str) -> str:
    """How programs call a function of the library that a line calls; a method by the class that stands on the line.

    Args:
      function: the function.
      source: the text of the line.
    """
    name = public_name(function)
    known = re.search(r"\b(\w+Optimizer)\(", source)
    if name.startswith("tf.train.Optimizer.") and known is not None:
        return name.replace("Optimizer.", f"{known[1]}.")
    return name


@functools.cache
def _public_names() -> dict[tuple[str, str], str]:
    """(module, attribute) -> the shortest name behind `tf.`"""
    found: dict[tuple[str, str], str] = {}
    waiting = ["scopeflow"]
    while waiting:
        package = waiting.pop(0)
        importlib.import_module(package)
        for name, (home, attribute) in lazy.TABLES.get(package, {}).items():
            if attribute is None:
                waiting.append(home)
            else:
                whole = f"{package}.{name}".removeprefix("scopeflow.")
                found.setdefault((home, attribute), whole)
    return found
