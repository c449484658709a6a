"""`tf.name_scope`: the name scope that a function opens around the nodes it makes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from scopeflow.graph.core import BUILDING, GRAPH_STACK, Graph
from scopeflow.graph.names import GraphNameScope
from scopeflow.graph.provenance import SWITCH, note_entered_again
from scopeflow.graph.roles import MARK
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import arguments


class name_scope:  # noqa: N801 - the public name
    """A context manager in which operation names get the prefix `name/`.

    The graph of `values`, if they belong to one, is the default graph inside.

    Args:
      name: the wish for the scope's name; ending in '/' it is taken as it is, '' is the root.
      default_name: the wish if `name` is None.
      values: the tensors that the nodes made inside will take.
      auxiliary: whether the nodes made inside are helpers, which pictures of the graph leave out: those of
        `scopeflow graph` and of a notebook, and what `tf.summary.FileWriter` writes for TensorBoard.

    Raises:
      TypeError: if `default_name` is no string.
      ValueError: on entering, if both names are None but `values` is not, if `values` are of
        several graphs, or if the name is not valid.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.name_scope("loss") as scope:
    ...     print(scope, tf.constant(1.0, name="weight").name)
    loss/ loss/weight:0

    ```
    """

    __slots__ = (
        "_auxiliary",
        "_entered",
        "_marks",
        "_name",
        "_pushed",
        "_values",
        "_was_entered",
        "_wish",
    )

    def __init__(
        self,
        name: Any,
        default_name: Any = None,
        values: Sequence[Any] | None = None,
        *,
        auxiliary: bool = False,
    ):
        if default_name is not None and not isinstance(default_name, str):
            raise TypeError(
                f"`default_name` type ({type(default_name)}) is not a string type. "
                "You likely meant to pass this into the `values` kwarg."
            )
        self._wish = name
        self._name = default_name if name is None else name
        self._values = values
        self._auxiliary = auxiliary
        self._marks: Any = None
        self._entered: GraphNameScope | None = None
        self._pushed = False
        self._was_entered = False

    @property
    def name(self) -> Any:
        """The wish for the name, before it was made unique."""
        return self._name

    def __enter__(self) -> str:
        values = self._values
        if self._name is None and values is not None:
            raise ValueError(
                f"At least one of name ({self._wish}) and default_name (None) must be provided."
            )
        if self._entered is not None:
            self._leave()
        current = GRAPH_STACK.get()
        graph = _graph_of(values, current) if values else current
        self._was_entered = True
        entered = GraphNameScope(graph, self._name)
        scope = entered.__enter__()
        self._entered = entered
        if scope == self._name and SWITCH.on:
            note_entered_again(graph, scope[:-1], sys._getframe(1))
        self._pushed = graph is not current
        if self._pushed:
            GRAPH_STACK.items.append(graph)
        if self._auxiliary:
            self._marks = graph._attr_scope({MARK: ("bool", True)})
            self._marks.__enter__()
        return scope

    def __exit__(self, *exc: object) -> None:
        if not self._was_entered:
            raise AttributeError(
                "'name_scope' object has no attribute '_name_scope'. It is left without having been entered."
            )
        self._leave()

    def _leave(self) -> None:
        """Puts back what stands entered; a scope left twice, as by nesting it in itself, is left once."""
        if self._marks is not None:
            marks, self._marks = self._marks, None
            marks.__exit__()
        if self._pushed:
            self._pushed = False
            GRAPH_STACK.items.pop()
        entered = self._entered
        if entered is not None:
            self._entered = None
            entered.__exit__()


def _graph_of(values: Sequence[Any], current: Graph) -> Graph:
    """The graph of values, mostly the current one; several are refused."""
    if not BUILDING:
        for value in values:
            if type(value) is not Tensor or value._op.graph is not current:
                break
        else:
            return current
    # as in TensorFlow only the values themselves choose the graph, not what a list among them holds
    return arguments.common_graph([v for v in values if not isinstance(v, (list, tuple))])
