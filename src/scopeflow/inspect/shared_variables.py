"""How often a program got each of its shared variables, from the notes of `get_variable`."""

from __future__ import annotations

from scopeflow.graph.core import Graph
from scopeflow.scopes.state import existing_store
from scopeflow.scopes.uses import uses_of
from scopeflow.variables.partitioned import PartitionedVariable


def times_got(graph: Graph) -> dict[str, int]:
    """Op name -> how often `get_variable` or a layer gave that variable; of those with notes."""
    store = existing_store(graph)
    found: dict[str, int] = {}
    for name in store._uses:
        for use in uses_of(store, name):
            whole = isinstance(use.variable, PartitionedVariable)
            for variable in use.variable if whole else [use.variable]:
                operation = getattr(variable, "op", None)
                if operation is not None:  # a custom getter may give anything
                    found[operation.name] = found.get(operation.name, 0) + use.count
    return found
