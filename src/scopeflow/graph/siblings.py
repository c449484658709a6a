"""The warning for a scope's name that was used as a regular expression and caught more than the scope."""

from __future__ import annotations

import re
from typing import Any

from scopeflow.graph.alarms import SiblingWarning, is_quiet, warn

_SUFFIX = re.compile(r"_\d+(?=/)")


def _is_reopened(graph: Any, scope: str, name: str) -> bool:
    """Whether a name stands in what a second opening of the scope gave to operations, such as `scope_1/`."""
    found = _SUFFIX.match(name, len(scope)) if name.startswith(scope) else None
    if found is None:
        return False
    again = scope + found[0]
    return graph._names.was_suffixed(again) and again not in graph._variable_scope_notes


def warn_of_siblings(graph: Any, scope: str, found: list[Any]) -> None:
    """Says which of the items found are in the scope and which are not.

    Args:
      graph: the graph whose collection was asked for.
      scope: a scope's name, without a "/" at its end.
      found: the items that it matched as a regular expression.
    """
    names = [item.name.partition(":")[0] for item in found]
    # an item that has just this name may well be what was asked for
    others = [name for name in names if name != scope and not name.startswith(scope + "/")]
    others = [
        name
        for name in others
        if not is_quiet(graph, name) and not _is_reopened(graph, scope, name)
    ]
    if not others or is_quiet(graph, scope):
        return
    listed = ", ".join(others[:3]) + (f" and {len(others) - 3} more" if len(others) > 3 else "")
    warn(
        graph,
        SiblingWarning,
        f'"{scope}" also caught what is not in the scope "{scope}": {listed}. Such an argument is a regular expression that '
        f'names begin with. For the scope alone: "{scope}/" here, or tf.scope_variables("{scope}").',
    )
