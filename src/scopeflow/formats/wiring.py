"""Gives graph objects their proto forms: the upward calls that end in this room."""

from __future__ import annotations

from scopeflow.formats.attr_values import from_attr_value, to_attr_value
from scopeflow.formats.graphdef import graph_def_of, node_def_of
from scopeflow.graph import ports

ports.graph_def.register(graph_def_of)
ports.node_def.register(node_def_of)
ports.to_attr_value.register(to_attr_value)
ports.from_attr_value.register(from_attr_value)
