"""The variables of the default graph, by the collections they are in."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.variables.deprecation import deprecated
from scopeflow.variables.listing import VariableList


def global_variables(scope: str | None = None) -> list[Any]:
    """The variables that are saved and shared: those that `tf.Variable` and `tf.get_variable` make.

    Args:
      scope: if given, only variables whose name it matches at the start, as a regular expression.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v, w = tf.Variable(1.0, name="a/v"), tf.Variable(1.0, name="b/w")
    ...     tf.global_variables("a/")
    [<tf.Variable 'a/v:0' shape=() dtype=float32_ref>]

    ```
    """
    return VariableList(get_default_graph().get_collection(GraphKeys.GLOBAL_VARIABLES, scope))


@deprecated("Please use tf.global_variables instead.", "2017-03-02")
def all_variables() -> list[Any]:
    """The older spelling of `tf.global_variables`."""
    return global_variables()


def local_variables(scope: str | None = None) -> list[Any]:
    """The variables of this process only; see `tf.global_variables`."""
    return VariableList(get_default_graph().get_collection(GraphKeys.LOCAL_VARIABLES, scope))


def model_variables(scope: str | None = None) -> list[Any]:
    """The variables that a model needs for inference; see `tf.global_variables`."""
    return VariableList(get_default_graph().get_collection(GraphKeys.MODEL_VARIABLES, scope))


def trainable_variables(scope: str | None = None) -> list[Any]:
    """The variables that optimizers change; see `tf.global_variables`."""
    return VariableList(get_default_graph().get_collection(GraphKeys.TRAINABLE_VARIABLES, scope))


def moving_average_variables(scope: str | None = None) -> list[Any]:
    """The variables whose moving averages are kept; see `tf.global_variables`."""
    return VariableList(
        get_default_graph().get_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, scope)
    )
