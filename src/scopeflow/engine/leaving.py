"""The end of the process while other threads run programs: what is under way is waited for.

A daemon thread that the interpreter ends inside of XLA takes the process down with it.
"""

from __future__ import annotations

import atexit
import threading

from scopeflow.xp import door


class DeviceWork(threading.local):
    """A context that a thread is in while it is inside of XLA; at exit no thread may be in it or enter it.

    Letting go of an array enters XLA too.  A thread that is in the context may enter it again.
    """

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._depth = 0

    def __enter__(self) -> None:
        self._depth += 1
        if self._depth == 1:
            self._gate.enter()

    def __exit__(self, *exc: object) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._gate.leave()


class Gate:
    """Counts the threads inside of XLA, and lets none in once the process ends."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._inside = 0
        # what was imported when the end was last registered: None, '' or JAX
        self._registered: str | None = None
        self._closed = False

    def enter(self) -> None:
        with self._condition:
            there = "jax" if door.loaded() else ""
            if self._registered != there:
                # what JAX does at exit must have been registered before: the last registered runs first
                if there:
                    door.jax()
                atexit.unregister(self._close)
                atexit.register(self._close)
                self._registered = there
            while self._closed and threading.current_thread() is not threading.main_thread():
                # the process is ending, and this thread with it
                self._condition.wait()
            self._inside += 1

    def leave(self) -> None:
        with self._condition:
            self._inside -= 1
            if self._closed:
                self._condition.notify_all()

    def _close(self) -> None:
        with self._condition:
            self._closed = True
            while self._inside:
                self._condition.wait()


DEVICE_WORK = DeviceWork(Gate())
