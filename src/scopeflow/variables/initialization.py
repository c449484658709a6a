"""Operations that initialize variables, and questions whether variables have been."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph import dtypes, ports
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.arrays.shaping import rank_internal
from scopeflow.ops.control.grouping import group, no_op
from scopeflow.ops.math.logical import logical_not
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
    # by now a model is built
    ports.check_sharing.call(get_default_graph())
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


def report_uninitialized_variables(
    var_list: Sequence[Any] | None = None, name: str = "report_uninitialized_variables"
) -> Tensor:
    """A tensor of the names of the variables that have no value in the session that runs it.

    Args:
      var_list: the variables asked about; the global and local ones if None.
      name: the wish for the name scope.

    Returns:
      A string vector; empty if all are initialized.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v, w = tf.Variable(1.0, name="v"), tf.Variable(2.0, name="w")
    ...     _ = sess.run(v.initializer)
    ...     print(sess.run(tf.report_uninitialized_variables()))
    [b'w']

    ```
    """
    variables = _all_of_them(var_list)
    if var_list is None:
        variables = variables or _uncollected()
    with name_scope(name):
        known = [is_initialized(variable) for variable in variables]
        with get_default_graph().device("/CPU:0"):
            if not variables:
                return constant(np.array([], dtype=object), dtypes.string)
            # imported here because most programs never ask
            from scopeflow.ops.arrays.masking import boolean_mask

            missing = logical_not(stack(known))
            names = constant([variable.op.name for variable in variables])
            return boolean_mask(names, missing)


def assert_variables_initialized(var_list: Sequence[Any] | None = None) -> Tensor | None:
    """A tensor that fails to compute while one of the variables has no value.

    `tf.report_uninitialized_variables` says which one it is.

    Args:
      var_list: the variables asked about; the global and local ones if None.

    Returns:
      The ranks of the variables; None if there are none.
    """
    variables = _all_of_them(var_list) or _uncollected()
    if not variables:
        return None
    ranks = []
    for variable in variables:
        with get_default_graph().colocate_with(variable.op):
            ranks.append(rank_internal(variable, optimize=False))
    return ranks[0] if len(ranks) == 1 else stack(ranks)


def _all_of_them(var_list: Sequence[Any] | None) -> Sequence[Any]:
    return [*global_variables(), *local_variables()] if var_list is None else var_list


def _uncollected() -> Sequence[Any]:
    """The ref variables among the nodes: what is asked about where no collection has a variable."""
    operations = get_default_graph().get_operations()
    return [op.outputs[0] for op in operations if op.type in ("Variable", "VariableV2")]
