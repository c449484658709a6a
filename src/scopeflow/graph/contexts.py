"""The default graph's contexts and collections as plain functions: `tf.device`, `tf.control_dependencies`, ..."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.composite import CompositeTensor
from scopeflow.graph.control import ControlController
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.placement import PushedState
from scopeflow.graph.tensor import Tensor


def device(device_name_or_function: Any) -> PushedState:
    """`Graph.device` of the default graph: a context in which nodes get this device.

    Args:
      device_name_or_function: a device string, a function from an Operation to one, or None.
    """
    return get_default_graph().device(device_name_or_function)


def colocate_with(op: Any, ignore_existing: bool = False) -> PushedState:
    """`Graph.colocate_with` of the default graph: a context in which nodes share the device of `op`.

    Args:
      op: an Operation or Tensor.
      ignore_existing: forget what outer contexts said.
    """
    return get_default_graph().colocate_with(op, ignore_existing)


def container(container_name: str) -> PushedState:
    """`Graph.container` of the default graph: a context for the state of nodes made inside.

    Args:
      container_name: the container's name.
    """
    return get_default_graph().container(container_name)


def control_dependencies(control_inputs: Any) -> ControlController:
    """`Graph.control_dependencies` of the default graph: nodes made inside run after `control_inputs`.

    Args:
      control_inputs: a list of operations or tensors; None clears the dependencies inside.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     first = tf.no_op(name="first")
    ...     with tf.control_dependencies([first]):
    ...         tf.no_op().control_inputs
    [<tf.Operation 'first' type=NoOp>]

    ```
    """
    return get_default_graph().control_dependencies(control_inputs)


def executing_eagerly() -> bool:
    """Whether operations run as they are called: never, here they build a graph."""
    return False


def is_tensor(x: Any) -> bool:
    """Whether `x` is a Tensor, or stands for one as a variable does."""
    if isinstance(x, CompositeTensor):
        return x._is_tensor
    return isinstance(x, Tensor) or bool(getattr(x, "_is_tensor_like", False))


class init_scope:  # noqa: N801 - TensorFlow's name
    """A context for initialization: no control dependencies and no control-flow context; names stay."""

    __slots__ = ("_inner",)

    def __enter__(self) -> None:
        graph = get_default_graph()
        scope = graph.get_name_scope()
        if scope and scope[-1] != "/":
            scope += "/"
        # opened by hand, not as a generator: every variable passes here
        self._inner = (
            graph.name_scope(scope),
            graph.control_dependencies(None),
            graph._devices_of_default(),
        )
        for context in self._inner:
            context.__enter__()

    def __exit__(self, *exc: object) -> None:
        for context in reversed(self._inner):
            context.__exit__(*exc)


def add_to_collection(name: Any, value: Any) -> None:
    """`Graph.add_to_collection` of the default graph.

    Args:
      name: the collection's key.
      value: what to append.
    """
    get_default_graph().add_to_collection(name, value)


def add_to_collections(names: Any, value: Any) -> None:
    """`Graph.add_to_collections` of the default graph.

    Args:
      names: the collections' keys.
      value: what to append to each.
    """
    get_default_graph().add_to_collections(names, value)


def get_collection_ref(key: Any) -> list[Any]:
    """`Graph.get_collection_ref` of the default graph: the list itself.

    Args:
      key: the collection's key.
    """
    return get_default_graph().get_collection_ref(key)


def get_collection(key: Any, scope: str | None = None) -> list[Any]:
    """`Graph.get_collection` of the default graph: a copy of the list.

    Args:
      key: the collection's key.
      scope: a regular expression that the items' names must match at the start.
    """
    return get_default_graph().get_collection(key, scope)
