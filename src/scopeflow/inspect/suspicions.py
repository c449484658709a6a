"""Sharing that nobody asked for, and sharing that was meant and did not happen: what looks like it in a graph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scopeflow.graph import ports
from scopeflow.graph.alarms import SharingWarning, is_quiet, warn
from scopeflow.graph.core import Graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.origin import Origin
from scopeflow.graph.provenance import Trail, places
from scopeflow.inspect.dataflow import Dataflow
from scopeflow.inspect.reuse_chain import inheriting
from scopeflow.inspect.wording import Words
from scopeflow.scopes.querying import all_variables
from scopeflow.scopes.reuse import AUTO_REUSE
from scopeflow.scopes.state import existing_store
from scopeflow.scopes.uses import Use, uses_of

# (what has a number at its own end was made with tf.Variable, which nobody expects to share)
_SUFFIX = re.compile(r"_\d+(?=/)")


@dataclass(frozen=True)
class Suspicion:
    """Something about sharing that is probably not meant.

    Attributes:
      message: what it is, and what to write.
      variables: the names of the variables that it is about.
      place: the user's line to look at first.
    """

    message: str
    variables: tuple[str, ...]
    place: Origin | None


def suspicions(graph: Graph) -> list[Suspicion]:
    """All that looks unintended about sharing in a graph, without what is quiet."""
    flow = Dataflow(graph)
    return [*_shared_by_accident(graph, flow), *_not_shared(graph, flow)]


@ports.warn_of_sharing.register
def warn_of_sharing(graph: Graph) -> None:
    """Warns of every suspicion, once for each line."""
    for found in suspicions(graph):
        warn(graph, SharingWarning, found.message, found.place)


# -- shared, and not meant -------------------------------------------------------------------------


def _shared_by_accident(graph: Graph, flow: Dataflow) -> Iterator[Suspicion]:
    store = existing_store(graph)
    pairs: dict[tuple[Trail, Trail], tuple[str, Use, Use]] = {}
    for name in store._uses:
        if len(store._uses[name]) > 1 and not is_quiet(graph, name):
            first, *others = uses_of(store, name)
            for other in others:
                if other.reuse is AUTO_REUSE:
                    pairs.setdefault((first.trail, other.trail), (name, first, other))
    one_after_the_other = _chained(flow, list(pairs.values()))
    for name, first, other in pairs.values():
        difference = _other_wish(first, other)
        if not difference and name in one_after_the_other:
            difference = "what the second computes takes what the first computed, so they look like two layers"
        if difference:
            yield _accident(name, first, other, difference)


def _accident(name: str, first: Use, other: Use, why: str) -> Suspicion:
    here, there = _where_they_part(first.trail, other.trail)
    words = Words(None if here is None else here.filename)
    scope = name.rpartition("/")[0]
    who = f"{words.at(here)} share the variable {name} with {words.at(there)}"
    if words.at(here) == words.at(there):
        who = f"two calls on {words.at(here)} share the variable {name}"
    message = (
        f"tf.AUTO_REUSE made {who}: {why}. If two variables are "
        f"meant, give one another name. If sharing is meant, say so: tf.quiet({scope or name!r})."
    )
    return Suspicion(message, (name,), here)


def _other_wish(first: Use, other: Use) -> str:
    """What was asked for otherwise at the second place, and silently left out."""
    if first.wish is None or other.wish is None:
        return ""
    asked = []
    if not _alike(first.wish[0], other.wish[0]):
        asked.append("initializer")
    if other.wish[1] is not None and not _alike(first.wish[1], other.wish[1]):
        asked.append("regularizer")
    if other.wish[2] is not None and other.wish[2] is not first.wish[2]:
        asked.append(f"trainable={other.wish[2]}")
    return f"it asks for another {' and '.join(asked)}, which is not heeded" if asked else ""


def _alike(one: Any, other: Any) -> bool:
    """Whether two initializers or regularizers may well be the same; in doubt they may."""
    if one is other or one is None or other is None:
        return True
    if type(one) is not type(other):
        # a class and its instance
        return type(one) is other or type(other) is one
    code = getattr(one, "__code__", None)
    if code is not None:
        return code is other.__code__
    config = getattr(one, "get_config", None)
    if callable(config) and not isinstance(one, type):
        try:
            return bool(config() == other.get_config())
        except Exception:  # of the user's own making
            return True
    return bool(one == other) if isinstance(one, (bool, int, float, str, type)) else True


def _chained(flow: Dataflow, pairs: list[tuple[str, Use, Use]]) -> set[str]:
    """The variables whose second use computes with the result of the first, both in one opening of the scope that shares."""
    marks: dict[Operation, int] = {}
    ends: list[tuple[str, int, list[Operation]]] = []
    for number, (name, first, other) in enumerate(pairs):
        if first.scope is None or other.scope is None or not hasattr(other.variable, "op"):
            continue
        if inheriting(first.scope)[0] is not inheriting(other.scope)[0]:
            continue
        users = flow.users(other.variable)
        for op in _within(users, first):
            marks[op] = marks.get(op, 0) | 1 << number
        ends.append((name, 1 << number, _within(users, other)))
    reached = flow.reach(marks) if marks else {}
    return {name for name, bit, ops in ends if any(reached.get(op, 0) & bit for op in ops)}


def _within(ops: list[Operation], use: Use) -> list[Operation]:
    prefix = f"{use.name_scope}/" if use.name_scope else ""
    return [op for op in ops if prefix and op.name.startswith(prefix)]


def _where_they_part(one: Trail, other: Trail) -> tuple[Origin | None, Origin | None]:
    """The lines at which two ways to the same variable differ: that of the second, that of the first."""
    for here, there in zip(places(other), places(one), strict=False):
        if (here.filename, here.line) != (there.filename, there.line):
            return here, there
    known = places(other), places(one)
    return (known[0][0] if known[0] else None), (known[1][0] if known[1] else None)


# -- meant to be shared, and not -------------------------------------------------------------------


def _not_shared(graph: Graph, flow: Dataflow) -> Iterator[Suspicion]:
    twins_found = _twins(graph)
    if not twins_found:
        return
    sources_of = flow.sources()
    said: set[Any] = set()
    for twins in twins_found:
        place = twins[0].op.origin
        line = place and (place.filename, place.line)
        if line in said or any(is_quiet(graph, twin.op.name) for twin in twins):
            continue
        first = twins[0]
        sources = sources_of(flow.users(first))
        for other in twins[1:]:
            theirs = sources_of(flow.users(other))
            # layers of one stack, or several of one input, are meant to be different
            if sources and theirs and not sources & theirs:
                said.add(line)
                yield _forgotten(first, other)
                break


def _twins(graph: Graph) -> list[list[Any]]:
    """Trained variables of one shape that one line made, and whose scopes differ by a number alone."""
    groups: dict[Any, list[Any]] = {}
    for variable in all_variables(graph):
        op = variable.op
        if op._code is None or not variable.trainable:
            continue
        key = (
            id(op._code),
            op._lasti,
            variable.get_shape()._dims,
            variable.dtype,
            _SUFFIX.sub("", op.name),
        )
        groups.setdefault(key, []).append(variable)
    return [group for group in groups.values() if len(group) > 1]


def _forgotten(first: Any, other: Any) -> Suspicion:
    place = other.op.origin
    one, two = first.op.name, other.op.name
    message = (
        f"This line made {one} and {two}, two variables of the same shape, for two inputs that have nothing in common. If one "
        "model was meant for both, nothing is shared: call it under tf.variable_scope(name, reuse=tf.AUTO_REUSE) with names of "
        f"its own for all layers, or call one layer object twice. If two are meant, say so: tf.quiet({two!r})."
    )
    return Suspicion(message, (one, two), place)
