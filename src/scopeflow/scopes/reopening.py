"""`scope.reopen()`: back into a scope, for variables and operations alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scopeflow.ops.scoping import name_scope
from scopeflow.scopes.scope import VariableScope
from scopeflow.scopes.state import scope_state, variable_store
from scopeflow.scopes.variable_scope import variable_scope


@contextmanager
def reopened(scope: VariableScope, reuse: Any = None) -> Iterator[VariableScope]:
    """The context behind `VariableScope.reopen`."""
    # no name scope of its own: that of its first opening is entered again
    inner = variable_scope(scope, reuse=reuse, auxiliary_name_scope=False)
    with name_scope(scope.original_name_scope or None), inner as entered:
        if entered.reuse is False:
            _count_what_is_there(entered.name)
        yield entered


def _count_what_is_there(scope_name: str) -> None:
    """Default names inside begin behind those that have variables; a second visit would collide with them."""
    state = scope_state()
    prefix = scope_name + "/" if scope_name else ""
    for key in variable_store()._vars:
        if key.startswith(prefix):
            inner, slash, _ = key[len(prefix) :].partition("/")
            if slash and not state.variable_scope_count(prefix + inner):
                state.open_variable_scope(prefix + inner)
