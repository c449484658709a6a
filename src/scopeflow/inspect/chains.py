"""Uses of one variable that follow one another: each computes with what the one before computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.inspect.dataflow import Dataflow
from scopeflow.scopes.uses import Use


def is_chain(flow: Dataflow, uses: Sequence[Use]) -> bool:
    """Whether each use of a variable but the first takes what the one before computed.

    Args:
      flow: the questions about the graph.
      uses: the places that got the variable, none of them a layer that holds it.
    """
    variable = uses[0].variable
    if any(use.scope is None for use in uses) or not hasattr(variable, "op"):
        return False
    # what one use computes stands in one name scope, or is one operation where none is open
    groups: dict[str, list[Operation]] = {}
    for op in flow.users(variable):
        scope = op.name.rpartition("/")[0]
        groups.setdefault(scope if any(use.name_scope for use in uses) else op.name, []).append(op)
    steps = list(groups.values())
    if len(steps) < 2:
        return False
    marks = {op: 1 << number for number, ops in enumerate(steps) for op in ops}
    reached: dict[Any, int] = flow.reach(marks)
    return all(
        any(reached.get(op, 0) >> number - 1 & 1 for op in ops)
        for number, ops in enumerate(steps)
        if number
    )


def advice(name: str) -> str:
    """What a report says of such uses.

    Args:
      name: the variable's name.
    """
    scope = name.partition(":")[0].rpartition("/")[0].rpartition("/")[2] or "layer"
    return (
        "Each takes what the one before computed. If these are meant to be different layers, give each a name of its own: "
        f'f"{scope}_{{i}}".'
    )
