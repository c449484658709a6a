"""What errors say at their end: why the name that was asked for is that name, and where it was asked for."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import ports
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.provenance import places, trail
from scopeflow.inspect.explanation import Explanation, Part
from scopeflow.inspect.name_parts import Names
from scopeflow.inspect.near import meant_section
from scopeflow.inspect.of_variables import wish_parts
from scopeflow.inspect.reuse_chain import reuse_lines
from scopeflow.inspect.wording import Words, maker
from scopeflow.scopes.state import get_variable_scope


@ports.explain_wish.register
def explain_wish(name: str) -> Explanation:
    """The explanation of a variable's name that get_variable was asked for and could not give.

    Args:
      name: its full name.
    """
    asked = places(trail())
    place = asked[0] if asked else None
    words = Words(None if place is None else place.filename)
    scope = get_variable_scope()
    names = Names(get_default_graph(), words)
    where = f" on {Words(None).at(place)}" if place else ""
    summary = f"the variable that tf.get_variable was asked for{where}"
    function = trail()[0]
    if function is not None and function.co_qualname.startswith("Optimizer."):
        summary = (
            f"a variable that {maker(function, place.source if place else '')} asked for{where}"
        )
    return Explanation(
        str(name),
        "nothing",
        summary,
        place,
        tuple(wish_parts(names, scope, names.graph._name_scope.asked_in, str(name))),
        (*meant_section(names.graph, str(name)), *reuse_lines(words, scope)),
    )


@ports.explain_place.register
def explain_place(name: Any) -> Explanation:
    """The explanation of where a name was asked for that cannot be one: the scopes open around it.

    Args:
      name: what was asked for.
    """
    asked = places(trail())
    place = asked[0] if asked else None
    words = Words(None if place is None else place.filename)
    graph = get_default_graph()
    names = Names(graph, words)
    where = f" on {Words(None).at(place)}" if place else ""
    text = str(name).removeprefix(f"{graph.get_name_scope()}/")
    wrong = Part(text, "given", "cannot be a name, or a part of one")
    return Explanation(
        text,
        "nothing",
        f"asked for{where}" + ("" if graph.get_name_scope() else ", at the root"),
        place,
        (*names.scope_parts(graph.get_name_scope()), wrong),
    )
