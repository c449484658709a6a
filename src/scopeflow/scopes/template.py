"""make_template: a function whose variables are made at the first call and shared by all later ones."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from scopeflow.graph import dtypes, origin
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.logger import get_logger
from scopeflow.scopes.entry import ScopeEntry, Wishes
from scopeflow.scopes.scope import VariableScope
from scopeflow.scopes.state import scope_state
from scopeflow.scopes.variable_scope import variable_scope


def make_template(
    name_: str,
    func_: Callable[..., Any],
    create_scope_now_: bool = False,
    unique_name_: str | None = None,
    custom_getter_: Any = None,
    **kwargs: Any,
) -> Template:
    """A callable that runs `func_` in a variable scope of its own, sharing its variables between calls.

    Args:
      name_: the name of the scope; made unique.
      func_: the function.
      create_scope_now_: fix the scope's place here instead of at the first call.
      unique_name_: a name to be taken as it is instead.
      custom_getter_: a custom getter for the variables made inside.
      **kwargs: arguments of `func_` that are given now.

    Returns:
      A Template.

    Raises:
      ValueError: if `name_` is None.

    ```python
    >>> import scopeflow as tf
    >>> def scale(x):
    ...     return x * tf.get_variable("w", [], initializer=tf.ones_initializer())
    >>> with tf.Graph().as_default():
    ...     scaled = tf.make_template("scale", scale)
    ...     a, b = scaled(tf.constant(1.0)), scaled(tf.constant(2.0))
    ...     print([v.name for v in tf.global_variables()])
    ['scale/w:0']

    ```
    """
    if kwargs:
        func_ = functools.partial(func_, **kwargs)
    return Template(name_, func_, create_scope_now_, unique_name_, custom_getter_)


class Template:
    """What `make_template` returns: call it as its function."""

    def __init__(
        self,
        name: str,
        func: Callable[..., Any],
        create_scope_now: bool = False,
        unique_name: str | None = None,
        custom_getter: Any = None,
    ) -> None:
        if name is None:
            raise ValueError(
                "name cannot be None. A template's variables live in a scope of that name."
            )
        self._func = func
        self._name = name
        self._unique_name = unique_name
        self._custom_getter = custom_getter
        self._made_at = origin.mark()
        # what tells a later call from one inside the first, as when a template calls itself
        self._first_call = True
        self._variables_created = False
        self._variable_scope: VariableScope | None = None
        if create_scope_now:
            place = unique_name or scope_state().unique_default(name)
            # as in TensorFlow such a scope takes no dtype from its surroundings
            wishes = Wishes(custom_getter=custom_getter, dtype=dtypes.float32)
            default = None if unique_name else name
            with ScopeEntry(place, wishes, default_name=default) as scope:
                self._variable_scope = scope

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._variable_scope is not None:
            with variable_scope(self._variable_scope, reuse=not self._first_call):
                return self._call(args, kwargs)
        with variable_scope(
            self._unique_name, self._name, custom_getter=self._custom_getter
        ) as scope:
            self._variable_scope = scope
            return self._call(args, kwargs)

    def _call(self, args: Any, kwargs: Any) -> Any:
        try:
            if self._variables_created:
                return self._call_again(args, kwargs)
            if not self._first_call:
                return self._func(*args, **kwargs)
            self._first_call = False
            try:
                result = self._func(*args, **kwargs)
            except BaseException:
                self._first_call = True
                raise
            self._variables_created = True
            return result
        except Exception as error:
            self._say_where(error)
            raise

    def _call_again(self, args: Any, kwargs: Any) -> Any:
        """A call after the first; it must make no trainable variable."""
        graph = get_default_graph()
        n_variables = len(graph.get_collection_ref(GraphKeys.GLOBAL_VARIABLES))
        n_trainable = len(graph.get_collection_ref(GraphKeys.TRAINABLE_VARIABLES))
        result = self._func(*args, **kwargs)
        trainable = graph.get_collection_ref(GraphKeys.TRAINABLE_VARIABLES)
        if len(trainable) != n_trainable:
            raise ValueError(
                "Trainable variable created when calling a template after the first time, perhaps you used "
                f"tf.Variable when you meant tf.get_variable: {trainable[n_trainable:]}"
            )
        variables = graph.get_collection_ref(GraphKeys.GLOBAL_VARIABLES)
        if len(variables) != n_variables:
            get_logger().info(
                "New variables created when calling a template after the first time, perhaps you used "
                "tf.Variable when you meant tf.get_variable: %s",
                variables[n_variables:],
            )
        return result

    def _say_where(self, error: Exception) -> None:
        """Adds to an error's message where the template was made."""
        if self._made_at is None:
            return
        made = origin.resolve(*self._made_at)
        place = f'  File "{made.filename}", line {made.line}, in {made.function}\n'
        first, *rest = error.args or ("",)
        error.args = (f"{first}\n\noriginally defined at:\n{place}", *rest)

    # -- what it is and holds ------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The name it was given."""
        return self._name

    @property
    def func(self) -> Callable[..., Any]:
        """The function it runs."""
        return self._func

    @property
    def variable_scope(self) -> VariableScope | None:
        """The variable scope it runs in; None before it has one."""
        return self._variable_scope

    @property
    def var_scope(self) -> VariableScope | None:
        """The older name of `variable_scope`."""
        return self._variable_scope

    @property
    def variable_scope_name(self) -> str | None:
        """The name of its variable scope with a trailing '/'; None before it has one."""
        if self._variable_scope is None:
            return None
        name = self._variable_scope.name
        return name if not name or name[-1] == "/" else name + "/"

    def _collected(self, key: str) -> list[Any]:
        if not self._variables_created:
            return []
        return get_default_graph().get_collection(key, self.variable_scope_name)

    @property
    def trainable_variables(self) -> list[Any]:
        """The trainable variables of its scope, once it was called."""
        return self._collected(GraphKeys.TRAINABLE_VARIABLES)

    @property
    def global_variables(self) -> list[Any]:
        """The global variables of its scope, once it was called."""
        return self._collected(GraphKeys.GLOBAL_VARIABLES)

    @property
    def local_variables(self) -> list[Any]:
        """The local variables of its scope, once it was called."""
        return self._collected(GraphKeys.LOCAL_VARIABLES)

    @property
    def variables(self) -> list[Any]:
        """Its global and local variables."""
        return self.global_variables + self.local_variables

    @property
    def non_trainable_variables(self) -> list[Any]:
        """Its global variables that are not trainable."""
        trainable = {id(variable) for variable in self.trainable_variables}
        return [variable for variable in self.global_variables if id(variable) not in trainable]

    @property
    def weights(self) -> list[Any]:
        """Its variables; the word that layers use."""
        return self.variables

    @property
    def trainable_weights(self) -> list[Any]:
        """Its trainable variables; the word that layers use."""
        return self.trainable_variables

    @property
    def non_trainable_weights(self) -> list[Any]:
        """Its variables that are not trainable; the word that layers use."""
        return self.non_trainable_variables
