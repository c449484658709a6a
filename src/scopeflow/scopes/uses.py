"""Who got which variable: one note for each place of a program that asked for it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from scopeflow.graph import origin
from scopeflow.graph.provenance import Trail, call_site

if TYPE_CHECKING:
    from scopeflow.scopes.scope import VariableScope
    from scopeflow.scopes.store import VariableStore

# How many places are kept for one variable.
_PLACES = 64


class Use(NamedTuple):
    """One place that got a variable, however often it did.

    Attributes:
      trail: the user's calls that led to `get_variable`, or to the layer that has the variable.
      scope: the VariableScope it was asked for in; None for a layer that was called again.
      name_scope: the name scope that was open then.
      reuse: the reuse that held.
      variable: what was given.
      wish: (initializer, regularizer, trainable) as they were asked for; None for a layer.
      count: how often.
    """

    trail: Trail
    scope: Any
    name_scope: str | None
    reuse: Any
    variable: Any
    wish: tuple[Any, Any, Any] | None
    count: int  # type: ignore[assignment]


# the name that a variable was asked for by -> the fields of its uses; the first is the one that made it
Notes = dict[str, list[list[Any]]]


def uses_of(store: VariableStore, name: str) -> list[Use]:
    """The uses noted for a name."""
    return [Use(*fields) for fields in store._uses.get(name, ())]


def note(
    store: VariableStore,
    name: str,
    variable: Any,
    scope: VariableScope | None,
    name_scope: str | None,
    reuse: Any,
    wish: tuple[Any, Any, Any] | None,
) -> None:
    """Notes that the user's line, two frames up or more, got a variable by its full name."""
    known = origin._inner
    frame: Any = sys._getframe(2)
    try:
        while (filename := frame.f_code.co_filename) in known or origin._is_inner(filename):
            frame = frame.f_back
    except AttributeError:  # no frame is the user's
        return
    found = store._uses.get(name)
    if found is None:
        store._uses[name] = [[call_site(frame), scope, name_scope, reuse, variable, wish, 1]]
        return
    last = found[-1]
    if last[1] is scope:
        site = last[0]
        if (
            site[2] == frame.f_lasti
            and site[1] is frame.f_code
            # called by the same line too
            and (len(site) == 3 or site[4] == frame.f_back.f_lasti)
        ):
            last[6] += 1
            return
    site = call_site(frame)
    for use in found:
        if use[0] == site and use[4] is variable:
            use[6] += 1
            return
    if len(found) < _PLACES:
        found.append([site, scope, name_scope, reuse, variable, wish, 1])
