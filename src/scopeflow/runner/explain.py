"""Says why each thing in a program has its name: which scope, on which line, gave which part.

`Watched(tf)` stands in for the library in one program's namespace. It notes every scope as it is
entered, with what it added to the names of ops and of variables, and every named thing as it is
made. Explanations come from these notes and from the names that the library really gave.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SCOPES = ("variable_scope", "name_scope")


@dataclass(frozen=True)
class Scope:
    """A scope that was open: kind, argument, line, and what it added to both kinds of prefix."""

    kind: str
    given: str
    line: int
    to_ops: str
    to_variables: str

    def __str__(self) -> str:
        return f'{self.kind}("{self.given}") on line {self.line}'


@dataclass(frozen=True)
class Part:
    """A part of a name and where it comes from; without text, a scope that gave nothing."""

    text: str
    reason: str
    scope: Scope | None = None


@dataclass(frozen=True)
class Made:
    """A named thing: the function that made it, the name asked for, the scopes then open."""

    name: str
    function: str
    asked: str | None
    line: int
    scopes: tuple[Scope, ...]

    @property
    def shares(self) -> bool:
        """Whether its name follows variable scopes, so that it can be asked for again."""
        return self.function == "get_variable"


def explain(made: Made) -> list[Part]:
    """The parts of the name, first to last, each with its reason."""
    path, colon, output = made.name.partition(":")
    parts = []
    rest = path
    for scope in made.scopes:
        text = scope.to_variables if made.shares else scope.to_ops
        if text and rest.startswith(text):
            rest = rest[len(text) :]
            parts.append(Part(text, f"from {scope}", scope))
        elif not text:
            parts.append(Part("", f"nothing from {scope}: {_why_nothing(made, scope)}", scope))
    parts.append(Part(rest, _why_last(rest, made)))
    if colon:
        parts.append(Part(f":{output}", f"its output number {output}"))
    return parts


def _why_nothing(made: Made, scope: Scope) -> str:
    if made.shares and scope.kind == "name_scope":
        return "get_variable looks at variable scopes only"
    return "it adds no name"


def _why_last(rest: str, made: Made) -> str:
    if made.asked is None:
        return f"tf.{made.function}'s own choice, as it was given no name"
    if rest == made.asked:
        return "the name it was given"
    if re.fullmatch(re.escape(made.asked) + r"_\d+", rest):
        return f'the name it was given, "{made.asked}", made unique'
    return f'made from the name it was given, "{made.asked}"'


class Watched:
    """The library, noting scopes and what is made in them; a program gets it as its `tf`."""

    def __init__(self, tf: Any) -> None:
        self._tf = tf
        self._open: list[Scope] = []
        self.made: list[Made] = []

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._tf, name)
        if name in SCOPES:
            return lambda *args, **kwargs: _WatchedScope(self, name, found, args, kwargs)
        if callable(found):
            return self._noting(name, found)
        return found

    def _noting(self, function: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def noting(*args: Any, **kwargs: Any) -> Any:
            result = call(*args, **kwargs)
            if hasattr(result, "op") and hasattr(result, "name"):
                by_place = args[0] if function == "get_variable" and args else None
                asked = kwargs.get("name", by_place)
                line = sys._getframe(1).f_lineno
                self.made.append(Made(result.name, function, asked, line, tuple(self._open)))
            return result

        return noting

    def _prefixes(self) -> tuple[str, str]:
        """What a name made now would begin with: an op's, and a shared variable's."""
        ops = self._tf.get_default_graph().get_name_scope() or ""
        variables = self._tf.get_variable_scope().name
        return ops and ops + "/", variables and variables + "/"


class _WatchedScope:
    """A scope that tells the watcher what it adds, while it is open."""

    def __init__(self, watched: Watched, kind: str, scope: Any, args: Any, kwargs: Any) -> None:
        self._watched = watched
        self._kind = kind
        self._given = str(args[0]) if args else str(next(iter(kwargs.values()), ""))
        self._line = sys._getframe(2).f_lineno
        self._manager = scope(*args, **kwargs)

    def __enter__(self) -> Any:
        ops_before, variables_before = self._watched._prefixes()
        entered = self._manager.__enter__()
        ops, variables = self._watched._prefixes()
        scope = Scope(
            self._kind,
            self._given,
            self._line,
            to_ops=ops.removeprefix(ops_before),
            to_variables=variables.removeprefix(variables_before),
        )
        self._watched._open.append(scope)
        return entered

    def __exit__(self, *exc: Any) -> Any:
        self._watched._open.pop()
        return self._manager.__exit__(*exc)
