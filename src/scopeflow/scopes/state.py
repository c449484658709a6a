"""Where a graph's variable scopes stand: the current scope and the counts behind default names.

A graph has one `ScopeState`; each thread sees its own values in it and starts at the root.  A scope is
entered by pushing a `Frame`, an immutable record, and left by popping that very frame.
"""

from __future__ import annotations

import threading
from typing import NamedTuple

from scopeflow.graph import ports
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.scopes.scope import VariableScope
from scopeflow.scopes.store import VariableStore
from scopeflow.variables import creation

# Under these names a graph's collections hold the two; programs look them up there.
_STATE_KEY = ("__varscope",)
_STORE_KEY = ("__variable_store",)


class Frame(NamedTuple):
    """One entered variable scope, and what leaving it brings back."""

    scope: VariableScope
    outer: VariableScope
    # the counts to return to when a scope object was re-entered; None if entered by name
    outer_counts: dict[str, int] | None


class ScopeState(threading.local):
    """The variable scopes of one graph, as one thread sees them.

    Attributes:
      current_scope: the innermost VariableScope.
      variable_scopes_count: full scope name -> how often it was opened since its parent was.
    """

    def __init__(self) -> None:
        self.current_scope = VariableScope(False)
        self.variable_scopes_count: dict[str, int] = {}

    def push_named(self, scope: VariableScope) -> Frame:
        """Enters a scope that was opened by name."""
        frame = Frame(scope, self.current_scope, None)
        self.open_variable_scope(scope.name)
        self.current_scope = scope
        return frame

    def push_again(self, scope: VariableScope) -> Frame:
        """Enters a scope object once more."""
        self.open_variable_scope(scope.name)
        frame = Frame(scope, self.current_scope, dict(self.variable_scopes_count))
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
            self.variable_scopes_count = frame.outer_counts
        self.current_scope = frame.outer

    def open_variable_scope(self, scope_name: str) -> None:
        """Counts one more opening of `scope_name`."""
        counts = self.variable_scopes_count
        counts[scope_name] = counts.get(scope_name, 0) + 1

    def close_variable_subscopes(self, scope_name: str) -> None:
        """Forgets how often the children of `scope_name` were opened."""
        counts = self.variable_scopes_count
        prefix = scope_name + "/"
        for name in counts:
            if name.startswith(prefix):
                counts[name] = 0

    def variable_scope_count(self, scope_name: str) -> int:
        """How often `scope_name` was opened since its parent was."""
        return self.variable_scopes_count.get(scope_name, 0)

    def unique_default(self, wish: str) -> str:
        """`wish`, or `wish_1`, `wish_2`, ...: the first that names no open or opened scope here."""
        outer = self.current_scope.name
        full = outer + "/" + wish if outer else wish
        if not self.variable_scope_count(full):
            return wish
        index = 1
        while self.variable_scope_count(f"{full}_{index}"):
            index += 1
        return f"{wish}_{index}"


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


@creation.ask_scope_for_use_resource
def _use_resource_of_scope() -> bool | None:
    # registered where scopes begin: without a scope nothing but the process's default decides
    return scope_state().current_scope.use_resource
