"""The variables of a scope, exactly: never those of a scope whose name only begins alike."""

from __future__ import annotations

import fnmatch
import functools
import re
from collections.abc import Callable
from typing import Any

from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.scopes.state import existing_store
from scopeflow.variables.listing import VariableList

_HOLDING = (
    GraphKeys.GLOBAL_VARIABLES,
    GraphKeys.LOCAL_VARIABLES,
    GraphKeys.TRAINABLE_VARIABLES,
    GraphKeys.MODEL_VARIABLES,
)


def all_variables(graph: Graph) -> list[Any]:
    """The variables of a graph in the order they were made: those of its collections and of get_variable."""
    found: dict[int, Any] = {}
    for variable in existing_store(graph)._vars.values():
        found.setdefault(id(variable), variable)
    for key in _HOLDING:
        for variable in graph._collections.get(key, ()):
            # anything may be in a collection
            if hasattr(variable, "op") and hasattr(variable, "initializer"):
                found.setdefault(id(variable), variable)
    return sorted(found.values(), key=lambda variable: variable.op._id)


def in_scope(graph: Graph, scope: str) -> list[Any]:
    """The variables of one scope and the scopes in it; all of the graph for the root."""
    prefix = scope + "/" if scope else ""
    return [variable for variable in all_variables(graph) if variable.name.startswith(prefix)]


def scope_variables(
    scope: str, graph: Graph | None = None, trainable: bool | None = None
) -> list[Any]:
    """The variables of a scope and of all scopes in it, and no others.

    Unlike the argument `scope` of `tf.trainable_variables`, which is a regular expression that names begin with, "D" means
    the scope D alone and never the scope D_pre.

    Args:
      scope: a scope's name, or the name of one variable. `*` and `?` stand for letters within a part of a name, `**` for any
        number of parts: "D/*/kernel", "**/bias", "tower_[0-9]". "" means all variables.
      graph: the graph; the default graph if None.
      trainable: True or False for only those that are, or are not, trained.

    Returns:
      A list of variables in the order they were made.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     for name in ("D", "D_pre"):
    ...         with tf.variable_scope(name):
    ...             v = tf.get_variable("v", [1])
    ...     print([v.name for v in tf.scope_variables("D")], len(tf.trainable_variables("D/")))
    ...     print([v.name for v in tf.scope_variables("*/v")])
    ['D/v:0'] 1
    ['D/v:0', 'D_pre/v:0']

    ```
    """
    fits = name_pattern(scope.strip("/"))
    graph = graph or get_default_graph()
    return VariableList(
        variable
        for variable in all_variables(graph)
        if fits(variable.name.partition(":")[0])
        and (trainable is None or bool(variable.trainable) is trainable)
    )


@functools.lru_cache(256)
def name_pattern(scope: str) -> Callable[[str], Any]:
    """Whether a name is that of a thing in the scope."""
    if not scope:
        return lambda name: True
    parts = scope.split("/")
    # `**` may stand for no part at all, with the "/" that would follow it
    texts = [
        "(?:[^/]*/)*" if part == "**" else _one_part(part) + ("/" if at < len(parts) - 1 else "")
        for at, part in enumerate(parts)
    ]
    if parts[-1] == "**":
        texts[-1] = ".*"
    return re.compile("".join(texts) + r"(?:/.*)?\Z").match


def _one_part(part: str) -> str:
    """The regular expression of one part of a pattern, in which `*` and `?` keep to the part."""
    text = re.sub(r"^\(\?s:(.*)\)\\[Zz]$", r"\1", fnmatch.translate(part))
    # a `.` outside of brackets and without a backslash before it
    return re.sub(r"\\.|\[[^\]]*\]|\.", lambda m: "[^/]" if m[0] == "." else m[0], text)
