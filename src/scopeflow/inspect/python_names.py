"""What a program's own Python names stand for: the node or variable that the line `loss = ...` made last."""

from __future__ import annotations

import re
from typing import Any

from scopeflow.graph.core import Graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.origin import Origin, resolve
from scopeflow.scopes.querying import all_variables
from scopeflow.variables.partitioned import PartitionedVariable

# what may stand around a name to the left of the sign: other targets, `self.`
_TARGETS = r"[\w\s,.*]*"


def assigned_to(graph: Graph, name: str) -> Any:
    """What the last line that assigns to a Python name made: a variable or an operation; None if no line is known to.

    Args:
      graph: the graph.
      name: the Python name.
    """
    if not name.isidentifier():
        return None
    pattern = re.compile(rf"(?:{_TARGETS}[\s,.*])?{re.escape(name)}\b{_TARGETS}(?::[^=]*)?=(?!=)")
    known: dict[tuple[int, int], Origin | None] = {}
    found: Operation | None = None
    for op in graph._ops:
        if op._code is None:
            continue
        mark = (id(op._code), op._lasti)
        if mark not in known:
            line = resolve(op._code, op._lasti)
            known[mark] = line if pattern.match(line.source) else None
        if known[mark] is not None:
            found = op
    if found is None:
        return None
    place = found.origin
    made = [
        variable
        for variable in all_variables(graph)
        if not isinstance(variable, PartitionedVariable) and variable.op.origin == place
    ]
    inside = [one for one in made if found.name.startswith(one.op.name + "/") or found is one.op]
    return inside[-1] if inside else found
