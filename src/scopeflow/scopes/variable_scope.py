"""tf.variable_scope: a scope for variables, opened by name, by object or by default name."""

from __future__ import annotations

import contextlib
from typing import Any

from scopeflow.graph.default import DefaultEntry
from scopeflow.ops.arguments import common_graph
from scopeflow.ops.scoping import name_scope
from scopeflow.scopes import reuse as reuses
from scopeflow.scopes.entry import ScopeEntry, Wishes
from scopeflow.scopes.scope import VariableScope
from scopeflow.scopes.state import scope_state


class variable_scope:  # noqa: N801 - TensorFlow's name
    """A context manager for making and sharing variables by name.

    Inside, `tf.get_variable` prefixes names with the scope's name, and operations get a name scope of the
    same name.  The two go apart where scopes are entered again: variables keep the scope's full name,
    operations get the current name scope plus the last part of the name, made unique.

    Args:
      name_or_scope: a name, appended to the current scope's; or a VariableScope, entered again wherever
        one is; or None, to use `default_name`.
      default_name: used if `name_or_scope` is None, made unique among the scopes opened here.
      values: tensors that operations inside will use; their graph is the default graph inside.
      initializer: default initializer of variables made inside.
      regularizer: default regularizer.
      caching_device: default caching device.
      partitioner: default partitioner.
      custom_getter: a function(getter, name, *args, **kwargs) that `tf.get_variable` goes through; it is
        asked before those of surrounding scopes.
      reuse: True shares existing variables and creates none; tf.AUTO_REUSE shares or creates; None and
        False take what holds outside (or in the scope object).
      dtype: default dtype.
      use_resource: whether variables are resource variables.
      constraint: default constraint; child scopes do not inherit it.
      auxiliary_name_scope: False leaves the current name scope as it is.

    Raises:
      ValueError: if `reuse` is something else, if it is given without a name or scope, if a name is not
        valid, or if `values` belong to several graphs.
      TypeError: if `name_or_scope` is neither a string nor a VariableScope, or nothing is named.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     with tf.variable_scope("layer") as scope:
    ...         w = tf.get_variable("w", [2])
    ...     with tf.variable_scope(scope, reuse=True):
    ...         print(tf.get_variable("w") is w, tf.constant(1.0, name="c").name)
    True layer_1/c:0

    ```
    """

    # set here for a scope whose making is refused
    _graph_entry: DefaultEntry | None = None

    def __init__(
        self,
        name_or_scope: Any,
        default_name: Any = None,
        values: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        custom_getter: Any = None,
        reuse: Any = None,
        dtype: Any = None,
        use_resource: Any = None,
        constraint: Any = None,
        auxiliary_name_scope: Any = True,
    ) -> None:
        if name_or_scope is None and default_name is None:
            raise TypeError(
                "If default_name is None then name_or_scope is required. Write tf.variable_scope('name') or "
                "tf.variable_scope(None, default_name='name')."
            )
        self._given = name_or_scope
        self._default_name = default_name
        self._wishes = Wishes(
            initializer,
            regularizer,
            caching_device,
            partitioner,
            custom_getter,
            reuses.checked(reuse),
            dtype,
            use_resource,
            constraint,
        )
        self._graph = common_graph([v for v in values or () if not isinstance(v, (list, tuple))])
        if not isinstance(auxiliary_name_scope, bool):
            raise TypeError(
                f"The auxiliary_name_scope must be `True` or `False`, while get {auxiliary_name_scope}"
            )
        self._opens_name_scope = auxiliary_name_scope
        # kept from the first time it is entered, for the next
        self._names: name_scope | None = None
        self._entry: ScopeEntry | None = None
        self._was_entered = False

    def __enter__(self) -> VariableScope:
        self._was_entered = True
        # entered again while entered: what the first time pushed is dropped, and it does not matter
        # whether another graph stands on top of it
        with contextlib.suppress(AssertionError):
            self._leave_graph()
        entry = self._graph.as_default()
        entry.__enter__()
        self._graph_entry = entry
        try:
            if self._entry is None:
                return self._enter_first()
            if self._names is not None:
                self._names.__enter__()
            return self._entry.__enter__()
        except BaseException:
            self._leave_graph()
            raise

    def _enter_first(self) -> VariableScope:
        """Decides on the names, which later entries keep."""
        given, wishes = self._given, self._wishes
        names: name_scope | None = None
        if not self._opens_name_scope:
            current = self._graph.get_name_scope()
            names = name_scope(current + "/" if current else current)
        if given is None:
            if wishes.reuse:
                raise ValueError(
                    "reuse=True cannot be used without a name_or_scope. A default name is made unique, so there is "
                    "never anything to share; give the scope's name."
                )
            names = names or name_scope(self._default_name)
            opened = names.__enter__()
            # if what follows fails, the name scope ends with this object, as TensorFlow's does
            self._names = names
            entry = ScopeEntry(
                scope_state().unique_default(self._default_name), wishes, opened, self._default_name
            )
            scope = entry.__enter__()
        else:
            if not isinstance(given, (str, VariableScope)):
                raise TypeError(
                    "VariableScope: name_or_scope must be a string or VariableScope. "
                    f"This is {given!r} of type {type(given).__name__}."
                )
            last = given if isinstance(given, str) else given.name.split("/")[-1]
            if last and names is None:
                names = name_scope(last)
            opened = "" if names is None else names.__enter__()
            self._names = names
            # only a root scope entered by its empty name opens no name scope
            entry = ScopeEntry(given, wishes, opened if names is not None else None)
            scope = entry.__enter__()
        self._entry = entry
        return scope

    def __exit__(self, *exc: object) -> None:
        entry, names = self._entry, self._names
        if entry is None and self._was_entered:
            raise AttributeError(
                "'NoneType' object has no attribute '__exit__'. Entering the scope failed; there is nothing to leave."
            )
        if entry is None:
            raise AttributeError(
                "'variable_scope' object has no attribute '_building_function'. It is left without having been entered."
            )
        try:
            entry.__exit__(*exc)
        finally:
            try:
                if names is not None:
                    names.__exit__(*exc)
            finally:
                self._leave_graph()

    def _leave_graph(self) -> None:
        entry, self._graph_entry = self._graph_entry, None
        if entry is not None:
            entry.__exit__(None, None, None)

    def __del__(self) -> None:
        # A scope entered by hand gives its graph back when the object goes, as TensorFlow's does.
        with contextlib.suppress(AssertionError):
            self._leave_graph()
