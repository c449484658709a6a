"""Where a graph's variable scopes stand: the current scope and the counts behind default names.

A graph has one `ScopeState`; each thread sees its own values in it and starts at the root.  A scope is
entered by pushing a `Frame`, an immutable record, and left by popping that very frame.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any, NamedTuple

from scopeflow.graph import ports
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.scopes import uses
from scopeflow.scopes.scope import VariableScope
from scopeflow.scopes.store import VariableStore
from scopeflow.variables import creation

# Under these names a graph's collections hold the two; programs look them up there.
_STATE_KEY = ("__varscope",)
_STORE_KEY = ("__variable_store",)


# parent scope (None for a name without one) -> full name -> how often it was opened since its parent was.
# A table of names is replaced as names are counted, never changed: what leaving a scope brings back holds it too.
# Beside the names it has `(full name,)`: the first suffix that is worth a try behind that name.
Counts = dict[str | None, dict[Any, int]]


_NO_NAMES: dict[Any, int] = {}


class Frame(NamedTuple):
    """One entered variable scope, and what leaving it brings back."""

    scope: VariableScope
    outer: VariableScope
    # the counts to return to when a scope object was re-entered; None if entered by name
    outer_counts: Counts | None


class ScopeState(threading.local):
    """The variable scopes of one graph, as one thread sees them.

    Attributes:
      current_scope: the innermost VariableScope.
    """

    def __init__(self) -> None:
        self.current_scope = VariableScope(False)
        self._counts: Counts = {}
        # the scopes under which some scope was ever counted: closing any other one changes nothing
        self._with_children: set[str] = set()

    def push_named(self, scope: VariableScope) -> Frame:
        """Enters a scope that was opened by name."""
        frame = Frame(scope, self.current_scope, None)
        self.open_variable_scope(scope.name)
        self.current_scope = scope
        return frame

    def push_again(self, scope: VariableScope) -> Frame:
        """Enters a scope object once more."""
        self.open_variable_scope(scope.name)
        frame = Frame(scope, self.current_scope, self._counts.copy())
        self.current_scope = scope
        return frame

    def pop(self, frame: Frame) -> None:
        """Leaves the scope of `frame`.

        Raises:
          RuntimeError: if another scope is the innermost one.
        """
        if self.current_scope is not frame.scope:
            raise RuntimeError(
                f"Improper nesting of variable_scope. Leaving '{frame.scope.name}' while "
                f"'{self.current_scope.name}' is the innermost one; leave scopes in the opposite order of entering."
            )
        if frame.outer_counts is None:
            self.close_variable_subscopes(frame.scope.name)
        else:
            self._counts = frame.outer_counts
        self.current_scope = frame.outer

    def _graph_state(self) -> list[Any]:
        # (tables of counts are replaced and not changed, but for their hints, which go)
        return [
            {
                parent: {name: count for name, count in names.items() if type(name) is str}
                for parent, names in self._counts.items()
            },
            self._with_children,
        ]

    def _set_graph_state(self, state: list[Any]) -> None:
        self._counts, self._with_children = {**state[0]}, state[1]

    def open_variable_scope(self, scope_name: str) -> None:
        """Counts one more opening of `scope_name`."""
        parent = _parent(scope_name)
        names = self._counts.get(parent, _NO_NAMES)
        self._counts[parent] = {**names, scope_name: names.get(scope_name, 0) + 1}
        while parent is not None and parent not in self._with_children:
            self._with_children.add(parent)
            parent = _parent(parent)

    def close_variable_subscopes(self, scope_name: str) -> None:
        """Forgets how often what is under `scope_name` was opened."""
        if scope_name not in self._with_children:
            return
        prefix = scope_name + "/"
        for parent in [p for p in self._counts if p is not None]:
            if parent == scope_name or parent.startswith(prefix):
                del self._counts[parent]

    def variable_scope_count(self, scope_name: str) -> int:
        """How often `scope_name` was opened since its parent was."""
        return self._counts.get(_parent(scope_name), _NO_NAMES).get(scope_name, 0)

    def unique_default(self, wish: str) -> str:
        """`wish`, or `wish_1`, `wish_2`, ...: the first that names no open or opened scope here."""
        outer = self.current_scope.name
        full = outer + "/" + wish if outer else wish
        names = self._counts.get(_parent(full), _NO_NAMES)
        if not names.get(full):
            return wish
        index = names.get((full,), 1)
        while names.get(f"{full}_{index}"):
            index += 1
        # names are only ever added to a table: those below stay taken
        names[full,] = index
        return f"{wish}_{index}"


def _parent(name: str) -> str | None:
    parent, slash, _ = name.rpartition("/")
    return parent if slash else None


def scope_state(graph: Graph | None = None) -> ScopeState:
    """The scope state of `graph`, or of the default graph."""
    graph = graph or get_default_graph()
    held = graph._collections.get(_STATE_KEY)
    if held:
        return held[0]
    state = ScopeState()
    graph.add_to_collection(_STATE_KEY, state)
    return state


def variable_store(graph: Graph | None = None) -> VariableStore:
    """The store of variables of `graph`, or of the default graph."""
    graph = graph or get_default_graph()
    held = graph._collections.get(_STORE_KEY)
    if held:
        return held[0]
    store = VariableStore()
    graph.add_to_collection(_STORE_KEY, store)
    return store


def existing_store(graph: Graph) -> VariableStore:
    """The store of `graph`; an empty one of nobody's if it has none: asking leaves no trace in the graph."""
    held = graph._collections.get(_STORE_KEY)
    return held[0] if held else VariableStore()


def get_variable_scope() -> VariableScope:
    """The current variable scope of the default graph in this thread.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.variable_scope("a"):
    ...     print(tf.get_variable_scope().name)
    a

    ```
    """
    return scope_state().current_scope


ports.variable_scope.register(get_variable_scope)


def note_again(variables: Iterable[Any]) -> None:
    """Notes that the user's line, two frames up or more, uses variables that an object of the library holds."""
    graph = get_default_graph()
    store, name_scope = existing_store(graph), graph.get_name_scope()
    for variable in variables:
        uses.note(store, variable.name.partition(":")[0], variable, None, name_scope, None, None)


@creation.ask_scope_for_use_resource
def _use_resource_of_scope() -> bool | None:
    # registered where scopes begin: without a scope nothing but the process's default decides
    return scope_state().current_scope.use_resource
