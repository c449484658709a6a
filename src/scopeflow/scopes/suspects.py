"""Whether a graph is worth a look for sharing that was not meant: a quick question, asked when variables are initialized."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import ports
from scopeflow.graph.core import Graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.provenance import SWITCH
from scopeflow.scopes.state import existing_store


@ports.check_sharing.register
def check_sharing(graph: Graph) -> None:
    """Warns of sharing that looks unintended, if there may be any.

    Raises:
      SharingWarning: under `tf.strict()`.
    """
    if SWITCH.on and (_is_shared(graph) or _has_twins(graph)):
        ports.warn_of_sharing.call(graph)


def _is_shared(graph: Graph) -> bool:
    return any(len(places) > 1 for places in existing_store(graph)._uses.values())


def _has_twins(graph: Graph) -> bool:
    """Whether one line made two trained variables of one shape."""
    seen = set()
    for variable in graph._collections.get(GraphKeys.TRAINABLE_VARIABLES, ()):
        op: Any = getattr(variable, "op", None)
        if op is not None:
            key = (id(op._code), op._lasti, op._outputs[0]._dims)
            if key in seen:
                return True
            seen.add(key)
    return False
