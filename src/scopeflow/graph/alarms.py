"""The warnings about a program's own graph: said once for each place, quiet where asked, errors under `tf.strict()`.

Who finds something odd calls `warn`. TensorFlow says nothing of these things, so nothing but a warning may come of them,
unless the program asks for more.
"""

from __future__ import annotations

import fnmatch
import warnings
from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.origin import Origin, mark, resolve


class ScopeWarning(UserWarning):
    """Something about scopes, names or sharing that is probably not meant; the base of all such warnings."""


class SiblingWarning(ScopeWarning):
    """A scope was used as a regular expression and caught more than that scope."""


class SharingWarning(ScopeWarning):
    """A variable is shared, or is not, and it looks as if that was not meant."""


class GrowingGraphWarning(ScopeWarning):
    """A loop adds nodes to the graph between its runs."""


class _Strict:
    """Whether these warnings are errors, in the whole process."""

    on = False


class strict:  # noqa: N801 - a context manager
    """Turns the warnings about scopes, sharing and growing graphs into errors, from the call on.

    The errors are the warnings themselves: `tf.ScopeWarning` and its kinds. As a context manager it puts back what was
    before; without `with` it holds for the rest of the process.

    Args:
      on: False makes them warnings again.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.strict():
    ...     with tf.variable_scope("D"):
    ...         v = tf.get_variable("v", [1])
    ...     with tf.variable_scope("D_pre"):
    ...         w = tf.get_variable("w", [1])
    ...     try:
    ...         tf.trainable_variables("D")
    ...     except tf.ScopeWarning as error:
    ...         print(type(error).__name__)
    SiblingWarning

    ```
    """

    def __init__(self, on: bool = True) -> None:
        self._before = _Strict.on
        _Strict.on = bool(on)

    def __enter__(self) -> None:
        return

    def __exit__(self, *exc: object) -> None:
        _Strict.on = self._before


def is_strict() -> bool:
    """Whether `warn` raises."""
    return _Strict.on


def quiet(scope: Any) -> None:
    """Says that what is odd about the variables of a scope is meant: no `tf.ScopeWarning` about them in this graph.

    Args:
      scope: a VariableScope, or its name, in which `*` and `?` stand for any letters; "" means the whole graph.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.quiet("towers")

    ```
    """
    name = scope if isinstance(scope, str) else scope.name
    _kept(get_default_graph(), "_quiet_scopes").add(name.strip("/"))


def is_quiet(graph: Any, name: str) -> bool:
    """Whether `quiet` was called for a scope that holds the variable of this name."""
    return any(
        not scope or fnmatch.fnmatchcase(name, scope) or fnmatch.fnmatchcase(name, scope + "/*")
        for scope in graph.__dict__.get("_quiet_scopes", ())
    )


def warn(
    graph: Any, category: type[ScopeWarning], message: str, place: Origin | None = None
) -> None:
    """Warns of something in a graph, once for each line of the program and kind of warning.

    Args:
      graph: the graph that it is about.
      category: the kind of warning.
      message: what is odd, and what to write instead.
      place: the user's line; the one that called into the library if None.

    Raises:
      ScopeWarning: the warning itself, under `tf.strict()`.
    """
    if place is None:
        here = mark(2)
        place = Origin("<unknown>", 0, "") if here is None else resolve(*here)
    if _Strict.on:
        raise category(message)
    said = _kept(graph, "_warned_places")
    key = (category, place.filename, place.line)
    if key not in said:
        said.add(key)
        warnings.warn_explicit(message, category, place.filename, place.line, registry={})


def _kept(graph: Any, name: str) -> set[Any]:
    """A set that a graph keeps; few graphs need one."""
    kept: set[Any] = graph.__dict__.setdefault(name, set())
    return kept
