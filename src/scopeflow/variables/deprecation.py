"""Functions that say, once for each line that calls them, what to write instead."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from scopeflow.logger import get_logger

F = TypeVar("F", bound=Callable[..., Any])

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_said: set[tuple[str, str, int]] = set()


def deprecated(instead: str, date: str | None = None) -> Callable[[F], F]:
    """Marks a function as deprecated: a call logs a warning in TensorFlow's words.

    Args:
      instead: what to write.
      date: the day after which it may be removed, as "2017-03-02"; None for some day.
    """

    def wrap(function: F) -> F:
        when = "in a future version" if date is None else f"after {date}"

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            _say(function.__qualname__, f"is deprecated and will be removed {when}.", instead)
            return function(*args, **kwargs)

        return call  # type: ignore[return-value]

    return wrap


def warn_argument(function: str, argument: str, instead: str) -> None:
    """Logs that `argument` of `function` is deprecated, once for each line that passes it."""
    _say(
        f"calling {function}",
        f"with {argument} is deprecated and will be removed in a future version.",
        instead,
    )


def _say(what: str, verdict: str, instead: str) -> None:
    frame = sys._getframe(2)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
    place = what, frame.f_code.co_filename, frame.f_lineno
    if place in _said:
        return
    _said.add(place)
    get_logger().warning(
        "From %s:%d: %s %s\nInstructions for updating:\n%s",
        place[1],
        place[2],
        what,
        verdict,
        instead,
    )
