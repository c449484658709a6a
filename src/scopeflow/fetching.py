"""The structure of fetches: nested lists and dicts flattened for the engine, and rebuilt with values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scopeflow.errors import InaccessibleTensorError
from scopeflow.graph.composite import CompositeTensor
from scopeflow.graph.core import Graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor

Rebuild = Callable[[list[Any]], Any]


class Structure:
    """Flat fetches, each tensor once, and how to give the values their places."""

    __slots__ = ("_rebuild", "leaves")

    def __init__(self, leaves: list[Tensor | Operation], rebuild: Rebuild) -> None:
        self.leaves = leaves
        self._rebuild = rebuild

    def rebuild(self, values: list[Any]) -> Any:
        """The fetches' structure with values in place of tensors."""
        return self._rebuild(values)


def structure_of(fetches: Any, graph: Graph) -> Structure:
    """Flattens fetches.

    Raises:
      TypeError: if a fetch is of a type that cannot be fetched.
      ValueError: if a fetch is no element of the graph.
    """
    positions: dict[Any, int] = {}
    leaves: list[Tensor | Operation] = []
    return Structure(leaves, _visit(fetches, graph, leaves, positions))


def _visit(fetch: Any, graph: Graph, leaves: list[Any], positions: dict[Any, int]) -> Rebuild:
    if fetch is None:
        raise TypeError(
            f"Fetch argument {fetch!r} has invalid type {type(fetch)!r}. A fetch is a tensor, an operation, a variable "
            "or a name; None is often the result of a function that forgot to return."
        )
    if isinstance(fetch, (list, tuple)):
        parts = [_visit(item, graph, leaves, positions) for item in fetch]
        kind = type(fetch)
        if hasattr(kind, "_fields"):
            return lambda values: kind(*[part(values) for part in parts])
        if isinstance(fetch, list):
            return lambda values: [part(values) for part in parts]
        return lambda values: kind([part(values) for part in parts])
    if isinstance(fetch, Mapping):
        named = {key: _visit(item, graph, leaves, positions) for key, item in fetch.items()}
        made = type(fetch)
        if made is dict:
            return lambda values: {key: part(values) for key, part in named.items()}
        return lambda values: _filled(made(), named, values)
    if hasattr(type(fetch), "__attrs_attrs__"):
        fields = [field.name for field in type(fetch).__attrs_attrs__]
        inner = [_visit(getattr(fetch, name), graph, leaves, positions) for name in fields]
        return lambda values: type(fetch)(*[part(values) for part in inner])
    if isinstance(fetch, CompositeTensor):
        pieces = [_visit(tensor, graph, leaves, positions) for tensor in fetch._tensors()]
        return lambda values: fetch._value([piece(values) for piece in pieces])
    index = _leaf(fetch, graph, leaves, positions)
    return lambda values: values[index]


def _filled(mapping: Any, named: dict[Any, Rebuild], values: list[Any]) -> Any:
    for key, part in named.items():
        mapping[key] = part(values)
    return mapping


def _leaf(fetch: Any, graph: Graph, leaves: list[Any], positions: dict[Any, int]) -> int:
    try:
        element = graph.as_graph_element(fetch, allow_tensor=True, allow_operation=True)
    except TypeError as error:
        raise TypeError(
            f"Fetch argument {fetch!r} has invalid type {type(fetch)!r}, must be a string or Tensor. ({error})"
        ) from None
    except (ValueError, KeyError) as error:
        raise ValueError(
            f"Fetch argument {fetch!r} cannot be interpreted as a Tensor. ({error})"
        ) from None
    op = element.op if isinstance(element, Tensor) else element
    if op in graph._unfetchable:
        raise InaccessibleTensorError(f"Operation {op.name!r} has been marked as not fetchable.")
    if element not in positions:
        positions[element] = len(leaves)
        leaves.append(element)
    return positions[element]
