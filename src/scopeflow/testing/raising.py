"""Assertions about exceptions, and code that a test runs in a thread of its own."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

from absl.testing import absltest

from scopeflow import errors


class RaisingAssertions(absltest.TestCase):
    """What a test case may say of what a block of code raises."""

    @contextlib.contextmanager
    def assertRaisesWithPredicateMatch(  # type: ignore[override]
        self, exception_type: Any, expected_err_re_or_predicate: Any
    ) -> Iterator[None]:
        """A context whose body raises an exception of a type, about which something holds.

        Args:
          exception_type: the class, or several.
          expected_err_re_or_predicate: a regular expression that the message holds, or a function of the exception.

        Raises:
          AssertionError: if the body raises another exception, or none.
        """
        if callable(expected_err_re_or_predicate):
            predicate = expected_err_re_or_predicate
        else:
            predicate = _says(expected_err_re_or_predicate)
        try:
            yield
            self.fail(f"{exception_type.__name__} not raised")
        except Exception as error:
            if not isinstance(error, exception_type) or not predicate(error):
                raise AssertionError(f"Exception of type {type(error)}: {error}") from error

    def assertRaisesOpError(self, expected_err_re_or_predicate: Any) -> Any:
        """A context whose body raises a `tf.OpError`, about which something holds.

        Args:
          expected_err_re_or_predicate: a regular expression that the message holds, or a function of the exception.
        """
        return self.assertRaisesWithPredicateMatch(errors.OpError, expected_err_re_or_predicate)

    def assertRaisesRegexp(
        self, expected_exception: Any, expected_regex: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Like `assertRaisesRegex`, under its older name."""
        return self.assertRaisesRegex(expected_exception, expected_regex, *args, **kwargs)

    def assertItemsEqual(self, first: Any, second: Any, msg: Any = None) -> None:
        """Two sequences hold the same items as often, in any order."""
        self.assertCountEqual(first, second, msg)

    def assertStartsWith(self, actual: str, expected_start: str, msg: Any = None) -> None:
        """A text begins with another."""
        if not actual.startswith(expected_start):
            said = f"{actual!r} does not start with {expected_start!r}"
            self.fail(said + (f" : {msg}" if msg else ""))

    def checkedThread(
        self, target: Callable[..., Any], args: Any = None, kwargs: Any = None
    ) -> CheckedThread:
        """A thread whose exception fails the test when it is joined.

        Args:
          target: what it calls.
          args: positional arguments.
          kwargs: keyword arguments.

        Returns:
          A thread, not yet started, with `start`, `join` and `is_alive`.
        """
        return CheckedThread(self, target, args, kwargs)


def _says(pattern: str) -> Callable[[BaseException], bool]:
    def predicate(error: BaseException) -> bool:
        text = error.message if isinstance(error, errors.OpError) else str(error)
        op = error.op if isinstance(error, errors.OpError) else None
        while op is not None:
            text += f"\nCaused by: {op.name}"
            op = getattr(op, "_original_op", None)
        return re.search(pattern, text) is not None

    return predicate


class CheckedThread:
    """A thread of a test: what it raises is raised again where it is joined."""

    def __init__(
        self, testcase: absltest.TestCase, target: Callable[..., Any], args: Any, kwargs: Any
    ) -> None:
        self._testcase = testcase
        self._target = target
        self._args = () if args is None else args
        self._kwargs = {} if kwargs is None else kwargs
        self._thread = threading.Thread(target=self._protected)
        self._error: BaseException | None = None

    def _protected(self) -> None:
        try:
            self._target(*self._args, **self._kwargs)
        except Exception as error:
            self._error = error

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def join(self) -> None:
        """Waits for the thread to end.

        Raises:
          AssertionError: if it ended with an exception.
        """
        self._thread.join()
        if self._error is not None:
            self._testcase.fail(f"Error in checkedThread: {self._error}")

    def is_alive(self) -> bool:
        """Whether it is running."""
        return self._thread.is_alive()

    def check_termination(self) -> None:
        """Nothing to do: the test may end while the thread runs."""
