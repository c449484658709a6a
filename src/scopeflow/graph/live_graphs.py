"""Which graphs this process has, the oldest first, and which line of the user's made each."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, WeakValueDictionary

from scopeflow.graph.origin import Mark, Origin, mark, resolve

if TYPE_CHECKING:
    from scopeflow.graph.core import Graph

# A WeakSet has no order, so each graph has a number.
_numbers = itertools.count()
_live: WeakValueDictionary[int, Graph] = WeakValueDictionary()
_marks: WeakKeyDictionary[Graph, Mark] = WeakKeyDictionary()
_keepers: list[list[Graph]] = []


def note(graph: Graph) -> None:
    """Notes a new graph; the body of a function is none."""
    if graph.building_function:
        return
    _live[next(_numbers)] = graph
    if (made := mark(2)) is not None:
        _marks[graph] = made
    for kept in _keepers:
        kept.append(graph)


def live_graphs() -> list[Graph]:
    """The graphs that somebody still holds, the oldest first; bodies of functions are not among them."""
    return list(_live.values())


def made_at(graph: Graph) -> Origin | None:
    """The line of the user's that made a graph: of a default one, that which first needed it."""
    made = _marks.get(graph)
    return None if made is None else resolve(*made)


@contextlib.contextmanager
def kept_alive() -> Iterator[list[Graph]]:
    """Within this, each new graph is kept, and listed in what this gives, however soon it is dropped."""
    kept: list[Graph] = []
    _keepers.append(kept)
    try:
        yield kept
    finally:
        _keepers[:] = [each for each in _keepers if each is not kept]  # two may be equal


__all__ = ["kept_alive", "live_graphs", "made_at", "note"]
