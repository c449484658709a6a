"""Graphs for TensorBoard without the nodes that only help, and without broken lines where they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from scopeflow.graph import roles
from scopeflow.scopes.querying import name_pattern

Hide = str | Callable[[str], bool] | Iterable[str | Callable[[str], bool]] | None

_ROLES = {
    "initializers": roles.INITIALIZER,
    "reads": roles.READ,
    "savers": roles.SAVER,
    "gradients": roles.GRADIENT,
    "slots": roles.SLOT,
    "auxiliary": roles.AUXILIARY,
}


def checked(hide: Any) -> tuple[Any, ...]:
    """What to hide, as a tuple of texts and functions; by default what is marked as auxiliary.

    Raises:
      TypeError: if it is something else.
    """
    if hide is None:
        return ("auxiliary",)
    one = isinstance(hide, str) or callable(hide) or not isinstance(hide, Iterable)
    wishes = (hide,) if one else tuple(hide)
    for wish in wishes:
        if not isinstance(wish, str) and not callable(wish):
            raise TypeError(
                f"hide takes {', '.join(map(repr, _ROLES))}, names and patterns of nodes and scopes, and functions "
                f"from a node's name to True or False. It is {wish!r} of type '{type(wish).__name__}'."
            )
    return wishes


def without_hidden(graph_def: Any, wishes: tuple[Any, ...]) -> Any:
    """A copy of a GraphDef without hidden nodes, or itself if none is hidden.

    What took a hidden node's value takes the values that the node took itself, so that lines lead on. It does not for
    initializers, savers, gradients and slots: nothing of the model goes through these.
    """
    if wishes == ("auxiliary",) and not any(roles.MARK in node.attr for node in graph_def.node):
        return graph_def
    found = roles.roles(_links(graph_def))
    drops, passes = _tests(wishes)
    hidden: dict[str, bool] = {}  # name -> whether lines lead through it
    for node, role in zip(graph_def.node, found, strict=True):
        if role in drops:
            hidden[node.name] = role in roles.PASSED_THROUGH
        elif any(test(node.name) for test in passes):
            hidden[node.name] = True
    if not hidden:
        return graph_def
    inputs = {node.name: list(node.input) for node in graph_def.node}
    shown = type(graph_def)()
    shown.CopyFrom(graph_def)
    del shown.node[:]
    for node in graph_def.node:
        if node.name not in hidden:
            added = shown.node.add()
            added.CopyFrom(node)
            del added.input[:]
            added.input.extend(_led_on(node.input, inputs, hidden))
    return shown


def _tests(wishes: tuple[Any, ...]) -> tuple[set[str], list[Callable[[str], Any]]]:
    """The roles to hide, and tests of names."""
    named = {_ROLES[wish] for wish in wishes if isinstance(wish, str) and wish in _ROLES}
    tests: list[Callable[[str], Any]] = []
    for wish in wishes:
        if callable(wish):
            tests.append(wish)
        elif wish not in _ROLES and wish.strip("/"):
            tests.append(name_pattern(wish.strip("/")))
    return named, tests


def _led_on(
    given: Iterable[str], inputs: dict[str, list[str]], hidden: dict[str, bool]
) -> list[str]:
    """Inputs of a node with those of hidden nodes in place of hidden nodes; control inputs last, each once."""
    values: list[str] = []
    controls: dict[str, None] = {}
    seen: set[tuple[str, bool]] = set()
    # reversed, as what lies behind a hidden node stands where the node stood
    waiting = [(text, text.startswith("^"), False) for text in reversed(list(given))]
    while waiting:
        text, control, through = waiting.pop()
        name = text.removeprefix("^").partition(":")[0]
        if name not in hidden:
            if control:
                controls["^" + name] = None
            elif not through or text not in values:
                values.append(text)
        elif hidden[name] and (name, control) not in seen:
            seen.add((name, control))
            behind = [each for each in inputs[name] if not each.startswith("^")]
            waiting += [(each, control, True) for each in reversed(behind)]
    return [*values, *controls]


def _links(graph_def: Any) -> list[roles.Link]:
    """The nodes of a GraphDef by what they are linked to."""
    places = {node.name: place for place, node in enumerate(graph_def.node)}
    links = []
    for node in graph_def.node:
        sources: dict[bool, list[int]] = {False: [], True: []}
        for text in node.input:
            name = text.removeprefix("^").partition(":")[0]
            if name in places:  # a cut-out of a graph may lack it
                sources[text.startswith("^")].append(places[name])
        marked = roles.MARK in node.attr
        links.append(
            roles.Link(node.name, node.op, tuple(sources[False]), tuple(sources[True]), marked)
        )
    return links
