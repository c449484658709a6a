"""Losses that are functions: what they return, and which variables they read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys


def loss_and_variables(loss: Callable[[], Any], var_list: Any) -> tuple[Any, Any]:
    """Calls a loss.

    Args:
      loss: a function without arguments that returns a tensor.
      var_list: the variables that were asked for, or None.

    Returns:
      The tensor, and the variables: if none were asked for, the trainable resource variables that the
      function's nodes read, in the order of their first read. A ref variable is never seen being read.
    """
    graph = get_default_graph()
    before = graph.version
    value = loss()
    if var_list is not None:
        return value, var_list
    handles = {
        variable.handle: variable
        for variable in graph.get_collection(GraphKeys.TRAINABLE_VARIABLES)
        if variable.op.type == "VarHandleOp"
    }
    read: dict[Any, Any] = {}
    for op in graph.get_operations():
        if op._id > before:
            read.update((t, handles[t]) for t in op._inputs if t in handles)
    return value, list(read.values())
