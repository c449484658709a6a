"""Operations that initialize variables, and questions whether variables have been."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.grouping import group, no_op
from scopeflow.ops.scoping import name_scope
from scopeflow.variables.deprecation import deprecated
from scopeflow.variables.loading import is_initialized
from scopeflow.variables.queries import global_variables, local_variables


def variables_initializer(var_list: Sequence[Any], name: str = "init") -> Operation:
    """An operation that gives each variable of a list its initial value.

    Args:
      var_list: variables; none gives an operation that does nothing.
      name: the wish for the operation's name.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable(1.0, name="v")
    ...     init = tf.variables_initializer([v])
    >>> init.name, [op.name for op in init.control_inputs]
    ('init', ['v/Assign'])

    ```
    """
    if var_list:
        return group(*[variable.initializer for variable in var_list], name=name)
    return no_op(name=name)


def global_variables_initializer() -> Operation:
    """An operation that initializes the variables that are global now; later ones are not included."""
    return variables_initializer(global_variables())


def local_variables_initializer() -> Operation:
    """An operation that initializes the variables that are local now; later ones are not included."""
    return variables_initializer(local_variables())


@deprecated("Use `tf.variables_initializer` instead.", "2017-03-02")
def initialize_variables(var_list: Sequence[Any], name: str = "init") -> Operation:
    """The older spelling of `tf.variables_initializer`."""
    return variables_initializer(var_list, name=name)


@deprecated("Use `tf.global_variables_initializer` instead.", "2017-03-02")
def initialize_all_variables() -> Operation:
    """The older spelling of `tf.global_variables_initializer`."""
    return global_variables_initializer()


@deprecated("Use `tf.local_variables_initializer` instead.", "2017-03-02")
def initialize_local_variables() -> Operation:
    """The older spelling of `tf.local_variables_initializer`."""
    return local_variables_initializer()


def is_variable_initialized(variable: Any) -> Tensor:
    """A bool tensor: whether `variable` has a value in the session that runs it."""
    return is_initialized(variable)
