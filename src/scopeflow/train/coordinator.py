"""Threads that stop together: the Coordinator, and threads that call a function again and again until it says stop."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from scopeflow import errors
from scopeflow.platform import logging as tf_logging

# How often those who wait look around, in seconds.
_LOOK = 0.05
_Raised = tuple[type[BaseException], BaseException, TracebackType | None]


class Coordinator:
    """Tells threads to stop, waits for them, and raises in one place what went wrong in any of them.

    Args:
      clean_stop_exception_types: a tuple of exception classes that mean an orderly end; `(tf.errors.OutOfRangeError,)` by default.

    ```python
    >>> import threading
    >>> import scopeflow as tf
    >>> coord = tf.train.Coordinator()
    >>> def work():
    ...     with coord.stop_on_exception():
    ...         while not coord.should_stop():
    ...             raise ValueError("no more")
    >>> thread = threading.Thread(target=work)
    >>> thread.start()
    >>> try:
    ...     coord.join([thread])
    ... except ValueError as error:
    ...     print(error)
    no more

    ```
    """

    def __init__(self, clean_stop_exception_types: Any = None) -> None:
        if clean_stop_exception_types is None:
            clean_stop_exception_types = (errors.OutOfRangeError,)
        self._clean_stop_exception_types = tuple(clean_stop_exception_types)
        self._lock = threading.Lock()
        self._stop_event = threading.Event()
        self._raised: _Raised | None = None
        self._joined = False
        self._registered_threads: set[threading.Thread] = set()

    def _clean(self, ex: Any) -> bool:
        value = ex[1] if isinstance(ex, tuple) else ex
        return isinstance(value, self._clean_stop_exception_types)

    def request_stop(self, ex: Any = None) -> None:
        """Asks the threads to stop; the first exception given is what `join` raises.

        Args:
          ex: the exception that is the reason, or what `sys.exc_info()` gives.

        Raises:
          the exception, if `join` is over already.
        """
        with self._lock:
            reason = None if ex is None or self._clean(ex) else _as_raised(ex)
            if self._joined:
                if reason is not None:
                    raise reason[1].with_traceback(reason[2])
                return
            if self._stop_event.is_set():
                return
            if reason is not None:
                said = str(reason[1]) if isinstance(ex, tuple) else f"{reason[0]}, {reason[1]}"
                tf_logging.info("Error reported to Coordinator: %s", said)
                self._raised = reason
            self._stop_event.set()

    def clear_stop(self) -> None:
        """Forgets that a stop was asked for, and why."""
        with self._lock:
            self._joined = False
            self._raised = None
            self._stop_event.clear()

    def should_stop(self) -> bool:
        """Whether a stop was asked for."""
        return self._stop_event.is_set()

    @contextmanager
    def stop_on_exception(self) -> Iterator[None]:
        """A context manager that turns an exception of its body into a request to stop."""
        try:
            yield
        except BaseException:
            self.request_stop(ex=sys.exc_info())

    def wait_for_stop(self, timeout: float | None = None) -> bool:
        """Waits until a stop is asked for.

        Args:
          timeout: for how many seconds at most; None for ever.

        Returns:
          Whether a stop was asked for.
        """
        return self._stop_event.wait(timeout)

    def register_thread(self, thread: threading.Thread) -> None:
        """Makes `join` wait for a thread."""
        with self._lock:
            self._registered_threads.add(thread)

    def join(
        self,
        threads: Iterable[threading.Thread] | None = None,
        stop_grace_period_secs: float = 120,
        ignore_live_threads: bool = False,
    ) -> None:
        """Waits until the threads end, or a stop is asked for and some time after it is over.

        Args:
          threads: threads beside those that are registered.
          stop_grace_period_secs: how long threads may take to end once a stop is asked for.
          ignore_live_threads: whether threads that go on after that are no error.

        Raises:
          RuntimeError: if threads go on after that.
          the exception that was the reason for the stop, unless it is one of an orderly end.
        """
        with self._lock:
            waiting = self._registered_threads | set(threads or ())
        while _alive(waiting) and not self.wait_for_stop(_LOOK):
            pass
        until = time.monotonic() + stop_grace_period_secs
        for thread in waiting:
            while thread.is_alive() and time.monotonic() < until:
                thread.join(min(_LOOK, max(0.0, until - time.monotonic())))
        late = [thread.name for thread in _alive(waiting)]
        with self._lock:
            self._joined = True
            self._registered_threads.clear()
            raised = self._raised
        if raised is not None:
            raise raised[1].with_traceback(raised[2])
        if late:
            text = f"Coordinator stopped with threads still running: {' '.join(late)}"
            if not ignore_live_threads:
                raise RuntimeError(text)
            tf_logging.info(text)

    @property
    def joined(self) -> bool:
        """Whether `join` is over."""
        return self._joined

    def raise_requested_exception(self) -> None:
        """Raises the exception that was the reason for the stop, if there is one."""
        with self._lock:
            raised = self._raised
        if raised is not None:
            raise raised[1].with_traceback(raised[2])


def _alive(threads: Iterable[threading.Thread]) -> list[threading.Thread]:
    return [thread for thread in threads if thread.is_alive()]


def _as_raised(ex: Any) -> _Raised:
    if isinstance(ex, tuple):
        return ex
    return type(ex), ex, getattr(ex, "__traceback__", None)


class LooperThread(threading.Thread):
    """A thread that runs until its coordinator stops; an exception in it stops the coordinator.

    Args:
      coord: a Coordinator.
      timer_interval_secs: how many seconds lie between the starts of two calls of `run_loop`; None or 0 for no pause.
      target: what `run_loop` calls.
      args, kwargs: the arguments of `target`.

    Raises:
      ValueError: if `coord` is no Coordinator.
    """

    def __init__(
        self,
        coord: Coordinator,
        timer_interval_secs: float | None,
        target: Callable[..., Any] | None = None,
        args: Any = None,
        kwargs: Any = None,
    ) -> None:
        if not isinstance(coord, Coordinator):
            raise ValueError(f"'coord' argument must be a Coordinator: {coord}")
        super().__init__()
        self.daemon = True
        self._coord = coord
        self._timer_interval_secs = timer_interval_secs
        self._function = target
        self._given = tuple(args or ())
        self._named = dict(kwargs or {})
        coord.register_thread(self)

    @staticmethod
    def loop(
        coord: Coordinator,
        timer_interval_secs: float | None,
        target: Callable[..., Any],
        args: Any = None,
        kwargs: Any = None,
    ) -> LooperThread:
        """Starts a thread that calls a function until the coordinator stops. The arguments are those of the class.

        Returns:
          The started thread.
        """
        thread = LooperThread(coord, timer_interval_secs, target=target, args=args, kwargs=kwargs)
        thread.start()
        return thread

    def run(self) -> None:
        """What the thread does; subclasses override the three methods that it calls."""
        with self._coord.stop_on_exception():
            self.start_loop()
            if not self._timer_interval_secs:
                while not self._coord.should_stop():
                    self.run_loop()
            else:
                start = time.time()
                while not self._coord.wait_for_stop(max(0.0, start - time.time())):
                    start += self._timer_interval_secs
                    self.run_loop()
            self.stop_loop()

    def start_loop(self) -> None:
        """Called once, when the thread starts."""

    def stop_loop(self) -> None:
        """Called once, when the thread stops in good order."""

    def run_loop(self) -> None:
        """Called again and again; calls the target."""
        if self._function is not None:
            self._function(*self._given, **self._named)
