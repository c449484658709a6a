"""The one name authority: every name in a graph is invented, checked and reserved here.

A graph holds one table of names for operations and name scopes together.  The table ignores case
(`a`, then `A`, gives `A_1`), and an entry counts how often the name was asked for, so that the next
suffix is found without searching from the start.
"""

from __future__ import annotations

import re
import threading
from typing import Any

from scopeflow.graph.ports import explain_place, explained
from scopeflow.graph.provenance import SWITCH, ScopeNote, Trail, trail

_OP_NAME = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.\-/]*\Z")
# as in TensorFlow a scope's name may end in a line break, which `$` overlooks
_SCOPE_NAME = re.compile(r"[A-Za-z0-9_.\-/]*$")
_GOOD_LETTERS = re.compile(r"[A-Za-z0-9_.\-/]+")
_ROOT_SCOPE_NAME = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.\-/]*$")

# Checking a name costs more than looking it up; programs ask for the same few thousand again and again.
KNOWN_GOOD: set[str] = set()
_KNOWN_GOOD_LIMIT = 50_000


def check_op_name(name: str) -> None:
    """Raises ValueError unless `name` may name an operation."""
    if name in KNOWN_GOOD:
        return
    if not (isinstance(name, str) and is_good_wish(name)):
        raise ValueError(
            f"'{name}' is not a valid node name. An operation's name starts with one of a-z A-Z 0-9 '.', and goes "
            f"on with a-z A-Z 0-9 '_', '.', '-' and '/'.{_bad_letter(name)}"
            + explained(explain_place, name)
        )


def is_good_wish(name: str) -> bool:
    """Whether `name` may name an operation or a scope wherever it is asked for."""
    if name in KNOWN_GOOD:
        return True
    if _OP_NAME.match(name) is None:
        return False
    if len(KNOWN_GOOD) < _KNOWN_GOOD_LIMIT:
        KNOWN_GOOD.add(name)
    return True


def check_scope_name(name: str, at_root: bool) -> None:
    """Raises ValueError unless `name` may name a scope; the rule is stricter at the root."""
    if type(name) is str:
        if name in KNOWN_GOOD:
            return
        if is_good_wish(name):
            return
    elif not isinstance(name, (str, bytes)):
        raise TypeError(f"expected string or bytes-like object, got {name!r} as a scope's name.")
    if not (_ROOT_SCOPE_NAME if at_root else _SCOPE_NAME).match(name):
        where = (
            "At the root a scope, or a variable, starts with one of a-z A-Z 0-9 '.'"
            if at_root
            else "The name of a scope or a variable holds"
        )
        raise ValueError(
            f"'{name}' is not a valid scope name. {where}"
            + ("; it goes on with" if at_root else " only")
            + " a-z A-Z 0-9 '_', '.', '-' and '/'."
            + _bad_letter(name)
            + explained(explain_place, name)
        )


def _bad_letter(name: Any) -> str:
    """A sentence about the first letter that a name cannot have; '' if it is not known."""
    text = name.decode(errors="replace") if isinstance(name, bytes) else str(name)
    rest = _GOOD_LETTERS.sub("", text)
    if rest:
        return f" It has {rest[0]!r}."
    return f" It starts with {text[0]!r}." if text[:1] in ("_", "-", "/") else ""


class NameTable:
    """The names in use in one graph, ignoring case."""

    __slots__ = ("_counts", "_suffixed")

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        # the keys that got a suffix because what was asked for was taken
        self._suffixed: set[str] = set()

    def reserve(self, name: str) -> str:
        """`name`, or `name_1`, `name_2`, ... : the first that is free, which is now taken."""
        counts = self._counts
        key = name.lower()
        asked = counts.get(key)
        if asked is None:
            counts[key] = 1
            return name
        counts[key] = asked + 1
        free_key = key
        while free_key in counts:
            free_key = f"{key}_{asked}"
            asked += 1
        counts[free_key] = 1
        self._suffixed.add(free_key)
        return f"{name}_{asked - 1}"

    def preview(self, name: str) -> str:
        """The name that `reserve` would give, without taking it."""
        counts = self._counts
        key = name.lower()
        asked = counts.get(key, 0)
        if not asked:
            return name
        free_key = key
        while free_key in counts:
            free_key = f"{key}_{asked}"
            asked += 1
        return f"{name}_{asked - 1}"

    def holds(self, name: str) -> bool:
        """Whether `name` is taken, in any spelling of its case."""
        return name.lower() in self._counts

    def was_suffixed(self, name: str) -> bool:
        """Whether the end of `name` was put there because the name without it was taken."""
        return name.lower() in self._suffixed

    def _graph_state(self) -> list[Any]:
        return [self._counts, self._suffixed]

    def _set_graph_state(self, state: list[Any]) -> None:
        self._counts, self._suffixed = state

    def taken(self) -> dict[str, int]:
        """A copy of the table: lower-case name -> how often it was asked for."""
        return dict(self._counts)


class _Stack(threading.local):
    # Each thread starts at the root: '' until a scope is reset with None, then None.
    current: str | None = ""
    # The one in which a variable was asked for last; errors speak of it.
    asked_in: str | None = ""


class NameScopes:
    """The part of a graph that knows scopes of operation names."""

    _pin: Any

    def _init_names(self) -> None:
        self._names = NameTable()
        self._name_scope = _Stack()
        # full name of a scope -> who opened it; and who entered it again by a name that ends in '/'
        self._scope_notes: dict[str, ScopeNote] = {}
        self._scope_again: dict[str, list[Trail]] = {}
        self._last_note: tuple[Trail, str] = ((), "")
        # full name of a variable scope -> (the name scope it opened, whether an object was entered again, trail)
        self._variable_scope_notes: dict[str, list[tuple[str, bool, Trail]]] = {}

    @property
    def _name_stack(self) -> str | None:
        return self._name_scope.current

    @_name_stack.setter
    def _name_stack(self, value: str | None) -> None:
        self._name_scope.current = value

    def get_name_scope(self) -> str | None:
        """The current name scope without a trailing '/'.

        `''` at the root of a fresh thread, `None` after a reset by `name_scope(None)`, as in TensorFlow 1.15.
        """
        return self._name_scope.current

    def unique_name(self, name: str, mark_as_used: bool = True) -> str:
        """A name under the current name scope that no operation or scope of this graph has.

        Args:
          name: the wish, without the current scope.
          mark_as_used: whether the result is reserved.
        """
        stack = self._name_scope.current
        if stack:
            name = stack + "/" + name
        return self._names.reserve(name) if mark_as_used else self._names.preview(name)

    def name_scope(self, name: Any) -> GraphNameScope:
        """A context manager in which operation names get the prefix `name/`.

        A name ending in '/' is taken as it is (re-enters a scope); None or '' returns to the root.

        Raises:
          ValueError: on entering, if `name` is not a valid scope name.
        """
        return GraphNameScope(self, name)


class GraphNameScope:
    """What `Graph.name_scope` returns; entering gives the scope's name with a trailing '/'."""

    __slots__ = ("_graph", "_name", "_open", "_outer")

    def __init__(self, graph: NameScopes, name: Any) -> None:
        self._graph = graph
        self._name = name
        self._outer: str | None = None
        self._open = False

    def __enter__(self) -> str:
        graph = self._graph
        stack = graph._name_scope
        self._outer = outer = stack.current
        name = self._name
        if not name:
            stack.current = None
            self._open = True
            return ""
        if isinstance(name, bytes):
            name = name.decode()
        check_scope_name(name, at_root=not outer)
        self._open = True
        if name[-1] == "/":
            stack.current = name[:-1]
            return name
        stack.current = full = graph._names.reserve(f"{outer}/{name}" if outer else name)
        if SWITCH.on:
            made = trail(2, pin=graph._pin)
            last, outermost = graph._last_note
            # what one call of the library opens inside a scope that it opened needs no note of its own
            if made is not last or not full.startswith(outermost):
                graph._scope_notes[full] = (outer, name, made)
                graph._last_note = (made, full + "/")
        return full + "/"

    def __exit__(self, *exc: object) -> None:
        if self._open:
            self._open = False
            self._graph._name_scope.current = self._outer

    # A scope entered by hand ends with the object that nobody kept, as TensorFlow's does.
    __del__ = __exit__


def name_from_scope_name(name: str) -> str:
    """`name` without a trailing '/'."""
    return name[:-1] if name and name[-1] == "/" else name
