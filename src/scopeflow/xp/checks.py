"""Run-time checks and values that must be known: how a kernel refuses bad input on either face.

Nothing can be raised from inside a compiled program.  A kernel therefore reports with
:func:`check`; known values raise at once, and for traced ones the flag is collected, so that it
becomes an extra output of the program which the engine looks at before it publishes anything.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from scopeflow.xp import door

from .face import is_known, is_tracer


class NotStatic(TypeError):
    """A value must be known when the program is made, and it is only known when it runs."""


class NeedsHost(NotStatic):
    """The shape of the result depends on the data, so that only the host can compute it."""


class Check(NamedTuple):
    """One collected check: a traced flag, and what to raise if it comes out false."""

    ok: Any
    error: type[Exception]
    message: str
    values: tuple[Any, ...]

    def exception(self, values: tuple[Any, ...]) -> Exception:
        """The exception for a failed check, with the values that the program returned for it."""
        return make_error(self.error, self.message, values)


class _Active(threading.local):
    def __init__(self) -> None:
        self.lists: list[list[Check]] = []


_active = _Active()


@contextmanager
def collect_checks() -> Iterator[list[Check]]:
    """A context that collects the traced checks of the kernels called in it, in the order of the
    calls.

    Yields:
      The list; each item is ``(ok, error class, message, values)`` with a traced boolean scalar
      `ok`.
    """
    checks: list[Check] = []
    _active.lists.append(checks)
    try:
        yield checks
    finally:
        _active.lists.pop()


def check(ok: Any, error: type[Exception] | None, message: str, *values: Any) -> None:
    """Raises ``error(message % values)`` unless all of `ok` is true; a traced `ok` is collected
    instead.

    Args:
      ok: a boolean, or an array of booleans.
      error: the class of the exception; None means InvalidArgumentError.
      message: TensorFlow's sentence as a format for `values`.
      *values: what the message shows: numbers or strings, traced or not.

    Raises:
      error: if `ok` is known and false.
      NotStatic: if `ok` is traced and nobody collects checks.
    """
    if ok is True:
        return
    if is_known(ok):
        if not (ok if isinstance(ok, bool) else np.all(ok)):
            raise make_error(error, message, values)
        return
    if not is_tracer(ok):
        if not bool(door.jnp().all(ok)):
            raise make_error(error, message, values)
        return
    if not _active.lists:
        raise NotStatic(
            "A check on a traced value needs a collector: call it inside xp.collect_checks(). "
            f"The check says: {message}"
        )
    flag = ok if ok.ndim == 0 else door.jnp().all(ok)
    _active.lists[-1].append(Check(flag, error or _invalid_argument(), message, values))


def make_error(error: type[Exception] | None, message: str, values: tuple[Any, ...]) -> Exception:
    """The exception of a failed check; OpErrors take ``(node_def, op, message)``, other classes
    the message."""
    if values:
        message = message % tuple(v if isinstance(v, str) else np.asarray(v)[()] for v in values)
    cls = error or _invalid_argument()
    if cls.__module__.startswith("scopeflow"):
        return cls(None, None, message)
    return cls(message)


def _invalid_argument() -> type[Exception]:
    from scopeflow.errors import InvalidArgumentError

    return InvalidArgumentError


def static(value: Any, what: str = "This value") -> np.ndarray:
    """`value` as a NumPy array, for arguments that decide about shapes.

    Args:
      value: a NumPy or Python value, or a JAX array that is no tracer.
      what: what the value is for, the subject of the error message.

    Raises:
      NotStatic: if `value` is a tracer.
    """
    if is_tracer(value):
        raise NotStatic(
            f"{what} must be known when the program is made, but it is computed by it: {value}"
        )
    return np.asarray(value)


def static_ints(value: Any, what: str = "This value") -> tuple[int, ...]:
    """`value` as a tuple of Python ints; a scalar makes a tuple of one."""
    if type(value) is np.ndarray:
        return tuple(value.tolist() if value.ndim == 1 else value.reshape(-1).tolist())
    if isinstance(value, tuple) and all(type(v) is int for v in value):
        return value
    return tuple(static(value, what).reshape(-1).tolist())


def static_int(value: Any, what: str = "This value") -> int:
    """`value` as a Python int; arrays of one element will do."""
    if type(value) is int:
        return value
    if type(value) is np.ndarray and value.ndim == 0:
        return int(value)
    return int(static(value, what).reshape(()))
