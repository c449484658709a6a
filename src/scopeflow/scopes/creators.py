"""variable_creator_scope: functions that stand between every wish for a variable and the variable."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from scopeflow.graph.core import get_default_graph
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
