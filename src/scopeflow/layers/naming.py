"""The names that layers give themselves: the class's name in snake case, counted in each graph."""

from __future__ import annotations

import re
from collections import Counter
from weakref import WeakKeyDictionary

from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.rollback import kept_elsewhere

_WORD = re.compile("(.)([A-Z][a-z0-9]+)")
_BOUNDARY = re.compile("([a-z])([A-Z])")

# How many layers of each name a graph has.  A graph that nobody holds any more takes its counts with it.
_COUNTS: WeakKeyDictionary[Graph, Counter[str]] = WeakKeyDictionary()
kept_elsewhere(_COUNTS.get)


def snake_case(name: str) -> str:
    """A class's name as names of scopes are written: `BasicLSTMCell` gives `basic_lstm_cell`."""
    snake = _BOUNDARY.sub(r"\1_\2", _WORD.sub(r"\1_\2", name)).lower()
    # a scope's name may not begin with an underscore
    return "private" + snake if snake.startswith("_") else snake


def unique_name(base: str) -> str:
    """`base_1`, `base_2`, ... : the next that no layer of the default graph has."""
    counts = _COUNTS.setdefault(get_default_graph(), Counter())
    counts[base] += 1
    return f"{base}_{counts[base]}"
