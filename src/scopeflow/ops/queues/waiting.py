"""Waiting inside a run: until something happens, the session closes, or its patience ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from scopeflow import errors

# How often a waiting op looks whether its session was closed, in seconds.
_LOOK = 0.05


class Patience:
    """How long one op may wait.

    Args:
      ctx: the run's context: `ctx.session` is the session.
      timeout_ms: the op's own limit in milliseconds; negative for none.
    """

    def __init__(self, ctx: Any, timeout_ms: int = -1) -> None:
        self._session = ctx.session
        limit = timeout_ms
        if limit < 0 and hasattr(self._session, "_timeout_in_ms"):
            limit = self._session._timeout_in_ms()
        self._given_up = getattr(self._session, "_given_up", bool)
        self._until = time.monotonic() + limit / 1000.0 if limit > 0 else None

    def wait(self, condition: threading.Condition, ready: Callable[[], bool], what: str) -> None:
        """Waits, the condition held, until `ready()`.

        Args:
          condition: notified by others.
          ready: whether the waiting is over.
          what: what waits, as a message calls it: "Dequeue operation".

        Raises:
          CancelledError: if the session is closed meanwhile, or the run is given up.
          DeadlineExceededError: if it takes too long.
        """
        while not ready():
            if getattr(self._session, "_closed", False) or self._given_up():
                raise errors.CancelledError(None, None, f"{what} was cancelled")
            left = _LOOK
            if self._until is not None:
                left = min(left, self._until - time.monotonic())
                if left <= 0:
                    raise errors.DeadlineExceededError(
                        None, None, "Timed out waiting for notification"
                    )
            condition.wait(left)
