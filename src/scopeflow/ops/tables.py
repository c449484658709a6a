"""Initializing lookup tables: one operation after the initializers that stand in the graph's collection."""

from __future__ import annotations

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.ops.control.grouping import group, no_op


def tables_initializer(name: str = "init_all_tables") -> Operation:
    """An operation that initializes all lookup tables of the default graph.

    Args:
      name: the wish for its name.

    Returns:
      An Operation; one that does nothing if there are no tables.
    """
    initializers = get_default_graph().get_collection(GraphKeys.TABLE_INITIALIZERS)
    return group(*initializers, name=name) if initializers else no_op(name=name)


def initialize_all_tables(name: str = "init_all_tables") -> Operation:
    """The older name of `tables_initializer`."""
    return tables_initializer(name)
