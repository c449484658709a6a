"""Between the launch of a program that reuses memory and the publication of what it made there is no way out."""

from __future__ import annotations

import signal
import sys
import threading
from typing import Any

# (the functions written in C, where they are to be had: those around them turn numbers into names and back, which takes
# longer than many a launch)
_functions: Any = sys.modules.get("_signal", signal)
_set, _get = _functions.signal, _functions.getsignal
_INTERRUPT = int(signal.SIGINT)


class uninterruptible:  # noqa: N801 - a context manager
    """Holds Ctrl-C back until the body is done: between launch and publication there is no way out.

    Args:
      needed: False lets it through.
    """

    __slots__ = ("_before", "_caught", "_needed")

    def __init__(self, needed: bool) -> None:
        self._needed = needed
        self._before: Any = None
        self._caught: list[Any] = []

    def __enter__(self) -> None:
        if not self._needed or threading.current_thread() is not threading.main_thread():
            return
        before = _get(_INTERRUPT)
        if callable(before):
            _set(_INTERRUPT, self._later)
            self._before = before

    def _later(self, *args: Any) -> None:
        self._caught.append(args)

    def __exit__(self, *exc: object) -> None:
        before = self._before
        if before is None:
            return
        self._before = None
        _set(_INTERRUPT, before)
        if self._caught:
            before(*self._caught[0])
