"""A graph's state at one moment, and going back to it: what was made since is no part of the graph any more.

Names, numbers, collections and stores are as they were then, so that the same program makes the same graph again. What
describes open `with` blocks is left alone; so is what a later call has changed about an earlier node.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.graph.core import Graph

# What belongs to the `with` blocks that are open now, or to the process, and not to what was built.
_OPEN = frozenset(
    [
        *("_lock", "_pin", "_name_scope", "_control_stack", "_control_flow_context"),
        *("_check_regions", "_device_stack", "_colocation_stack", "_hidden_devices"),
        *("_devices_at_default", "_container", "_attr_scopes", "_plain_attr_scopes"),
        *("_gradient_overrides", "_kernel_labels", "_finalized", "_variable_creators"),
        *("_rollbacks", "_cells", "_cells_of_notebook"),
    ]
)
_PLAIN = (int, float, bool, str, bytes, tuple, frozenset, type(None))

# What others keep about graphs: (graph -> the object that holds it or None).
_ELSEWHERE: list[Callable[[Graph], Any]] = []


def kept_elsewhere(find: Callable[[Graph], Any]) -> None:
    """Registers where a table about graphs stands that goes back with its graph: `find(graph)` gives a dict, or None."""
    _ELSEWHERE.append(find)


class GraphState:
    """What a graph is made of at one moment.

    Args:
      graph: the graph.

    Attributes:
      version: the number of its newest node.
    """

    def __init__(self, graph: Graph) -> None:
        self.version = graph._version
        self._attributes = {
            name: _Copy(value) for name, value in graph.__dict__.items() if name not in _OPEN
        }
        self._elsewhere = [_Copy(find(graph)) for find in _ELSEWHERE]

    def is_now(self, graph: Graph) -> bool:
        """Whether nothing was built since: no node, no scope, nothing in a collection."""
        then = self._attributes
        names = then["_names"].held.held[0]
        collections = then["_collections"].held
        return (
            graph._version == self.version
            and len(graph._names._counts) == len(names.held)
            and len(graph._collections) == len(collections)
            and all(len(graph._collections[key]) == len(copy.held) for key, copy in collections)
        )

    def restore(self, graph: Graph, gone: Graph) -> None:
        """Makes a graph what it was.

        Args:
          graph: the graph.
          gone: takes the nodes that are no part of it any more; whoever still holds one gets its errors.
        """
        for op in graph._ops[:]:
            if op._id > self.version:
                op.graph = gone
        for name in [name for name in graph.__dict__ if name not in _OPEN]:
            if name not in self._attributes:
                del graph.__dict__[name]
        for name, copy in self._attributes.items():
            graph.__dict__[name] = copy.restored()
        for find, copy in zip(_ELSEWHERE, self._elsewhere, strict=True):
            now = find(graph)
            if copy.value is not None:
                copy.restored()
            elif now is not None:
                # there was no such table then
                now.clear()
        # every plan of a session is worked out anew
        graph._rollbacks += 1


class _Copy:
    """A value with what it held: containers of the library's own state are copied, all others are what they are."""

    __slots__ = ("held", "value")

    def __init__(self, value: Any) -> None:
        self.value = value
        self.held: Any = None
        if isinstance(value, dict):
            self.held = [(key, _Copy(item)) for key, item in value.items()]
        elif isinstance(value, list):
            self.held = [_Copy(item) for item in value]
        elif isinstance(value, set):
            self.held = set(value)
        elif not isinstance(value, _PLAIN) and hasattr(type(value), "_graph_state"):
            self.held = _Copy(value._graph_state())

    def restored(self) -> Any:
        """The very object, holding what it held."""
        value = self.value
        if self.held is None:
            return value
        if isinstance(value, dict):
            # (a counter's update would add)
            value.clear()
            for key, item in self.held:
                value[key] = item.restored()
        elif isinstance(value, list):
            value[:] = [item.restored() for item in self.held]
        elif isinstance(value, set):
            value.clear()
            value.update(self.held)
        else:
            value._set_graph_state(self.held.restored())
        return value
