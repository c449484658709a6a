"""A walk that a thread of its own moves ahead of who takes the elements."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from scopeflow.ops.data.values import Cursor, Element, Run, leave


class Ahead(Cursor):
    """Up to `count` elements of a walk, made before they are asked for.

    The thread starts with the first `start`, or the first element asked for.

    Args:
      run: what the walk belongs to.
      open: makes the walk; called in the thread.
      count: how many elements may wait.
      name: what the thread is called.
    """

    def __init__(self, run: Run, open: Callable[[], Any], count: int, name: str) -> None:
        self._run = run
        self._open = open
        self._count = count
        self._changed = threading.Condition()
        # (element, error); an end is the error StopIteration
        self._waiting: deque[tuple[Element, BaseException | None]] = deque()
        self._ended = False
        self._closed = False
        self._thread = run.thread(self._work, name)

    def is_ready(self) -> bool:
        """Whether the next element, or the end, is there."""
        with self._changed:
            return bool(self._waiting) or self._ended

    def wait_a_little(self) -> None:
        """Waits until something happens, for no more than a moment."""
        with self._changed:
            if not self._waiting and not self._ended:
                self._changed.wait(0.005)

    def __next__(self) -> Element:
        with self._changed:
            self._run.wait(self._changed, lambda: self._waiting or self._ended)
            if not self._waiting:
                raise StopIteration
            element, error = self._waiting.popleft()
            self._changed.notify_all()
        if error is not None:
            raise error
        return element

    def _stopped(self) -> bool:
        return self._closed or self._run.cancelled

    def _work(self) -> None:
        try:
            walk = self._open()
        except BaseException as error:
            self._put((), error)
            self._end()
            return
        try:
            while not self._stopped():
                try:
                    self._put(next(walk), None)
                except StopIteration:
                    break
                except BaseException as error:
                    self._put((), error)
        finally:
            walk.close()
            self._end()

    def _put(self, element: Element, error: BaseException | None) -> None:
        with self._changed:
            while len(self._waiting) >= self._count and not self._stopped():
                self._changed.wait(0.05)
            self._waiting.append((element, error))
            self._changed.notify_all()

    def _end(self) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        leave([self._thread])
        super().close()
