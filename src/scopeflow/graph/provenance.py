"""Who opened what: the user's lines behind scopes and shared variables, noted while a graph is built.

A note is a plain tuple of references, made when a scope is opened or a variable is asked for. Nothing is made of it -
no line number, no text - until somebody asks.
"""

from __future__ import annotations

import os
import sys
import threading
from types import CodeType
from typing import Any

from scopeflow.graph import origin
from scopeflow.graph.origin import Origin, resolve

# (the library's function that the user called, or None; then code and position of the user's calls, innermost first)
Trail = tuple[Any, ...]
# (the scope around it, the name asked for, its trail)
ScopeNote = tuple[Any, Any, Trail]

# How many of the user's calls a trail keeps: the line, who called its function, and who called that.
_CALLS = 3
_LENGTH = 1 + 2 * _CALLS
# How many of the lines that enter one scope again are kept.
_ENTRIES = 32


_STANDARD = os.path.dirname(os.__file__) + os.sep
# What stands around other functions is not what the user called.
_BETWEEN = {*origin._LIBRARY_FILES, os.path.join(origin._PACKAGE, "variables", "deprecation.py")}


class _Switch(threading.local):
    """Whether notes are made in this thread."""

    on = os.environ.get("SCOPEFLOW_PROVENANCE", "1") != "0"


SWITCH = _Switch()


class provenance:  # noqa: N801 - a context manager
    """Turns the notes on or off that `tf.explain` and `tf.sharing_report` live on; in this thread, from the call on.

    Without them a graph takes a little less time and memory to build, and explanations say less. As a context manager it
    puts back what was before. The environment variable `SCOPEFLOW_PROVENANCE=0` turns them off for a whole process.

    Args:
      on: whether notes are made.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.provenance(False):
    ...     with tf.name_scope("quick"):
    ...         c = tf.constant(1.0)
    >>> c.name
    'quick/Const:0'

    ```
    """

    def __init__(self, on: bool = True) -> None:
        self._before = SWITCH.on
        SWITCH.on = bool(on)

    def __enter__(self) -> None:
        return

    def __exit__(self, *exc: object) -> None:
        SWITCH.on = self._before


def trail(depth: int = 2, calls: int = _CALLS, pin: Any = None) -> Trail:
    """The user's calls that led here.

    Args:
      depth: how many of the nearest frames are known to be this package's.
      calls: how many of the user's calls to keep.
      pin: what `Graph.pin_origin` left on the graph, which saves the walk up to the user's line.
    """
    known = origin._inner
    frame: Any = sys._getframe(depth)
    stop = None if pin is None else pin[0]
    inner: Any = None
    # every instruction here counts: a stack is deep, and scopes are many
    try:
        while (filename := frame.f_code.co_filename) in known or origin._is_inner(filename):
            inner = frame
            if frame is stop:
                return _shared(inner.f_code, pin[1], pin[2])
            frame = frame.f_back
    except AttributeError:  # no frame is the user's
        return (getattr(inner, "f_code", None),)
    function = getattr(inner, "f_code", None)
    if function is not None and function.co_filename in _BETWEEN:
        function = _called(depth + 1)
    if calls > 1 and (function is None or function.co_name == "__enter__"):
        return (function, *call_site(frame)[1:])
    code, lasti = frame.f_code, frame.f_lasti
    last = _last[0]
    if last[2] == lasti and last[1] is code and last[0] is function:
        return last
    return _shared(function, code, lasti)


def _called(depth: int) -> CodeType | None:
    """The code of the library's function that the user called, without what stands around it."""
    found: CodeType | None = None
    frame: Any = sys._getframe(depth)
    while frame is not None and origin._is_inner(frame.f_code.co_filename):
        if frame.f_code.co_filename not in _BETWEEN:
            found = frame.f_code
        frame = frame.f_back
    return found


# the last short trail: one call of the library opens many scopes
_last: list[Trail] = [(None, None, -1)]


def _shared(function: Any, code: Any, lasti: int) -> Trail:
    """A trail of one call; the same object as the last if it is equal."""
    last = _last[0]
    if last[2] == lasti and last[1] is code and last[0] is function:
        return last
    made = _last[0] = (function, code, lasti)
    return made


def call_site(frame: Any) -> Trail:
    """The trail of a call that the user made at `frame`: that line, and who called it, up to the module."""
    known = origin._inner
    code = frame.f_code
    found = [None, code, frame.f_lasti]
    while code.co_name != "<module>" and len(found) < _LENGTH:
        frame = frame.f_back
        if frame is None:
            break
        code = frame.f_code
        filename = code.co_filename
        if filename not in known and not origin._is_inner(filename):
            found += (code, frame.f_lasti)
    return tuple(found)


def places(of: Trail) -> list[Origin]:
    """The user's lines of a trail, innermost first; of what called them, those that are no installed package's."""
    found = [resolve(of[at], of[at + 1]) for at in range(1, len(of) - 1, 2) if of[at] is not None]
    return found[:1] + [place for place in found[1:] if not _is_installed(place.filename)]


def _is_installed(filename: str) -> bool:
    """Whether a file belongs to Python or to a package beside this one: a test runner, a server, a command."""
    return filename.startswith((_STANDARD, "<frozen")) or "site-packages" in filename


def note_entered_again(graph: Any, scope: str, frame: Any) -> None:
    """Notes that a user's line, if `frame` is one, entered the scope of this full name as it is."""
    if not scope or origin._is_inner(frame.f_code.co_filename):
        return
    made = call_site(frame)
    if scope not in graph._scope_notes:
        graph._scope_notes[scope] = (None, scope + "/", made)
        return
    noted = graph._scope_again.setdefault(scope, [])
    if len(noted) < _ENTRIES and made not in noted:
        noted.append(made)


def note_variable_scope(graph: Any, scope: Any) -> None:
    """Notes that a variable scope was opened; of what the library opens, the first time."""
    opened = scope._opened
    noted = graph._variable_scope_notes.get(scope._name)
    if noted is None:
        graph._variable_scope_notes[scope._name] = [(_ops_now(graph), scope._is_again, opened)]
    elif opened[0] is not None and opened[0].co_name == "__enter__" and len(noted) < _ENTRIES:
        noted.append((_ops_now(graph), scope._is_again, opened))


def _ops_now(graph: Any) -> str:
    current = graph._name_scope.current
    return f"{current}/" if current else ""
