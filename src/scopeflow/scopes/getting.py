"""get_variable and get_local_variable: a variable of the current scope, shared or made."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.keys import GraphKeys
from scopeflow.scopes.state import get_variable_scope, variable_store
from scopeflow.variables.policy import VariableAggregation, VariableSynchronization


def get_variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool | None = None,
    collections: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    validate_shape: bool = True,
    use_resource: bool | None = None,
    custom_getter: Any = None,
    constraint: Any = None,
    synchronization: Any = VariableSynchronization.AUTO,
    aggregation: Any = VariableAggregation.NONE,
) -> Any:
    """The variable `name` of the current variable scope: an existing one, or a new one.

    The scope's `reuse` decides: False makes a new variable and refuses a name that is taken, True shares
    and refuses a name that is missing, tf.AUTO_REUSE does either.  What is left out comes from the scope.

    Args:
      name: the name within the scope.
      shape: the shape of a new variable; a shared one must fit.
      dtype: its DType; float32 if nobody says otherwise.
      initializer: a function(shape, dtype, partition_info) or its class; a function without arguments, if
        no shape is given; or a value, which has its own shape.
      regularizer: a function from the new variable to a loss, added to the regularization losses.
      trainable: whether optimizers change it.
      collections: the collections it is added to; the global variables if None.
      caching_device: a device on which its value is kept for reading.
      partitioner: a function(shape, dtype) that gives the number of parts per axis; the result is then
        a PartitionedVariable, except for scalars.
      validate_shape: whether the initial value must have a known shape.
      use_resource: whether it is a resource variable.
      custom_getter: a function(getter, name, *args, **kwargs) that takes the place of those of the scopes.
      constraint: a function applied by optimizers after each update.
      synchronization: a VariableSynchronization.
      aggregation: a VariableAggregation.

    Returns:
      A Variable or a PartitionedVariable, or what a custom getter makes of it.

    Raises:
      ValueError: if the name is taken or missing and must not be, or the wish does not fit what exists, or
        the shape of a new variable is not known.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.variable_scope("layer"):
    ...     print(tf.get_variable("w", shape=[3], initializer=tf.zeros_initializer()).name)
    layer/w:0

    ```
    """
    return get_variable_scope().get_variable(
        variable_store(),
        name,
        shape=shape,
        dtype=dtype,
        initializer=initializer,
        regularizer=regularizer,
        trainable=trainable,
        collections=collections,
        caching_device=caching_device,
        partitioner=partitioner,
        validate_shape=validate_shape,
        use_resource=use_resource,
        custom_getter=custom_getter,
        constraint=constraint,
        synchronization=synchronization,
        aggregation=aggregation,
    )


def get_local_variable(
    name: str,
    shape: Any = None,
    dtype: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    trainable: bool = False,
    collections: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    validate_shape: bool = True,
    use_resource: bool | None = None,
    custom_getter: Any = None,
    constraint: Any = None,
    synchronization: Any = VariableSynchronization.AUTO,
    aggregation: Any = VariableAggregation.NONE,
) -> Any:
    """Like `tf.get_variable`, for a variable that is not trained and belongs to the local variables.

    Args: as of `tf.get_variable`; `collections` must be a list, and the local variables are appended to it.
      `trainable` is accepted and ignored.

    Raises:
      ValueError, TypeError: as `tf.get_variable`.
    """
    if collections:
        collections += [GraphKeys.LOCAL_VARIABLES]
    else:
        collections = [GraphKeys.LOCAL_VARIABLES]
    return get_variable(
        name,
        shape=shape,
        dtype=dtype,
        initializer=initializer,
        regularizer=regularizer,
        trainable=False,
        collections=collections,
        caching_device=caching_device,
        partitioner=partitioner,
        validate_shape=validate_shape,
        use_resource=use_resource,
        custom_getter=custom_getter,
        constraint=constraint,
        synchronization=synchronization,
        aggregation=aggregation,
    )
