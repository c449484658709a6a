"""variable_creator_scope, and what the making of variables asks of the current scope."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.scopes.state import scope_state
from scopeflow.variables import creation


def variable_creator_scope(variable_creator: Any) -> AbstractContextManager[None]:
    """A context manager: variables of the default graph made inside are made by `variable_creator`.

    Args:
      variable_creator: a function(next_creator, **kwargs) that returns a variable; `kwargs` are the
        arguments of `tf.Variable`.  Inner creators are asked first.

    ```python
    >>> import scopeflow as tf
    >>> def frozen(next_creator, **kwargs):
    ...     return next_creator(**{**kwargs, "trainable": False})
    >>> with tf.Graph().as_default():
    ...     with tf.variable_creator_scope(frozen):
    ...         v = tf.get_variable("v", [2])
    ...     print(v.trainable, len(tf.trainable_variables()))
    False 0

    ```
    """
    return creation.creator_scope(get_default_graph(), variable_creator)


@creation.ask_scope_for_use_resource
def _use_resource_of_scope() -> bool | None:
    return scope_state().current_scope.use_resource
