"""Entering the variable side of a scope: what the new VariableScope is, apart from any name scope."""

from __future__ import annotations

from typing import Any, NamedTuple

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.provenance import SWITCH, note_variable_scope, trail
from scopeflow.scopes import getters
from scopeflow.scopes import reuse as reuses
from scopeflow.scopes.scope import VariableScope
from scopeflow.scopes.state import Frame, scope_state, variable_store


class Wishes(NamedTuple):
    """What a `with tf.variable_scope(...)` asks for; None leaves a matter to what it builds on."""

    initializer: Any = None
    regularizer: Any = None
    caching_device: Any = None
    partitioner: Any = None
    custom_getter: Any = None
    reuse: Any = None
    dtype: Any = None
    use_resource: Any = None
    constraint: Any = None


class ScopeEntry:
    """Enters one scope, any number of times.

    Args:
      given: a name, to be appended to the current scope's, or a VariableScope to enter again.
      wishes: what to change about it.
      name_scope: the new scope's `original_name_scope`; the given name if None.
      default_name: the default name that `given` was made of, if one was.
    """

    def __init__(
        self,
        given: str | VariableScope,
        wishes: Wishes | None = None,
        name_scope: str | None = None,
        default_name: str | None = None,
    ) -> None:
        self._given = given
        self._default_name = default_name
        self._wishes = wishes or Wishes()
        self._name_scope = name_scope
        variable_store()  # there from the first scope on, as programs that look it up expect
        self._state = scope_state()
        self._frame: Frame | None = None
        # a scope object that is entered again is copied once, for all entries
        self._again = (
            self._derived(given, given.name, given.original_name_scope)
            if isinstance(given, VariableScope)
            else None
        )

    def __enter__(self) -> VariableScope:
        if self._again is not None:
            scope = self._again
            self._frame = self._state.push_again(scope)
        else:
            given: Any = self._given
            base = self._state.current_scope
            name = base.name + "/" + given if base.name else given
            scope = self._derived(
                base, name, given if self._name_scope is None else self._name_scope
            )
            self._frame = self._state.push_named(scope)
            # what it took over from around it at one entry stays for the next
            if not self._wishes.reuse:
                self._wishes = self._wishes._replace(reuse=scope.reuse)
        if SWITCH.on:
            note_variable_scope(get_default_graph(), scope)
        return scope

    def __exit__(self, *exc: object) -> None:
        if self._frame is not None:
            self._state.pop(self._frame)

    def _derived(self, base: VariableScope, name: str, name_scope: str) -> VariableScope:
        """A scope with the defaults of `base`, changed by the wishes; a constraint is never inherited."""
        wishes = self._wishes
        scope = VariableScope(
            reuses.on_entering(wishes.reuse, base.reuse),
            name=name,
            initializer=base.initializer if wishes.initializer is None else wishes.initializer,
            regularizer=base.regularizer if wishes.regularizer is None else wishes.regularizer,
            caching_device=base.caching_device
            if wishes.caching_device is None
            else wishes.caching_device,
            partitioner=base.partitioner if wishes.partitioner is None else wishes.partitioner,
            custom_getter=base.custom_getter
            if wishes.custom_getter is None
            else getters.nested(wishes.custom_getter, base.custom_getter),
            name_scope=name_scope,
            dtype=base.dtype if wishes.dtype is None else wishes.dtype,
            use_resource=base.use_resource if wishes.use_resource is None else wishes.use_resource,
            constraint=wishes.constraint,
        )
        # with the notes turned off, what the words of errors need
        scope._opened = trail(3) if SWITCH.on else trail(3, calls=1)
        scope._reuse_set = base._reuse_set if wishes.reuse is None else scope._opened
        scope._base = base
        scope._is_again = isinstance(self._given, VariableScope)
        scope._default_name = self._default_name
        return scope
