"""The global step: the variable of a graph that counts the steps of training."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.dtypes import int64
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.tensor import Tensor
from scopeflow.platform import logging as tf_logging
from scopeflow.scopes.getting import get_variable
from scopeflow.variables.initializers import Zeros
from scopeflow.variables.loading import initialized_value
from scopeflow.variables.policy import VariableAggregation
from scopeflow.variables.variable import Variable

# The collection of what `global_step_read` has made.
_READ = "global_step_read_op_cache"


def get_global_step(graph: Graph | None = None) -> Any:
    """The global step of a graph, or None if it has none.

    It is the only item of the collection `GraphKeys.GLOBAL_STEP`, or the tensor "global_step:0".

    Args:
      graph: by default the one that is being built.

    Raises:
      TypeError: if it is no integer scalar.
    """
    graph = graph or get_default_graph()
    listed = graph.get_collection(GraphKeys.GLOBAL_STEP)
    if len(listed) == 1:
        found = listed[0]
    elif listed:
        tf_logging.error("Multiple tensors in global_step collection.")
        return None
    else:
        try:
            found = graph.get_tensor_by_name("global_step:0")
        except KeyError:
            return None
    assert_global_step(found)
    return found


def create_global_step(graph: Graph | None = None) -> Any:
    """Makes the global step of a graph: an int64 variable that begins at zero and is not trained.

    Args:
      graph: by default the one that is being built.

    Raises:
      ValueError: if the graph has one already.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.train.create_global_step()
    <tf.Variable 'global_step:0' shape=() dtype=int64_ref>

    ```
    """
    graph = graph or get_default_graph()
    if get_global_step(graph) is not None:
        raise ValueError('"global_step" already exists.')
    with graph.as_default() as own, own.name_scope(None):
        return get_variable(
            GraphKeys.GLOBAL_STEP,
            shape=[],
            dtype=int64,
            initializer=Zeros(),
            trainable=False,
            aggregation=VariableAggregation.ONLY_FIRST_REPLICA,
            collections=[GraphKeys.GLOBAL_VARIABLES, GraphKeys.GLOBAL_STEP],
        )


def get_or_create_global_step(graph: Graph | None = None) -> Any:
    """The global step of a graph; a new one if it has none.

    Args:
      graph: by default the one that is being built.
    """
    graph = graph or get_default_graph()
    found = get_global_step(graph)
    return create_global_step(graph) if found is None else found


def global_step_read(graph: Graph | None = None) -> Tensor | None:
    """A tensor of the global step that can be read before the step is initialized; made once for a graph.

    Args:
      graph: by default the one that is being built.

    Returns:
      The tensor; None if the graph has no global step.
    """
    graph = graph or get_default_graph()
    made = graph.get_collection(_READ)
    if len(made) > 1:
        raise RuntimeError(
            f"There are multiple items in collection {_READ}. There should be only one."
        )
    if made:
        return made[0]
    step = get_global_step(graph)
    if step is None:
        return None
    with graph.as_default(), graph.name_scope(None), graph.name_scope(step.op.name + "/"):
        value = initialized_value(step) if isinstance(step, Variable) else step
        read = value + 0
    graph.add_to_collection(_READ, read)
    return read


def required_step_read(user: str) -> Tensor:
    """`global_step_read` of the default graph, for a hook that can not do without.

    Raises:
      RuntimeError: if there is no global step.
    """
    found = global_step_read()
    if found is None:
        raise RuntimeError(
            f"Global step should be created to use {user}. Call tf.train.get_or_create_global_step() while building."
        )
    return found


def assert_global_step(global_step_tensor: Any) -> None:
    """Refuses what can not be a global step.

    Args:
      global_step_tensor: a variable or tensor.

    Raises:
      TypeError: if it is neither, or no integer scalar.
    """
    if not isinstance(global_step_tensor, (Variable, Tensor)) and not hasattr(
        global_step_tensor, "values"
    ):
        raise TypeError(
            f'Existing "global_step" must be a Variable or Tensor: {global_step_tensor}.'
        )
    if not global_step_tensor.dtype.base_dtype.is_integer:
        raise TypeError(
            f'Existing "global_step" does not have integer type: {global_step_tensor.dtype}'
        )
    shape = global_step_tensor.shape
    if shape.ndims != 0 and shape.is_fully_defined():
        raise TypeError(f'Existing "global_step" is not scalar: {shape}')


def global_step(sess: Any, global_step_tensor: Any) -> int:
    """The value of a global step in a session.

    Args:
      sess: a Session.
      global_step_tensor: the variable or tensor to ask for.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     step = tf.train.create_global_step()
    ...     sess.run(step.initializer)
    ...     tf.train.global_step(sess, step)
    0

    ```
    """
    return int(sess.run(global_step_tensor))
